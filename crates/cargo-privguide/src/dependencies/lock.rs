//! `Cargo.lock`: the direct and indirect dependencies of a package.

use std::{collections::BTreeSet, fs, io::Read as _, path::Path};

use privguide::language::Text;
use serde::Deserialize;

/// The largest lock files have several hundred kilobytes.
const LARGEST: u64 = 16 << 20;

/// A lock file.
#[derive(Debug, Deserialize)]
pub struct Lock {
    #[serde(default, rename = "package")]
    packages: Vec<Package>,
}

/// A package with its locked version.
#[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// `registry+URL`, `sparse+URL` or `git+URL#COMMIT`; `None` for a package with a path.
    pub source: Option<String>,
    /// `NAME`, `NAME VERSION` or `NAME VERSION (SOURCE)`, whichever is needed to be unambiguous.
    #[serde(default)]
    dependencies: Vec<String>,
}

impl Lock {
    /// Reads the lock file of a workspace; the error says why there is none.
    pub fn read(workspace: &Path) -> Result<Self, Text> {
        let absent = || {
            Text::new(
                "没有 Cargo.lock，可运行 cargo generate-lockfile",
                "there is no Cargo.lock; cargo generate-lockfile writes it",
            )
        };
        let path = workspace.join("Cargo.lock");
        if !path.symlink_metadata().is_ok_and(|meta| meta.is_file()) {
            return Err(absent());
        }
        let mut text = String::new();
        let read =
            fs::File::open(&path).and_then(|file| file.take(LARGEST).read_to_string(&mut text));
        read.map_err(|error| {
            Text::new(
                format!("无法读取 Cargo.lock：{error}"),
                format!("cannot read Cargo.lock: {error}"),
            )
        })?;
        toml_edit::de::from_str(&text).map_err(|error| {
            let error = error.message();
            Text::new(
                format!("Cargo.lock 写法有误：{error}"),
                format!("Cargo.lock is malformed: {error}"),
            )
        })
    }

    /// The package with this name that belongs to the workspace itself.
    pub fn own(&self, name: &str) -> Option<&Package> {
        self.packages.iter().find(|package| package.name == name && package.source.is_none())
    }

    /// A package with all its direct and indirect dependencies.
    pub fn reached<'l>(&'l self, from: &'l Package) -> BTreeSet<&'l Package> {
        let mut reached = BTreeSet::from([from]);
        let mut next = vec![from];
        while let Some(package) = next.pop() {
            for needed in package.dependencies.iter().flat_map(|written| self.meant(written)) {
                if reached.insert(needed) {
                    next.push(needed);
                }
            }
        }
        reached
    }

    fn meant<'l>(&'l self, written: &str) -> impl Iterator<Item = &'l Package> + use<'l> {
        let mut fields = written.split(' ').map(str::to_owned);
        let (name, version, source) =
            (fields.next().unwrap_or_default(), fields.next(), fields.next());
        self.packages.iter().filter(move |package| {
            package.name == name
                && version.as_ref().is_none_or(|version| *version == package.version)
                && source.as_ref().is_none_or(|source| {
                    package.source.as_deref() == Some(source.trim_matches(['(', ')']))
                })
        })
    }
}

impl Package {
    /// Whether it depends on the binding generator.
    pub fn binds(&self) -> bool {
        let generates =
            |written: &String| matches!(written.split(' ').next(), Some("wasm-bindgen" | "js-sys"));
        self.dependencies.iter().any(generates)
    }
}

#[cfg(test)]
mod tests {
    use super::Lock;

    #[test]
    fn what_a_package_needs_is_followed_to_the_end() {
        let text = "version = 4\n\
            [[package]]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [\"api 2.0.0\", \"app\"]\n\
            [[package]]\nname = \"api\"\nversion = \"1.0.0\"\nsource = \"registry+x\"\n\
            [[package]]\nname = \"api\"\nversion = \"2.0.0\"\nsource = \"registry+x\"\ndependencies = [\"wasm-bindgen\"]\n\
            [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.0\"\nsource = \"registry+x\"\n";
        let lock: Lock = toml_edit::de::from_str(text).expect("a lock file");
        let own = lock.own("app").expect("there");
        let reached: Vec<String> = lock
            .reached(own)
            .iter()
            .map(|package| format!("{} {}", package.name, package.version))
            .collect();
        assert_eq!(reached, ["api 2.0.0", "app 0.1.0", "wasm-bindgen 0.2.0"]);
        assert!(lock.own("api").is_none() && !own.binds());
        assert!(lock.reached(own).iter().any(|package| package.binds()));
    }
}
