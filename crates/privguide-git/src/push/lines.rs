//! Parses git's lines: `<local ref> <local id> <remote ref> <remote id>`.

use crate::ObjectId;

/// One ref that is pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The ref as the user gave it: `refs/heads/main`, `HEAD~`, an id, `(delete)`.
    pub local_ref: String,
    /// The object that is pushed; `None` if the ref is deleted. For an annotated tag, it is the tag
    /// and not the commit.
    pub local: Option<ObjectId>,
    /// The ref on the server.
    pub remote_ref: String,
    /// The current object on the server; `None` for a new ref.
    pub remote: Option<ObjectId>,
}

/// A malformed line.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the hook's standard input is not as git writes it: {text:?}")]
pub struct LineError {
    /// The number of the line, from 1.
    pub line: usize,
    /// Its text.
    pub text: String,
}

/// Reads the standard input of a pre-push hook. It is empty if nothing is pushed.
///
/// # Errors
/// When a line is malformed: it is then unknown what is pushed, and the push must not count as
/// checked.
pub fn parse(input: &[u8]) -> Result<Vec<Update>, LineError> {
    let text = String::from_utf8_lossy(input);
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| {
            update(line).ok_or_else(|| LineError { line: at + 1, text: line.to_owned() })
        })
        .collect()
}

/// Parses from the right: the last three fields contain no spaces, but the first is what the user
/// typed and may (`HEAD@{1 day ago}`).
fn update(line: &str) -> Option<Update> {
    let mut fields = line.rsplitn(4, ' ');
    let remote = fields.next()?;
    let remote_ref = fields.next()?;
    let local = fields.next()?;
    let local_ref = fields.next()?;
    // The zero id has 40 or 64 digits, like the repository's ids.
    let id = |text: &str| ObjectId::parse(text).map(|id| (!id.is_zero()).then_some(id));
    let plain = !local_ref.is_empty() && !remote_ref.is_empty();
    plain.then_some(())?;
    Some(Update {
        local_ref: local_ref.to_owned(),
        local: id(local)?,
        remote_ref: remote_ref.to_owned(),
        remote: id(remote)?,
    })
}

#[cfg(test)]
mod tests {
    use super::{Update, parse};
    use crate::ObjectId;
    use proptest::prelude::*;

    #[test]
    fn every_line_git_writes_is_understood() {
        let (a, b) = ("a".repeat(40), "b".repeat(40));
        let (zeros, long_zeros, long) = ("0".repeat(40), "0".repeat(64), "c".repeat(64));
        let id = |text: &str| ObjectId::parse(text);
        // what git writes | the local side | the remote side
        let cases = [
            (
                format!("refs/heads/x {a} refs/heads/y {b}"),
                ("refs/heads/x", id(&a)),
                ("refs/heads/y", id(&b)),
            ),
            (
                format!("refs/heads/new {a} refs/heads/new {zeros}"),
                ("refs/heads/new", id(&a)),
                ("refs/heads/new", None),
            ),
            (
                format!("(delete) {zeros} refs/heads/old {b}"),
                ("(delete)", None),
                ("refs/heads/old", id(&b)),
            ),
            (format!("HEAD~ {a} refs/heads/x {zeros}"), ("HEAD~", id(&a)), ("refs/heads/x", None)),
            (format!("{a} {a} refs/heads/x {zeros}"), (a.as_str(), id(&a)), ("refs/heads/x", None)),
            (
                format!("HEAD@{{1 day ago}} {a} refs/heads/x {b}"),
                ("HEAD@{1 day ago}", id(&a)),
                ("refs/heads/x", id(&b)),
            ),
            (
                format!("refs/heads/x {long} refs/heads/x {long_zeros}"),
                ("refs/heads/x", id(&long)),
                ("refs/heads/x", None),
            ),
            (
                format!("refs/tags/版本 {a} refs/tags/版本 {zeros}"),
                ("refs/tags/版本", id(&a)),
                ("refs/tags/版本", None),
            ),
        ];
        for (line, (local_ref, local), (remote_ref, remote)) in cases {
            let expected = Update {
                local_ref: local_ref.to_owned(),
                local,
                remote_ref: remote_ref.to_owned(),
                remote,
            };
            assert_eq!(parse(format!("{line}\n").as_bytes()), Ok(vec![expected]), "{line}");
        }
    }

    #[test]
    fn nothing_to_push_is_nothing_to_judge() {
        assert_eq!(parse(b""), Ok(Vec::new()));
        assert_eq!(parse(b"\n"), Ok(Vec::new()));
    }

    #[test]
    fn a_line_that_is_not_understood_never_passes() {
        let a = "a".repeat(40);
        for line in [
            "x".to_owned(),
            format!("x {a} y"),
            format!("x {a} y {}", &a[1..]),
            format!(" {a} y {a}"),
            format!("x {a}  {a}"),
        ] {
            let input = format!("refs/heads/x {a} refs/heads/x {a}\n{line}\n");
            assert_eq!(parse(input.as_bytes()).expect_err(&line).line, 2);
        }
    }

    proptest! {
        #[test]
        fn what_git_writes_is_read_back(
            local_ref in "[!-~版][ -~版]{0,30}[!-~版]",
            remote_ref in "refs/[!-~版]{1,30}",
            local in "[0-9a-f]{40}",
            remote in "[0-9a-f]{64}",
        ) {
            let updates = parse(format!("{local_ref} {local} {remote_ref} {remote}\n").as_bytes()).expect("a line of git's");
            prop_assert_eq!(&updates[0].local_ref, &local_ref);
            prop_assert_eq!(&updates[0].remote_ref, &remote_ref);
            prop_assert_eq!(updates[0].remote.map_or("0".repeat(64), |id| id.to_string()), remote);
        }

        #[test]
        fn no_input_makes_it_panic(input in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = parse(&input);
        }
    }
}
