//! Expected differences with their reasons: `differences.txt` of a sample.
//!
//! `only-sources INTERFACE FILE: why` and `only-output INTERFACE PLACE: why`, one per line; `#`
//! begins a comment.

use std::{fs, path::Path};

use anyhow::{Context as _, Result, bail};

use super::compare::{Difference, Side};

/// Reads the list.
pub(super) fn read(path: &Path) -> Result<Vec<Difference>> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| entry(line).with_context(|| format!("{}: {line:?}", path.display()))).collect()
}

fn entry(line: &str) -> Result<Difference> {
    let (what, why) = line.split_once(": ").context("no reason behind it")?;
    let [side, interface, file] = *what.split(' ').collect::<Vec<_>>() else {
        bail!("not `SIDE INTERFACE FILE: why`")
    };
    let side = match side {
        "only-sources" => Side::Sources,
        "only-output" => Side::Output,
        _ => bail!("it begins with neither only-sources nor only-output"),
    };
    if why.trim().is_empty() {
        bail!("no reason behind it");
    }
    Ok(Difference { side, interface: interface.to_owned(), file: file.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::entry;

    #[test]
    fn a_difference_has_a_reason() {
        assert!(entry("only-sources wx.chooseImage src/a.js: a build drops it").is_ok());
        for bad in [
            "only-sources wx.chooseImage src/a.js",
            "only-sources wx.chooseImage src/a.js: ",
            "both wx.a b: c",
            "only-output a: c",
        ] {
            assert!(entry(bad).is_err(), "{bad}");
        }
    }
}
