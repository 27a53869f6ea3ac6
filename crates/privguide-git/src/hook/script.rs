//! The hook file: a short POSIX shell script that finds this program and passes git's input on.

use std::path::Path;

use super::shown;

/// The version of the script. The program reports an older version.
pub const SCRIPT_VERSION: u32 = 1;

/// The new name of a previous hook.
pub(super) const PREVIOUS: &str = "pre-push.local-before-privguide";

/// The second line of each of our scripts, up to the version. A file with another second line is
/// not ours.
const ID: &str = "# privguide-hook: pre-push, version ";

/// True if a script of this version should be replaced.
#[must_use]
pub fn is_outdated(version: u32) -> bool {
    version < SCRIPT_VERSION
}

/// The script that runs `program`. It starts with the interpreter, and contains no CR, byte order
/// mark or backslash.
pub(super) fn script(program: &Path) -> String {
    let program = quoted(&shown(program));
    format!(
        r#"#!/bin/sh
{ID}{SCRIPT_VERSION}
# Checks every ref that is pushed with privguide. Remove it with: cargo privguide hook uninstall
# Absolute, however we are called: it tells a call back from another push.
here=$(CDPATH= cd -- "${{0%/*}}" 2>/dev/null && pwd -P) || here=${{0%/*}}
guard="$here $*"
if [ "${{PRIVGUIDE_HOOK_GUARD:-}}" = "$guard" ]; then
  # The hook that was here before has called us back.
  exit 0
fi
PRIVGUIDE_HOOK_GUARD=$guard
export PRIVGUIDE_HOOK_GUARD
# git says only once what is pushed: keep it, to the last newline, for both.
lines=$(cat; echo .)
lines=${{lines%.}}
status=0
if [ -x "$here/{PREVIOUS}" ]; then
  printf '%s' "$lines" 2>/dev/null | "$here/{PREVIOUS}" "$@" || status=$?
fi
program={program}
if [ ! -x "$program" ]; then
  program=$(command -v cargo-privguide) || program=
fi
if [ -z "$program" ]; then
  if [ "${{PRIVGUIDE_SKIP:-}}" = 1 ]; then
    exit "$status"
  fi
  echo "privguide: cargo-privguide is neither at" {program} "nor in PATH, so the push is not checked and not let through" >&2
  echo "privguide: install it again, or skip this check with PRIVGUIDE_SKIP=1 git push" >&2
  exit 1
fi
ours=0
printf '%s' "$lines" 2>/dev/null | "$program" privguide hook run {event} --script {SCRIPT_VERSION} -- "$@" || ours=$?
if [ "$status" -eq 0 ]; then
  status=$ours
fi
exit "$status"
"#,
        event = super::EVENT
    )
}

/// The version of our own script; `None` for a file that is not ours. CRLF line ends from a
/// checkout are accepted.
pub(super) fn version_of(bytes: &[u8]) -> Option<u32> {
    let mut lines = bytes.split(|&byte| byte == b'\n');
    let first = lines.next()?;
    let second = std::str::from_utf8(lines.next()?).ok()?.trim_end_matches('\r');
    let ours = first.strip_suffix(b"\r").unwrap_or(first) == b"#!/bin/sh";
    second.strip_prefix(ID).filter(|_| ours)?.parse().ok()
}

/// Quotes a text as one shell word.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::{script, version_of};
    use std::path::Path;

    #[test]
    fn the_script_is_one_that_every_git_can_run() {
        let text = script(Path::new("/opt/it's here/cargo-privguide"));
        assert!(text.starts_with("#!/bin/sh\n"));
        assert!(text.contains(r"program='/opt/it'\''s here/cargo-privguide'"));
        assert!(text.is_ascii() && !text.contains('\r') && text.ends_with('\n'));
    }

    #[test]
    fn only_our_own_file_is_ours() {
        let ours = script(Path::new("/x"));
        assert_eq!(version_of(ours.as_bytes()), Some(1));
        assert_eq!(version_of(ours.replace('\n', "\r\n").as_bytes()), Some(1));
        // A wrapper that mentions us, our line in another place, a binary file: none of them is
        // ours.
        for foreign in [
            "#!/bin/sh\nexec privguide\n",
            "#!/bin/sh\n\n# privguide-hook: pre-push, version 1\n",
            "",
            "\u{0}\u{1}",
        ] {
            assert_eq!(version_of(foreign.as_bytes()), None, "{foreign:?}");
        }
    }
}
