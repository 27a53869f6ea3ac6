//! Resolves the imports of a framework's sources like its bundler: relative paths, aliases,
//! packages of the same repository with their `exports`, `main` and platform fields, `tsconfig`
//! paths.
//!
//! The rules are those of `oxc_resolver`. It runs over a [`Snapshot`] of the tree: its paths, and
//! the few files that affect resolution (`package.json`, `tsconfig.json`). Nothing outside the tree
//! is accessed.

mod alias;
mod snapshot;
mod workspace;

use std::{fmt, path::Path, sync::Arc};

use oxc_resolver::{AliasValue, ResolveOptions, ResolverGeneric, TsconfigDiscovery};

use self::snapshot::SnapshotFiles;
use super::locate::Spot;
use crate::{
    framework::Framework,
    tree::{FileSet, SourceTree, TreePath},
};

pub(super) use alias::VITE_CONFIGURATIONS;
pub(super) use snapshot::Snapshot;
pub(crate) use workspace::has_member;

/// Resolves the imports of one program.
#[derive(Clone)]
pub(super) struct Modules {
    snapshot: Arc<Snapshot>,
    /// One resolver with the `tsconfig.json` nearest to the importing file, and one without: if a
    /// base configuration is malformed or missing, the first rejects all imports.
    resolvers: Arc<[ResolverGeneric<SnapshotFiles>; 2]>,
    /// True if an alias leads out of the tree.
    pub(super) climbs: bool,
}

impl fmt::Debug for Modules {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Modules")
    }
}

/// The target of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Resolution {
    /// A file of the tree.
    File(TreePath),
    /// A package that is not in the tree.
    Package(String),
    /// A path that leads out of the tree.
    Above,
    /// It cannot be resolved.
    Nowhere,
}

/// Extensions of scripts and components, in the order in which bundlers try them.
const EXTENSIONS: [&str; 14] = [
    ".ts", ".tsx", ".mts", ".js", ".jsx", ".mjs", ".cjs", ".vue", ".nvue", ".uvue", ".uts", ".mpx",
    ".wpy", ".cml",
];

impl Modules {
    pub(super) fn for_spot(
        tree: &dyn SourceTree,
        files: &FileSet,
        snapshot: Arc<Snapshot>,
        spot: &Spot,
    ) -> Self {
        let mut options = options(spot.framework, &snapshot);
        let aliases = alias::read(tree, files, &spot.root);
        for (key, folder) in aliases.found {
            options.alias.push((
                key,
                vec![AliasValue::Path(snapshot.absolute(&folder).to_string_lossy().into_owned())],
            ));
        }
        // The longest alias comes first: `@` must not match imports for `@acme`.
        options.alias.sort_by_key(|(key, _)| std::cmp::Reverse(key.len()));
        let plain = ResolveOptions { tsconfig: None, ..options.clone() };
        let typed =
            ResolverGeneric::new_with_file_system(SnapshotFiles(Arc::clone(&snapshot)), options);
        let plain = typed.clone_with_options(plain);
        Self { snapshot, resolvers: Arc::new([typed, plain]), climbs: aliases.climb }
    }

    /// Resolves the imports of an installed package.
    pub(super) fn of_package(snapshot: Arc<Snapshot>) -> Self {
        let plain = ResolveOptions { tsconfig: None, ..options(Framework::NATIVE, &snapshot) };
        let resolver = ResolverGeneric::new_with_file_system(
            SnapshotFiles(Arc::clone(&snapshot)),
            plain.clone(),
        );
        let again = resolver.clone_with_options(plain);
        Self { snapshot, resolvers: Arc::new([resolver, again]), climbs: false }
    }

    /// The file that a specifier in `from` refers to.
    pub(super) fn resolve(&self, from: &TreePath, specifier: &str) -> Resolution {
        if is_url(specifier) {
            return Resolution::Nowhere;
        }
        if specifier.starts_with('.') && self.snapshot.is_left_by(&from.parent(), specifier) {
            return Resolution::Above;
        }
        let file = self.snapshot.absolute(from);
        for resolver in self.resolvers.iter() {
            // If the first resolver fails for any reason, the simpler one may succeed.
            if let Ok(found) = resolver.resolve_file(&file, specifier) {
                return self
                    .snapshot
                    .relative(found.path())
                    .map_or(Resolution::Nowhere, Resolution::File);
            }
        }
        let Some(name) = package_of(specifier) else { return Resolution::Nowhere };
        let sources = self
            .snapshot
            .package(name)
            .and_then(|folder| self.sources_of(&folder, &specifier[name.len()..]));
        sources.map_or_else(|| Resolution::Package(name.to_owned()), Resolution::File)
    }

    /// The source of a package in the tree whose `main` or `exports` refer to the output of a build
    /// that has not yet run.
    fn sources_of(&self, folder: &Path, inside: &str) -> Option<TreePath> {
        let inside = inside.trim_start_matches('/');
        let inside = ["dist/", "lib/", "es/"]
            .iter()
            .find_map(|built| inside.strip_prefix(built))
            .unwrap_or(inside);
        let inside = if inside.is_empty() { "index" } else { inside };
        let [_, plain] = &*self.resolvers;
        let found = ["./src", "."]
            .iter()
            .find_map(|start| plain.resolve(folder, &format!("{start}/{inside}")).ok())?;
        self.snapshot.relative(found.path())
    }
}

fn options(framework: Framework, snapshot: &Snapshot) -> ResolveOptions {
    let own = framework.describe().choice.own;
    let for_platform = own
        .iter()
        .flat_map(|own| EXTENSIONS.iter().map(move |extension| format!(".{own}{extension}")));
    let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
    ResolveOptions {
        cwd: Some(snapshot.absolute(&TreePath::root())),
        tsconfig: Some(TsconfigDiscovery::Auto),
        extensions: for_platform.chain(words(&EXTENSIONS)).collect(),
        // In TypeScript, `x.ts` may be imported as `x.js`.
        extension_alias: vec![
            (".js".to_owned(), words(&[".js", ".ts", ".tsx"])),
            (".mjs".to_owned(), words(&[".mjs", ".mts"])),
            (".jsx".to_owned(), words(&[".jsx", ".tsx"])),
        ],
        main_fields: words(&["miniprogram", "module", "main"]),
        condition_names: words(&[
            "miniprogram",
            "weapp",
            "import",
            "require",
            "module",
            "browser",
            "default",
        ]),
        ..ResolveOptions::default()
    }
}

fn is_url(specifier: &str) -> bool {
    specifier.contains("://")
        || ["data:", "virtual:", "node:", "\0"].iter().any(|start| specifier.starts_with(start))
}

/// The package in a specifier; `None` for paths and for specifiers that look like aliases.
pub(crate) fn package_of(specifier: &str) -> Option<&str> {
    let is_name = |part: &str| {
        !part.is_empty()
            && part.starts_with(|c: char| c.is_ascii_alphanumeric())
            && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~'))
    };
    let specifier = specifier.split(['?', '!']).next().unwrap_or(specifier);
    match specifier.strip_prefix('@') {
        Some(scoped) => {
            let mut parts = scoped.split('/');
            let (scope, name) = (parts.next()?, parts.next()?);
            (is_name(scope) && is_name(name))
                .then(|| &specifier[..1 + scope.len() + 1 + name.len()])
        }
        None => specifier.split('/').next().filter(|name| is_name(name)),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Modules, Resolution, Snapshot, package_of};
    use crate::{
        framework::Framework,
        program::locate,
        tree::{FileSet, MemoryTree, TreePath},
    };

    fn resolved(tree: &MemoryTree, from: &str, specifier: &str) -> String {
        let mut files = FileSet::list(tree);
        let frameworks: Vec<Framework> = Framework::all().collect();
        let spots = locate::locate(tree, &mut files, &frameworks, None);
        let spot = spots.found.first().expect("a program");
        assert_eq!(spot.framework.name(), "taro");
        let snapshot = Arc::new(Snapshot::of_tree(tree, &files));
        match Modules::for_spot(tree, &files, snapshot, spot)
            .resolve(&TreePath::new(from).expect("inside"), specifier)
        {
            Resolution::File(path) => path.to_string(),
            Resolution::Package(name) => format!("package {name}"),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn imports_lead_where_a_bundler_finds_them() {
        let tree = MemoryTree::new()
            .with("package.json", r#"{ "name": "root", "private": true }"#)
            .with("apps/mini/package.json", r##"{ "name": "mini", "imports": { "#net": "./src/net.ts" } }"##)
            .with("apps/mini/tsconfig.json", r#"{ "extends": "../../tsconfig.base.json" }"#)
            .with("tsconfig.base.json", r#"{ "compilerOptions": { "paths": { "@base/*": ["./packages/base/*"] } } }"#)
            .with("apps/mini/config/index.ts", "export default { alias: { '@': path.resolve(__dirname, '../src') } }")
            .with("apps/mini/src/app.config.ts", "export default { pages: ['pages/a'] }")
            .with("apps/mini/src/pages/a.tsx", "")
            .with("apps/mini/src/net.ts", "")
            .with("apps/mini/src/choice.h5.ts", "")
            .with("apps/mini/src/choice.weapp.ts", "")
            .with("packages/base/geo/index.ts", "")
            .with(
                "packages/shared/package.json",
                r#"{ "name": "@acme/shared", "exports": { ".": { "import": "./src/index.ts" }, "./*": "./src/*.ts" } }"#,
            )
            .with("packages/shared/src/index.ts", "")
            .with("packages/shared/src/where.ts", "")
            .with("packages/unbuilt/package.json", r#"{ "name": "unbuilt", "main": "dist/index.js" }"#)
            .with("packages/unbuilt/src/index.ts", "")
            .with("packages/unbuilt/src/geo.ts", "")
            .with("packages/plain/package.json", r#"{ "name": "plain", "main": "lib/index.js" }"#)
            .with("packages/plain/lib/index.js", "");
        for (specifier, expected) in [
            ("../net", "apps/mini/src/net.ts"),
            ("../net.js", "apps/mini/src/net.ts"),
            ("../choice", "apps/mini/src/choice.weapp.ts"),
            ("@/net", "apps/mini/src/net.ts"),
            ("#net", "apps/mini/src/net.ts"),
            ("@base/geo", "packages/base/geo/index.ts"),
            ("@acme/shared", "packages/shared/src/index.ts"),
            ("@acme/shared/where", "packages/shared/src/where.ts"),
            ("plain", "packages/plain/lib/index.js"),
            ("unbuilt", "packages/unbuilt/src/index.ts"),
            ("unbuilt/dist/geo", "packages/unbuilt/src/geo.ts"),
            ("unbuilt/gone", "package unbuilt"),
            ("../../../../packages/shared/src/where", "packages/shared/src/where.ts"),
            ("dayjs/plugin/utc", "package dayjs"),
            ("@scope/kit/dist/x", "package @scope/kit"),
            ("../../../../../elsewhere/x", "Above"),
            ("./gone", "Nowhere"),
            ("https://example.com/a.js", "Nowhere"),
        ] {
            assert_eq!(
                resolved(&tree, "apps/mini/src/pages/a.tsx", specifier),
                expected,
                "{specifier}"
            );
        }
    }

    #[test]
    fn a_broken_base_configuration_refuses_nothing() {
        let tree = MemoryTree::new()
            .with("tsconfig.json", r#"{ "extends": "@gone/tsconfig" }"#)
            .with("src/app.config.ts", "export default { pages: ['a'] }")
            .with("src/a.tsx", "");
        assert_eq!(resolved(&tree, "src/app.config.ts", "./a"), "src/a.tsx");
    }

    #[test]
    fn what_is_no_package_has_no_name() {
        for (specifier, name) in [
            ("lodash", Some("lodash")),
            ("@/a", None),
            ("~/a", None),
            ("@a/b/c?x", Some("@a/b")),
            ("./a", None),
            ("#a", None),
        ] {
            assert_eq!(package_of(specifier), name, "{specifier}");
        }
    }
}
