//! A revision contains the same files as its checkout.

use std::{collections::BTreeMap, fs, path::Path};

use privguide::tree::{SkipReason, SourceTree, TreePath, WorkTree};
use privguide_git::{FileContent, Repository, Revision, SnapshotFiles, states};

use crate::lab::{Lab, write};

/// The whole content of a tree: contents, or reasons for skipping, by path.
fn content(tree: &dyn SourceTree) -> BTreeMap<String, Result<Vec<u8>, SkipReason>> {
    let listing = tree.list(&|path: &TreePath| path.name() != ".git");
    // The checkout of a submodule contains a file with this name.
    let files = listing.files.iter().filter(|path| path.name() != ".git").map(|path| {
        let bytes = tree.read(path).expect("what is listed can be read");
        (path.to_string(), Ok(bytes))
    });
    let skipped =
        listing.skipped.iter().map(|skipped| (skipped.path.to_string(), Err(skipped.reason)));
    files.chain(skipped).collect()
}

fn revision(folder: &Path, name: &str) -> Revision {
    let repository = Repository::discover(folder).expect("a repository");
    let snapshot = repository.resolve(name).expect("a revision");
    Revision::open(&repository, &snapshot, &TreePath::root()).expect("a tree")
}

#[cfg(unix)]
#[test]
fn links_and_names_are_as_on_disk() {
    use std::os::unix::fs::symlink;
    let lab = Lab::new();
    let folder = lab.repository("shop");
    write(&folder, "lib/tool.js", "tool\n");
    write(&folder, "secret/inside.js", "inside\n");
    for (target, link) in [
        ("../lib/tool.js", "pages/to-file.js"),
        ("../lib", "pages/to-folder"),
        ("to-file.js", "pages/to-link.js"),
        ("to-folder/tool.js", "pages/through-folder.js"),
        ("../../outside.js", "pages/outside.js"),
        ("/etc/passwd", "pages/absolute.js"),
        ("nothing.js", "pages/nowhere.js"),
        ("round.js", "pages/round.js"),
        (".", "itself"),
    ] {
        symlink(target, folder.join(link)).expect("a link");
    }
    write(&folder, "back\\slash.js", "x");
    write(&folder, "bad\nfolder/a.js", "x");
    write(&folder, "bad\nfolder/b.js", "x");
    write(&folder, "页面/首页.js", "中文\n");
    fs::write(lab.path("outside.js"), "outside").expect("a file");
    lab.commit(&folder, "links and names");
    let disk = content(&WorkTree::open(&folder).expect("a folder"));
    assert_eq!(content(&revision(&folder, "HEAD")), disk);
    assert_eq!(disk["pages/through-folder.js"], Ok(b"tool\n".to_vec()));
    assert_eq!(disk["pages/absolute.js"], Err(SkipReason::LinkOutside));
    // The folder of a repository in a revision, compared with the same folder on disk.
    let repository = Repository::discover(&folder).expect("a repository");
    let pages = TreePath::new("pages").expect("inside");
    let below = Revision::open(&repository, &repository.resolve("HEAD").expect("a commit"), &pages)
        .expect("a tree");
    assert_eq!(content(&below), content(&WorkTree::open(&folder.join("pages")).expect("a folder")));
    assert!(
        Revision::open(
            &repository,
            &repository.resolve("HEAD").expect("a commit"),
            &TreePath::new("no").expect("inside")
        )
        .is_err()
    );
}

/// A commit gives the same tree in every kind of repository.
#[test]
fn every_kind_of_repository_gives_the_same_tree() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    write(&folder, "crlf.js", "a\r\nb\r\n");
    lab.commit(&folder, "more");
    lab.push(&folder, &["origin", "main"]);
    let expected = content(&revision(&folder, "HEAD"));
    assert_eq!(expected, content(&WorkTree::open(&folder).expect("a folder")));
    let top = lab.path("");
    let url = format!("file://{}", lab.path("shop.git").display());
    lab.git(&folder, &["worktree", "add", "-q", "--detach", "../linked"]);
    lab.git(&top, &["clone", "-q", "--depth=1", &url, "shallow"]);
    lab.git(&lab.path("shop.git"), &["config", "uploadpack.allowFilter", "true"]);
    lab.git(&top, &["clone", "-q", "--filter=tree:0", "--no-checkout", &url, "partial"]);
    lab.git(&top, &["clone", "-q", "--shared", "shop", "borrowing"]);
    lab.git(&folder, &["gc", "-q"]);
    for name in ["shop", "shop.git", "linked", "shallow", "partial", "borrowing"] {
        let git_dir = lab.path(name);
        let seen = if name == "shop.git" {
            revision(&git_dir, "main")
        } else {
            revision(&git_dir, "HEAD")
        };
        assert_eq!(content(&seen), expected, "{name}");
        let notes = seen.notes();
        assert_eq!(notes.len(), usize::from(name == "partial"), "{name}: {notes:?}");
    }
    let mut kinds = vec![("sha256", "--object-format=sha256")];
    if lab.has_git((2, 45)) {
        kinds.push(("reftable", "--ref-format=reftable"));
    }
    for (name, kind) in kinds {
        let other = lab.repository_with(name, &[kind]);
        write(&other, "crlf.js", "a\r\nb\r\n");
        lab.commit(&other, "more");
        let seen = revision(&other, "HEAD");
        assert_eq!(content(&seen), expected, "{name}");
        assert!(seen.notes()[0].en.contains("git program"), "{name}");
    }
}

#[test]
fn names_lead_to_trees() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    let first = lab.git(&folder, &["rev-parse", "HEAD"]);
    lab.git(&folder, &["tag", "-a", "-m", "one", "v1"]);
    write(&folder, "more.js", "");
    lab.commit(&folder, "second");
    lab.push(&folder, &["-u", "origin", "main"]);
    let repository = Repository::discover(&folder.join("pages")).expect("found from below");
    for name in ["v1", "HEAD~", "main@{1}", &first, &first[..8], "HEAD^{/program}"] {
        let snapshot = repository.resolve(name).expect(name);
        assert_eq!(snapshot.commit.expect("a commit").to_string(), first, "{name}");
    }
    assert!(repository.resolve("@{push}").is_ok() && repository.resolve("@{upstream}").is_ok());
    assert_eq!(repository.resolve(&format!("{first}^{{tree}}")).expect("a tree").commit, None);
    for name in ["no-such-thing", "", "--help", "HEAD:app.js", "-n1"] {
        assert!(repository.resolve(name).is_err(), "{name}");
    }
}

#[test]
fn the_index_is_what_the_next_commit_holds() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    write(&folder, "staged.js", "staged\n");
    lab.git(&folder, &["add", "staged.js"]);
    write(&folder, "staged.js", "changed since\n");
    write(&folder, "untracked.js", "");
    write(&folder, "promised.js", "");
    lab.git(&folder, &["add", "-N", "promised.js"]);
    lab.git(&folder, &["rm", "-q", "--cached", "app.js"]);
    let repository = Repository::discover(&folder).expect("a repository");
    let seen = content(
        &SnapshotFiles::read_index(&repository)
            .and_then(|files| files.folder(&TreePath::root()))
            .expect("an index"),
    );
    assert_eq!(seen["staged.js"], Ok(b"staged\n".to_vec()));
    for absent in ["untracked.js", "promised.js", "app.js"] {
        assert!(!seen.contains_key(absent), "{absent}");
    }
}

#[test]
fn a_submodule_is_read_where_git_keeps_it_and_skipped_where_it_does_not() {
    let lab = Lab::new();
    let inner = lab.repository("inner");
    lab.push(&inner, &["origin", "main"]);
    let shared = lab.repository("shared");
    let url = |name: &str| lab.path(name).display().to_string();
    lab.git(&shared, &["submodule", "--quiet", "add", &url("inner.git"), "deep/inner"]);
    lab.commit(&shared, "a submodule");
    lab.push(&shared, &["origin", "main"]);
    let folder = lab.repository("shop");
    lab.git(
        &folder,
        &["submodule", "--quiet", "add", "--name", "a name", &url("shared.git"), "parts/shared"],
    );
    lab.commit(&folder, "a submodule");
    lab.push(&folder, &["origin", "main"]);
    lab.git(&folder, &["submodule", "--quiet", "update", "--init", "--recursive"]);
    let seen = content(&revision(&folder, "HEAD"));
    assert_eq!(seen, content(&WorkTree::open(&folder).expect("a folder")));
    assert!(seen.contains_key("parts/shared/deep/inner/app.js"));
    let bare = content(&revision(&lab.path("shop.git"), "main"));
    assert_eq!(bare["parts/shared"], Err(SkipReason::Submodule));
    assert!(bare.contains_key("app.js"));
}

#[test]
fn what_git_lfs_keeps_is_read_when_it_is_there() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    let oid = "ab".repeat(32);
    let pointer = format!("version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize 5\n");
    write(&folder, "big.js", &pointer);
    lab.commit(&folder, "a pointer");
    let path = TreePath::new("big.js").expect("inside");
    assert_eq!(revision(&folder, "HEAD").read(&path).expect("the pointer"), pointer.as_bytes());
    write(&folder, &format!(".git/lfs/objects/ab/ab/{oid}"), "hello");
    assert_eq!(revision(&folder, "HEAD").read(&path).expect("the content"), b"hello");
}

#[test]
fn threads_read_at_once() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    for number in 0..200 {
        write(&folder, &format!("many/{number}.js"), format!("{number}\n"));
    }
    lab.commit(&folder, "many");
    for name in [folder.clone(), lab.path("sha")] {
        if !name.exists() {
            lab.repository_with("sha", &["--object-format=sha256"]);
            fs::create_dir_all(name.join("many")).expect("a folder");
            (0..200).for_each(|number| {
                write(&name, &format!("many/{number}.js"), format!("{number}\n"));
            });
            lab.commit(&name, "many");
        }
        let tree = revision(&name, "HEAD");
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for number in 0..200 {
                        let path = TreePath::new(&format!("many/{number}.js")).expect("inside");
                        assert_eq!(
                            tree.read(&path).expect("a file"),
                            format!("{number}\n").into_bytes()
                        );
                    }
                });
            }
        });
    }
}

/// Names and contents of objects must not be interpreted as lines of output: a folder in the place
/// of the file does not shift the others.
#[cfg(unix)]
#[test]
fn the_states_of_a_file_are_those_of_its_commits() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    let file = folder.join("privguide.toml");
    let write_file = |text: &str| fs::write(&file, text).expect("written");
    let mut commits = Vec::new();
    write_file("one");
    commits.push(lab.commit(&folder, "one"));
    fs::remove_file(&file).expect("removed");
    fs::create_dir(&file).expect("made");
    fs::write(file.join("a\nb\nx blob 40"), "forged").expect("written");
    commits.push(lab.commit(&folder, "a folder"));
    fs::remove_dir_all(&file).expect("removed");
    commits.push(lab.commit(&folder, "nothing"));
    write_file("two");
    commits.push(lab.commit(&folder, "two"));
    let repository = Repository::discover(&folder).expect("a repository");
    let found =
        states(&repository, &TreePath::new("privguide.toml").expect("inside"), 60).expect("read");
    let found: Vec<_> = found
        .states
        .into_iter()
        .map(|state| (state.commit.commit.to_string(), state.content))
        .collect();
    let contents = [
        FileContent::Bytes(b"one".to_vec()),
        FileContent::NotRead,
        FileContent::Removed,
        FileContent::Bytes(b"two".to_vec()),
    ];
    let expected: Vec<_> = commits.into_iter().zip(contents).collect();
    assert!(found.ends_with(&expected), "{found:?}");
}
