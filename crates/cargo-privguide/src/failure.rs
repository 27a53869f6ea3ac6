//! What stops a run: said in both languages, with what to do next.

use privguide::language::Text;

/// A run cannot go on. A finding is never a failure.
#[derive(Debug)]
pub struct Failure {
    /// What is wrong, and where.
    pub message: Text,
    /// What to do, one sentence each.
    pub help: Vec<Text>,
    broken_pipe: bool,
}

impl Failure {
    /// A failure in both languages, Chinese first.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { message: Text::new(zh, en), help: Vec::new(), broken_pipe: false }
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.help.push(Text::new(zh, en));
        self
    }

    /// True when the reader of our output went away, which is their right.
    pub fn is_broken_pipe(&self) -> bool {
        self.broken_pipe
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        let broken_pipe = error.kind() == std::io::ErrorKind::BrokenPipe;
        Self { broken_pipe, ..Self::new(format!("读写失败：{error}"), format!("input or output failed: {error}")) }
    }
}

impl From<privguide_git::GitError> for Failure {
    fn from(error: privguide_git::GitError) -> Self {
        use privguide_git::GitError;
        let said = error.to_string();
        match error {
            GitError::NoRepository { path, message } => {
                Self::new(format!("{} 不在可用的 git 仓库里：{message}", path.display()), said)
                    .help("在 git 仓库里运行", "run inside a git repository")
            }
            GitError::UnknownRevision { name, message } => Self::new(format!("git 里没有 {name:?} 这个版本：{message}"), said),
            _ => Self::new(format!("git 出错：{said}"), said),
        }
    }
}
