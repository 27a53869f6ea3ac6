//! The cache makes runs faster but never changes results.

use std::{
    fs,
    path::Path,
    process::Output,
    time::{Duration, Instant},
};

use privguide_tests::{copy_of, privguide, program};

fn check(folder: &Path, cache: &Path, arguments: &[&str]) -> Output {
    let arguments = [&["check", "--format", "json"], arguments].concat();
    privguide(folder, &arguments)
        .env("PRIVGUIDE_CACHE_DIR", cache)
        .output()
        .expect("the binary starts")
}

fn entries(cache: &Path) -> usize {
    fs::read_dir(cache).map_or(0, Iterator::count)
}

#[test]
fn a_second_run_says_the_same_byte_by_byte() {
    let (folder, cache) = (program("shop"), tempfile::tempdir().expect("a folder"));
    let fresh = check(&folder, cache.path(), &["--no-cache"]);
    assert_eq!(entries(cache.path()), 0, "--no-cache keeps nothing");
    let runs = [0, 1, 2].map(|_| check(&folder, cache.path(), &[]));
    assert!(runs.iter().all(|run| (&run.stdout, run.status) == (&fresh.stdout, fresh.status)));
}

#[test]
fn an_edit_is_seen_at_once() {
    let (folder, cache) = (copy_of("shop"), tempfile::tempdir().expect("a folder"));
    let folder = folder.path();
    // Recently changed files are not relied on: nothing is cached until they have been unchanged
    // for a while.
    let begun = Instant::now();
    while entries(cache.path()) == 0 {
        assert!(check(folder, cache.path(), &[]).status.success());
        assert!(begun.elapsed() < Duration::from_mins(1), "rested files are kept");
    }
    let script = folder.join("miniprogram/app.js");
    let before = fs::read_to_string(&script).expect("a script");
    fs::write(&script, format!("{before}\nwx.chooseMessageFile();\n")).expect("edited");
    let edited = check(folder, cache.path(), &[]);
    assert!(
        !edited.status.success()
            && String::from_utf8_lossy(&edited.stdout).contains("wx.chooseMessageFile")
    );
    fs::write(&script, before).expect("put back");
    assert!(check(folder, cache.path(), &[]).status.success());
}

#[test]
fn a_cache_folder_that_cannot_be_used_fails_nothing() {
    let folder = program("shop");
    let file = tempfile::NamedTempFile::new().expect("a file");
    for cache in [file.path(), Path::new(""), Path::new("relative")] {
        assert!(check(&folder, cache, &[]).status.success());
    }
    assert!(!folder.join("relative").exists());
}
