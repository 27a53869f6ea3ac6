use std::{
    fs,
    path::Path,
    sync::Arc,
    time::{Duration, SystemTime},
};

use super::{
    super::{
        super::{FolderCache, SourceTree as _},
        WorkTree,
    },
    Listing, SkipReason,
};

fn write(folder: &Path, name: &str) {
    let file = folder.join(name);
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    fs::write(file, name).expect("a file");
}

/// A listing with the cache of an earlier run, and the bytes to cache for the next one. No folder
/// counts as recently changed.
fn listed(folder: &Path, earlier: &[u8]) -> (Listing, Option<Vec<u8>>) {
    let cache = Arc::new(FolderCache::from_bytes(earlier));
    let later = SystemTime::now() + Duration::from_hours(1);
    let tree = WorkTree::open(folder).expect("a tree").stable_since(later);
    let listing = tree.with_folder_cache(Arc::clone(&cache)).list(&|path| path.name() != "closed");
    (listing, cache.to_bytes())
}

fn uncached(folder: &Path) -> Listing {
    WorkTree::open(folder).expect("a tree").list(&|path| path.name() != "closed")
}

fn names(listing: &Listing) -> Vec<String> {
    listing.files.iter().map(ToString::to_string).collect()
}

#[test]
fn files_are_sorted_by_path_although_folders_are_listed_one_by_one() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["a/x", "a-b/x", "a.js", "a0", "a/b/c", "a/b.c", "a/b-c", "ab/x", "é/x", "closed/x"]
    {
        write(folder.path(), name);
    }
    let mut sorted = names(&uncached(folder.path()));
    assert_eq!(sorted.len(), 9);
    let found = sorted.clone();
    sorted.sort_unstable();
    assert_eq!(found, sorted);
}

#[test]
fn a_cached_listing_is_that_of_the_folder_after_every_change() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    for name in ["app.json", "pages/a/a.js", "pages/a-b/a.js", "pages/b/b.js", "closed/x"] {
        write(root, name);
    }
    let changes: [(&str, &dyn Fn()); 9] = [
        ("nothing", &|| {}),
        ("a new file", &|| write(root, "pages/a/new.js")),
        ("a file written again", &|| write(root, "pages/a/a.js")),
        ("a file with another name", &|| {
            fs::rename(root.join("pages/b/b.js"), root.join("pages/b/c.js")).expect("renamed");
        }),
        ("a file in place of another", &|| {
            write(root, ".new");
            fs::rename(root.join(".new"), root.join("app.json")).expect("renamed");
        }),
        ("a new folder", &|| write(root, "pages/c/d/e.js")),
        ("folders change places", &|| {
            fs::rename(root.join("pages/a"), root.join("x")).expect("renamed");
            fs::rename(root.join("pages/b"), root.join("pages/a")).expect("renamed");
            fs::rename(root.join("x"), root.join("pages/b")).expect("renamed");
        }),
        ("a file in place of a folder", &|| {
            fs::remove_dir_all(root.join("pages/c")).expect("removed");
            write(root, "pages/c");
        }),
        ("no folder", &|| fs::remove_dir_all(root.join("pages/a-b")).expect("removed")),
    ];
    let mut cached = Vec::new();
    for (what, change) in changes {
        // More than the resolution of the clock of the file system.
        std::thread::sleep(Duration::from_millis(20));
        change();
        let (found, new) = listed(root, &cached);
        assert_eq!(names(&found), names(&uncached(root)), "{what}");
        cached = new.unwrap_or(cached);
        assert_eq!(listed(root, &cached).1, None, "{what}: everything is cached");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_cached_is_not_read_again() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "a/b.js");
    let (first, cached) = listed(folder.path(), &[]);
    let cached = cached.expect("new");
    assert_eq!(names(&first), ["a/b.js"]);
    let text = String::from_utf8_lossy(&cached).replace("b.js", "c.js");
    assert!(text.contains("c.js"));
    // The text was changed, so the checksum is wrong and nothing counts as cached.
    let (other, new) = listed(folder.path(), text.as_bytes());
    assert_eq!((names(&other), new), (vec!["a/b.js".to_owned()], Some(cached)));
}

#[test]
fn a_folder_that_changed_just_now_is_not_cached() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "a/b.js");
    let cache = Arc::new(FolderCache::default());
    let tree = WorkTree::open(folder.path()).expect("a tree").stable_since(SystemTime::UNIX_EPOCH);
    tree.with_folder_cache(Arc::clone(&cache)).list(&|_| true);
    assert_eq!(cache.to_bytes(), None);
}

#[cfg(target_os = "linux")]
#[test]
fn folders_that_another_listing_enters_stay_cached() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["a/x.js", "closed/a/x.js", "closed/b/x.js"] {
        write(folder.path(), name);
    }
    let later = SystemTime::now() + Duration::from_hours(1);
    let all = |earlier: &[u8]| {
        let cache = Arc::new(FolderCache::from_bytes(earlier));
        let tree = WorkTree::open(folder.path()).expect("a tree").stable_since(later);
        tree.with_folder_cache(Arc::clone(&cache)).list(&|_| true);
        cache.to_bytes()
    };
    let cached = all(&[]).expect("new");
    // The root and `a` are outnumbered by the three folders that are not listed.
    let fewer = listed(folder.path(), &cached).1.expect("crowded");
    assert!(fewer.len() < cached.len());
    let cached = all(&fewer).expect("new");
    // More than the resolution of the clock of the file system.
    std::thread::sleep(Duration::from_millis(20));
    write(folder.path(), "a/b/c/x.js");
    let (_, new) = listed(folder.path(), &cached);
    assert_eq!(all(&new.expect("new folders")), None);
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_with_a_link_is_read_each_time() {
    let (folder, target) =
        (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    write(folder.path(), "a/b.js");
    write(target.path(), "b.js");
    let link = |name: &str, to: &Path| {
        std::os::unix::fs::symlink(to, folder.path().join(name)).expect("a link");
    };
    link("inside.js", Path::new("a/b.js"));
    link("outside.js", &target.path().join("b.js"));
    let reasons = |listing: &Listing| -> Vec<SkipReason> {
        listing.skipped.iter().map(|skipped| skipped.reason).collect()
    };
    let (first, cached) = listed(folder.path(), &[]);
    assert_eq!(names(&first), ["a/b.js", "inside.js"]);
    assert_eq!(reasons(&first), [SkipReason::LinkOutside]);
    fs::remove_file(target.path().join("b.js")).expect("removed");
    fs::remove_dir_all(folder.path().join("a")).expect("removed");
    let (second, _) = listed(folder.path(), &cached.expect("new"));
    assert_eq!(names(&second), Vec::<String>::new());
    assert_eq!(reasons(&second), [SkipReason::LinkNowhere; 2]);
}
