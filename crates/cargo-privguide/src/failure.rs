//! Failures that end a run, in both languages, with what to do next.

use privguide::language::Text;
use privguide_fleet::{
    customers::TableError,
    trouble::{Kind, Trouble},
};

/// The reason why a run cannot continue. A finding is never a failure.
#[derive(Debug)]
pub struct Failure {
    /// What is wrong, and where.
    pub message: Text,
    /// Lines of a file that show the problem.
    pub lines: Vec<String>,
    /// What to do, one sentence each.
    pub help: Vec<Text>,
    broken_pipe: bool,
    no_program: bool,
}

impl Failure {
    /// A failure in both languages, Chinese first.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            message: Text::new(zh, en),
            lines: Vec::new(),
            help: Vec::new(),
            broken_pipe: false,
            no_program: false,
        }
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.help.push(Text::new(zh, en));
        self
    }

    /// Adds the source line that is wrong.
    #[must_use]
    pub fn shown(mut self, excerpt: String) -> Self {
        self.lines.push(excerpt);
        self
    }

    /// Marks the failure as concerning an earlier revision and not the files on disk.
    #[must_use]
    pub fn in_revision(mut self, name: &str) -> Self {
        self.message = Text::new(
            format!("{name}：{}", self.message.zh),
            format!("in {name}: {}", self.message.en),
        );
        self
    }

    /// Replaces a path in the messages.
    #[must_use]
    pub fn renamed(mut self, from: &str, to: &str) -> Self {
        for text in self.help.iter_mut().chain([&mut self.message]) {
            *text = Text::new(text.zh.replace(from, to), text.en.replace(from, to));
        }
        self
    }

    /// True if no program was found: for an earlier revision, this is not a mistake.
    pub fn is_no_program(&self) -> bool {
        self.no_program
    }

    /// True if the reader of the output closed the pipe, which is not an error.
    pub fn is_broken_pipe(&self) -> bool {
        self.broken_pipe
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        let broken_pipe = error.kind() == std::io::ErrorKind::BrokenPipe;
        Self {
            broken_pipe,
            ..Self::new(format!("读写失败：{error}"), format!("input or output failed: {error}"))
        }
    }
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        let no_program = trouble.kind == Kind::NoProgram;
        let Trouble { message, help, .. } = trouble;
        Self { message, lines: Vec::new(), help, broken_pipe: false, no_program }
    }
}

impl From<TableError> for Failure {
    fn from(TableError { message, help }: TableError) -> Self {
        Self { message, help: help.into_iter().collect(), ..Self::new("", "") }
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        let kind = if failure.is_no_program() { Kind::NoProgram } else { Kind::Project };
        Self { kind, message: failure.message, help: failure.help }
    }
}

impl From<privguide_git::GitError> for Failure {
    fn from(error: privguide_git::GitError) -> Self {
        use privguide_git::GitError;
        let message_en = error.to_string();
        match error {
            GitError::NoRepository { path, message } => Self::new(
                format!("{} 不在可用的 git 仓库里：{message}", path.display()),
                message_en,
            )
            .help("在 git 仓库里运行", "run inside a git repository"),
            GitError::UnknownRevision { name, .. } => {
                Self::new(format!("git 里没有 {name:?} 这个提交、分支或标签"), message_en).help(
                    "git log --oneline 和 git tag 列出可用的名称",
                    "git log --oneline and git tag show the names there are",
                )
            }
            _ => Self::new(format!("git 出错：{message_en}"), message_en),
        }
    }
}
