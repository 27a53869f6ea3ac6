//! Repositories: their location, how they are read, and resolution of names.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, OnceLock, PoisonError},
};

use privguide::language::Text;

use crate::{Git, GitError, ObjectId, Snapshot};

/// A repository. Work trees, linked work trees, submodules, bare and shallow repositories are
/// treated alike.
pub struct Repository {
    git_dir: PathBuf,
    common_dir: PathBuf,
    work_dir: Option<PathBuf>,
    partial: bool,
    reader: Backend,
    /// Settings of the repository because of which missing objects of a partial clone are not
    /// fetched; read on first use.
    untrusted_settings: OnceLock<Vec<String>>,
}

/// The way in which the object database is read.
enum Backend {
    /// One handle for resolving names, because opening a new one costs as much as many lookups.
    Library(Mutex<git2::Repository>),
    /// The `git` program, because of this message of libgit2.
    Program(String),
}

impl Repository {
    /// The repository that contains `folder`. Environment variables (`GIT_DIR` …) are ignored.
    ///
    /// # Errors
    /// When there is none, or git rejects it.
    pub fn discover(folder: &Path) -> Result<Self, GitError> {
        match git2::Repository::discover(folder) {
            Ok(repository) => Ok(Self::from_library(repository)),
            Err(error) => Self::from_program(&Git::at(folder), folder, error.message()),
        }
    }

    /// The repository with this git directory, for a hook with `GIT_DIR` in its environment.
    ///
    /// # Errors
    /// When it is not a git directory, or git rejects it.
    pub fn open(git_dir: &Path) -> Result<Self, GitError> {
        match git2::Repository::open(git_dir) {
            Ok(repository) => Ok(Self::from_library(repository)),
            Err(error) => {
                let folder = if git_dir.is_dir() { git_dir } else { Path::new(".") };
                Self::from_program(&Git::at(folder).with_git_dir(git_dir), git_dir, error.message())
            }
        }
    }

    fn from_library(repository: git2::Repository) -> Self {
        Self {
            git_dir: repository.path().to_owned(),
            common_dir: repository.commondir().to_owned(),
            work_dir: repository.workdir().map(Path::to_owned),
            partial: is_partial(&repository),
            reader: Backend::Library(Mutex::new(repository)),
            untrusted_settings: OnceLock::new(),
        }
    }

    fn from_program(git: &Git, path: &Path, refusal: &str) -> Result<Self, GitError> {
        let none = |message: String| GitError::NoRepository { path: path.to_owned(), message };
        let Ok(git_dir) = git.text(&["rev-parse", "--absolute-git-dir"]) else {
            return Err(none(refusal.to_owned()));
        };
        let git_dir = PathBuf::from(git_dir);
        let common_dir = git
            .text(&["rev-parse", "--git-common-dir"])
            .map_err(|error| none(error.to_string()))?;
        let work_dir = git
            .text(&["rev-parse", "--show-toplevel"])
            .ok()
            .filter(|dir| !dir.is_empty())
            .map(PathBuf::from);
        let promisors = git.run(&[
            "config",
            "--get-regexp",
            r"^(remote\..*\.promisor|extensions\.partialclone)$",
        ])?;
        Ok(Self {
            common_dir: git.folder().join(common_dir),
            git_dir,
            work_dir,
            partial: promisors.ok,
            reader: Backend::Program(refusal.to_owned()),
            untrusted_settings: OnceLock::new(),
        })
    }

    /// The git directory of this work tree.
    #[must_use]
    pub fn git_dir(&self) -> &Path {
        &self.git_dir
    }

    /// The git directory that all work trees share.
    #[must_use]
    pub fn common_dir(&self) -> &Path {
        &self.common_dir
    }

    /// The root of the work tree; `None` for a bare repository.
    #[must_use]
    pub fn work_dir(&self) -> Option<&Path> {
        self.work_dir.as_deref()
    }

    /// What the reader of a report should know about how the repository was read.
    #[must_use]
    pub fn notes(&self) -> Vec<Text> {
        match &self.reader {
            Backend::Library(_) => Vec::new(),
            Backend::Program(refusal) => vec![Text::new(
                format!("libgit2 无法读取该仓库（{refusal}），已改用 git 命令读取"),
                format!(
                    "libgit2 cannot read this repository ({refusal}); the git program reads it instead"
                ),
            )],
        }
    }

    /// Resolves a name; annotated tags are peeled.
    ///
    /// # Errors
    /// When the name does not exist, or leads to something without a tree.
    pub fn resolve(&self, name: &str) -> Result<Snapshot, GitError> {
        let by_library = || -> Option<Snapshot> {
            let repository = self.shared_library()?;
            let object = repository.revparse_single(name).ok()?;
            let commit = object
                .peel_to_commit()
                .ok()
                .map(|commit| ObjectId::from_bytes(commit.id().as_bytes()));
            let tree = object.peel_to_tree().ok()?;
            Some(Snapshot {
                name: name.to_owned(),
                commit,
                tree: ObjectId::from_bytes(tree.id().as_bytes()),
            })
        };
        // libgit2 does not support some notations (`@{push}`) and never fetches objects that a
        // partial clone lacks.
        by_library().map_or_else(|| self.resolve_by_program(name), Ok)
    }

    fn resolve_by_program(&self, name: &str) -> Result<Snapshot, GitError> {
        let unknown = |message: &str| GitError::UnknownRevision {
            name: name.to_owned(),
            message: message.to_owned(),
        };
        if name.is_empty() || name.starts_with('-') || name.contains('\0') {
            return Err(unknown("not a revision"));
        }
        let peel = |kind: &str| -> Result<ObjectId, GitError> {
            let answer =
                self.objects().run(&["rev-parse", "--verify", &format!("{name}^{{{kind}}}")])?;
            let text = String::from_utf8_lossy(&answer.out);
            // Git's message for an unknown name ("Needed a single revision") does not help users.
            ObjectId::parse(text.trim())
                .filter(|_| answer.ok)
                .ok_or_else(|| unknown("no such commit, branch or tag"))
        };
        Ok(Snapshot { name: name.to_owned(), commit: peel("commit").ok(), tree: peel("tree")? })
    }

    /// True if the object is in the object database; nothing is fetched.
    #[must_use]
    pub fn has(&self, id: &ObjectId) -> bool {
        if let Some(repository) = self.shared_library() {
            let oid = git2::Oid::from_bytes(id.as_bytes());
            return oid.is_ok_and(|oid| repository.odb().is_ok_and(|odb| odb.exists(oid)));
        }
        // In a partial clone, the query itself would make git fetch, so the object counts as
        // missing.
        !self.partial
            && self.git().run(&["cat-file", "-e", &id.to_string()]).is_ok_and(|answer| answer.ok)
    }

    /// The best common ancestor of two revisions, if there is one.
    ///
    /// # Errors
    /// When the `git` program fails.
    pub fn merge_base(
        &self,
        one: &ObjectId,
        other: &ObjectId,
    ) -> Result<Option<ObjectId>, GitError> {
        let answer = self.git().run(&["merge-base", &one.to_string(), &other.to_string()])?;
        Ok(ObjectId::parse(String::from_utf8_lossy(&answer.out).trim()).filter(|_| answer.ok))
    }

    /// The default base for work in progress: the merge base with its upstream branch, otherwise
    /// with the server's default branch; otherwise the checked-out commit.
    ///
    /// # Errors
    /// When there is no commit yet.
    pub fn usual_base(&self) -> Result<Snapshot, GitError> {
        let head = self.resolve("HEAD")?;
        let forks = ["@{upstream}", "refs/remotes/origin/HEAD"].into_iter().find_map(|name| {
            let target = self.resolve(name).ok()?;
            let base = self.merge_base(&head.commit?, &target.commit?).ok()??;
            Some(Snapshot {
                name: name.trim_start_matches("refs/remotes/").to_owned(),
                ..self.resolve(&base.to_string()).ok()?
            })
        });
        Ok(forks.unwrap_or(head))
    }

    /// The `git` program bound to this repository.
    #[must_use]
    pub fn git(&self) -> Git {
        let git = Git::at(&self.git_dir).with_git_dir(&self.git_dir);
        match &self.work_dir {
            Some(work_dir) => git.with_work_tree(work_dir),
            None => git,
        }
    }

    /// A new libgit2 handle, because handles must not be shared between threads.
    pub(crate) fn library(&self) -> Option<git2::Repository> {
        match self.reader {
            Backend::Library(_) => git2::Repository::open(&self.git_dir).ok(),
            Backend::Program(_) => None,
        }
    }

    fn shared_library(&self) -> Option<std::sync::MutexGuard<'_, git2::Repository>> {
        match &self.reader {
            Backend::Library(library) => {
                Some(library.lock().unwrap_or_else(PoisonError::into_inner))
            }
            Backend::Program(_) => None,
        }
    }

    /// The server with the objects that a partial clone left out.
    pub(crate) fn promisor(&self) -> Option<String> {
        let answer = self
            .git()
            .run(&["config", "--get-regexp", "--name-only", r"^remote\..*\.promisor$"])
            .ok()?;
        let text = String::from_utf8_lossy(&answer.out).into_owned();
        let key = text.lines().next()?;
        Some(key.strip_prefix("remote.")?.strip_suffix(".promisor")?.to_owned())
    }

    /// Settings of this repository (not of the user) that name programs which a fetch would start.
    /// A repository may have come with its configuration; if there are such settings, nothing is
    /// fetched.
    pub(crate) fn untrusted_settings(&self) -> &[String] {
        self.untrusted_settings
            .get_or_init(|| if self.partial { self.programs_of_a_fetch() } else { Vec::new() })
    }

    /// The `git` program bound to this repository for reading objects; for a partial clone, it may
    /// fetch missing objects.
    pub(crate) fn objects(&self) -> Git {
        if self.partial && self.untrusted_settings().is_empty() {
            self.git().with_servers()
        } else {
            self.git()
        }
    }

    /// Like [`Repository::objects`], with literal paths relative to the root of the repository.
    pub(crate) fn objects_by_path(&self) -> Git {
        let git = self.objects().with_literal_paths();
        match self.work_dir() {
            Some(work_dir) => git.in_folder(work_dir),
            None => git,
        }
    }

    fn programs_of_a_fetch(&self) -> Vec<String> {
        const KEYS: &str = r"^(core\.(sshcommand|gitproxy|askpass)|credential\..*|remote\..*\.(uploadpack|vcs|url|proxy))$";
        let Ok(answer) = self.git().run(&["config", "--show-scope", "-z", "--get-regexp", KEYS])
        else {
            return vec!["git config".to_owned()];
        };
        let text = String::from_utf8_lossy(&answer.out).into_owned();
        let fields: Vec<&str> = text.split('\0').collect();
        let mut found: Vec<String> =
            fields.chunks_exact(2).filter_map(|pair| fetch_program(pair[0], pair[1])).collect();
        found.dedup();
        found
    }

    /// True if objects may be missing that are on the server.
    pub(crate) fn is_partial(&self) -> bool {
        self.partial
    }
}

impl std::fmt::Debug for Repository {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Repository")
            .field("git_dir", &self.git_dir)
            .field("work_dir", &self.work_dir)
            .finish_non_exhaustive()
    }
}

/// The key of a setting in the repository's own configuration that starts a program. `setting`
/// consists of the key, a line break and the value.
fn fetch_program(scope: &str, setting: &str) -> Option<String> {
    let (key, value) = setting.split_once('\n').unwrap_or((setting, ""));
    let overridden = key == "core.askpass";
    if !matches!(scope, "local" | "worktree") || overridden {
        return None;
    }
    let starts = match key.rsplit('.').next()? {
        // A helper with a plain name is one of git's own or the user's; any other is a command.
        "helper" => value.starts_with('!') || value.contains(['/', '\\', ' ']),
        "url" => value.contains("::") || value.starts_with('-'),
        "username" | "usehttppath" | "proxy" => false,
        _ => true,
    };
    starts.then(|| key.to_owned())
}

fn is_partial(repository: &git2::Repository) -> bool {
    let Ok(config) = repository.config() else {
        return false;
    };
    let promisor = config
        .entries(Some(r"^remote\..*\.promisor$"))
        .is_ok_and(|mut entries| entries.next().is_some());
    promisor || config.get_string("extensions.partialclone").is_ok()
}

/// Whether git ignores a folder and nothing in it is committed, so that a clone does not contain
/// it. False outside of a repository, and if libgit2 cannot tell.
#[must_use]
pub fn leaves_out(folder: &Path) -> bool {
    let Ok(repository) = git2::Repository::discover(folder) else { return false };
    let top = repository.workdir().and_then(|top| top.canonicalize().ok());
    let Some(inside) = top.and_then(|top| folder.strip_prefix(top).ok().map(Path::to_path_buf))
    else {
        return false;
    };
    let prefix = format!("{}/", inside.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"));
    let is_committed =
        |index: &git2::Index| index.iter().any(|entry| entry.path.starts_with(prefix.as_bytes()));
    repository.is_path_ignored(prefix.as_str()).unwrap_or(false)
        && repository.index().is_ok_and(|index| !is_committed(&index))
}

#[cfg(test)]
mod tests {
    use super::fetch_program;

    #[test]
    fn only_settings_of_the_repository_that_name_programs_keep_a_fetch_back() {
        for setting in [
            "core.sshcommand\nsh -c x",
            "core.gitproxy\n./x",
            "remote.origin.uploadpack\n./x",
            "remote.origin.vcs\nx",
            "remote.origin.url\next::sh -c x",
            "credential.helper\n!x",
            "credential.https://a.example.helper\n/tmp/x",
        ] {
            assert!(fetch_program("local", setting).is_some(), "{setting}");
            assert_eq!(fetch_program("global", setting), None, "{setting}");
        }
        for setting in [
            "remote.origin.url\nhttps://a.example/b",
            "credential.helper\nstore",
            "remote.o.url\n../b",
        ] {
            assert_eq!(fetch_program("local", setting), None, "{setting}");
        }
    }
}
