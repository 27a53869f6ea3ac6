//! Checks what `declare`, `fix` and `generate` write, and what they leave unchanged.

use std::fs;

use privguide_tests::{copy_of, run};

use super::main_job::{code, edit, text};

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link_that_leads_out() {
    for (file, verb) in [("privguide.toml", "declare"), ("miniprogram/app.json", "fix")] {
        let (shop, outside) = (copy_of("shop"), tempfile::tempdir().expect("a folder"));
        edit(shop.path(), "privguide.toml", |old| {
            old.replace("[information.PhoneNumber]", "[information.LicensePlate]")
        });
        edit(shop.path(), "miniprogram/app.json", |old| {
            old.replace("\"requiredPrivateInfos\"", "\"requirePrivateInfos\"")
        });
        let target = outside.path().join("theirs");
        fs::rename(shop.path().join(file), &target).expect("moved");
        std::os::unix::fs::symlink(&target, shop.path().join(file)).expect("linked");
        let before = fs::read(&target).expect("read");
        let output = run(shop.path(), &[verb]);
        assert_eq!(fs::read(&target).expect("read"), before, "{verb}");
        assert_eq!(code(&output), 2, "{verb}: {}", text(&output.stderr));
    }
}

#[test]
fn a_file_that_is_no_guide_is_not_overwritten() {
    let shop = copy_of("shop");
    fs::write(shop.path().join("README.md"), "# Our shop\n").expect("written");
    edit(shop.path(), "privguide.toml", |old| {
        let path = old.lines().find(|line| line.starts_with("path = ")).expect("a path").to_owned();
        let languages = old
            .lines()
            .find(|line| line.starts_with("languages = "))
            .expect("languages")
            .to_owned();
        old.replace(&path, "path = \"README.md\"").replace(&languages, "languages = [\"zh-CN\"]")
    });
    let output = run(shop.path(), &["generate"]);
    assert_eq!(code(&output), 2, "{}", text(&output.stderr));
    assert!(
        text(&output.stderr).contains("is not a guide of privguide"),
        "{}",
        text(&output.stderr)
    );
    assert_eq!(fs::read(shop.path().join("README.md")).expect("read"), b"# Our shop\n");
}

/// Every file in a folder, with its bytes.
fn files(folder: &std::path::Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).expect("listed") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push((
                    path.strip_prefix(folder).expect("inside").to_string_lossy().into_owned(),
                    fs::read(&path).expect("read"),
                ));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn edits_touch_two_files_and_the_second_time_none() {
    for program in ["shop", "wasm-shop"] {
        let copy = copy_of(program);
        let before = files(copy.path());
        edit(copy.path(), "privguide.toml", |old| {
            let first = old.find("\n[information.").expect("one is declared");
            let next = old[first + 1..].find("\n[").map_or(old.len(), |at| first + 1 + at);
            format!("# the developer's own words\n{}{}", &old[..first], &old[next..])
        });
        for verb in ["declare", "fix"] {
            assert_eq!(code(&run(copy.path(), &[verb])), 0, "{program} {verb}");
        }
        let once = files(copy.path());
        for verb in ["declare", "fix"] {
            assert_eq!(code(&run(copy.path(), &[verb])), 0, "{program} {verb} again");
        }
        assert!(once == files(copy.path()), "{program}: the second run changes nothing");
        let declared = fs::read_to_string(copy.path().join("privguide.toml")).expect("read");
        assert!(declared.starts_with("# the developer's own words\n"), "{declared}");
        let changed: Vec<&str> = before
            .iter()
            .filter(|old| !once.contains(old))
            .map(|(path, _)| path.rsplit('/').next().unwrap_or_default())
            .collect();
        assert!(
            changed.iter().all(|name| ["privguide.toml", "app.json"].contains(name)),
            "{program}: {changed:?}"
        );
        assert!(
            !text(&run(copy.path(), &["check", "--format", "short"]).stdout)
                .contains("undeclared-information"),
            "{program}"
        );
    }
}
