//! Results for packages are cached, but every change of a package is noticed.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use privguide_tests::privguide;

use crate::{
    lab::{Lab, write},
    packages::{install, taro},
};

fn check(folder: &Path, cache: &Path) -> String {
    let mut command = privguide(folder, &["check", "--format", "short", "--lang", "en"]);
    let output = command.env("PRIVGUIDE_CACHE_DIR", cache).output().expect("the binary starts");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn entries(cache: &Path) -> usize {
    fs::read_dir(cache).map_or(0, Iterator::count)
}

/// Recently changed files are not relied on, so the program and its packages are cached after they
/// have been unchanged for a while.
fn warm(folder: &Path, cache: &Path) -> String {
    let begun = Instant::now();
    fs::remove_dir_all(cache).ok();
    while entries(cache) < 2 {
        check(folder, cache);
        assert!(begun.elapsed() < Duration::from_mins(1), "rested files are kept");
        std::thread::sleep(Duration::from_millis(200));
    }
    check(folder, cache)
}

#[test]
fn packages_that_change_on_disk_are_seen_after_a_run_that_kept_them() {
    let lab = Lab::new();
    let (code, other) = (
        "module.exports = () => wx.getLocation({})\n",
        "module.exports = () => wx.chooseImage({})\n",
    );
    let folder =
        taro(&lab, "import sdk from 'sdk'\nsdk()\nexport default () => null\n", &[("sdk", code)]);
    let cache = folder.join("../cache");
    lab.privguide(&folder, &["record"]);
    assert!(!warm(&folder, &cache).contains("stale-record"));
    let is_seen = |what: &str| {
        let output = check(&folder, &cache);
        assert!(
            output.contains("stale-record") && output.contains("wx.chooseImage"),
            "{what}: {output}"
        );
    };
    // A change like that of patch-package.
    write(&folder, "node_modules/sdk/index.js", other);
    is_seen("patched in place");
    write(&folder, "node_modules/sdk/index.js", code);
    assert!(!warm(&folder, &cache).contains("stale-record"));
    // A new file that takes precedence over the one that was read.
    write(
        &folder,
        "node_modules/sdk/package.json",
        "{ \"name\": \"sdk\", \"version\": \"1.0.0\", \"main\": \"main.js\" }",
    );
    write(&folder, "node_modules/sdk/main.js", other);
    is_seen("another entry of the package");
    install(&folder, "node_modules/sdk", "1.0.0", code);
    assert!(!warm(&folder, &cache).contains("stale-record"));
    #[cfg(unix)]
    {
        // A change like that of `npm link` in a workspace.
        install(&folder, "linked/sdk", "1.0.0", other);
        fs::rename(folder.join("node_modules/sdk"), folder.join("../aside")).expect("moved");
        std::os::unix::fs::symlink("../linked/sdk", folder.join("node_modules/sdk"))
            .expect("linked");
        is_seen("linked");
        install(&folder, "linked/sdk", "1.0.0", code);
        assert!(!warm(&folder, &cache).contains("stale-record"));
        install(&folder, "linked/sdk", "1.0.0", other);
        is_seen("edited where the link leads");
    }
}
