//! The entries of a program: the files that `app.json`, `plugin.json` and `game.json` name.

use super::super::{JsonFile, JsonNode, ProblemKind};
use super::{
    build::GraphBuilder,
    request::{FileRole, Sight},
};
use crate::{catalog::ProgramKind, tree::TreePath};

/// Adds all files that the program's own configuration names.
pub(super) fn add(builder: &mut GraphBuilder<'_>) {
    let Some(app) = builder.program.config.app.as_ref() else {
        return;
    };
    // The official analysis treats a file that is not strict JSON as empty; the runtime never
    // receives it.
    let sight = if app.problems.is_empty() { Sight::Both } else { Sight::Runtime };
    let mut entry = EntryReader { builder, file: app, sight };
    match entry.builder.program.kind {
        ProgramKind::MiniProgram => entry.mini_program(),
        ProgramKind::Plugin => entry.plugin(),
        ProgramKind::MiniGame => entry.game(),
    }
}

struct EntryReader<'e, 'p> {
    builder: &'e mut GraphBuilder<'p>,
    file: &'p JsonFile,
    sight: Sight,
}

impl<'p> EntryReader<'_, 'p> {
    fn get(&self, keys: &[&str]) -> Option<&'p JsonNode> {
        let ext = self.builder.program.config.enabled_ext();
        let overriding = ext.filter(|_| keys[0] != "extPages").and_then(|ext| ext.get(keys));
        overriding.or_else(|| self.file.get(keys))
    }

    fn items(&self, keys: &[&str]) -> &'p [JsonNode] {
        self.get(keys).map(JsonNode::items).unwrap_or_default()
    }

    /// Calls `add`, whose edges count only for the given analysis: the official one or the runtime.
    fn seen_by(&mut self, sight: Sight, add: impl FnOnce(&mut Self)) {
        let whole = self.sight;
        if whole != Sight::Runtime {
            self.sight = sight;
        }
        add(self);
        self.sight = whole;
    }

    fn mini_program(&mut self) {
        self.shell("app");
        for key in ["ext.json", "project.config.json"] {
            self.file_named(key, 0);
        }
        for page in self.items(&["pages"]) {
            self.page("", page);
        }
        self.sub_packages();
        self.plugins("", self.get(&["plugins"]));
        self.components();
        if self.get(&["tabBar", "custom"]).and_then(JsonNode::as_bool) == Some(true) {
            self.component_at("custom-tab-bar/index", 0);
        }
        if self.get(&["appBar"]).is_some_and(JsonNode::is_truthy) {
            self.component_at("app-bar/index", 0);
        }
        self.named_files();
        for key in ["entryPagePath", "openLocationPagePath"] {
            self.page_that_must_exist(key);
        }
        self.workers();
        self.account_card();
        self.agent();
    }

    /// Adds `app.js` and `app.wxss`, or the sources that are compiled to them.
    fn shell(&mut self, name: &str) {
        let base = self.path("", name);
        let script = base.as_ref().and_then(|base| self.builder.lookup.script_at(base.as_str()));
        let style = base.as_ref().and_then(|base| self.builder.lookup.style_at(base.as_str()));
        for index in [script, style].into_iter().flatten() {
            self.link(index, FileRole::Followed, 0);
        }
    }

    fn named_files(&mut self) {
        match self.get(&["sitemapLocation"]) {
            Some(node) => self.file_at(node),
            None => self.file_named("sitemap.json", 0),
        }
        // The official tool reads this file like the JSON of a page, and it contains no references.
        if let Some(node) = self.get(&["themeLocation"])
            && let Some(index) = node
                .as_str()
                .and_then(|name| self.path("", name))
                .and_then(|path| self.builder.lookup.at(path.as_str()))
        {
            self.link(index, FileRole::Configuration, node.range.start);
        }
        self.file_named("functional-pages/request-payment.js", 0);
    }

    fn sub_packages(&mut self) {
        let (upper, lower) = (self.get(&["subPackages"]), self.get(&["subpackages"]));
        match (upper, lower) {
            // If both spellings are present, the official analysis uses one and the compiler the
            // other.
            (Some(analysed), Some(compiled)) => {
                self.seen_by(Sight::Official, |entry| entry.packages(analysed));
                self.seen_by(Sight::Runtime, |entry| entry.packages(compiled));
            }
            (Some(list), None) | (None, Some(list)) => self.packages(list),
            (None, None) => {}
        }
    }

    fn packages(&mut self, list: &'p JsonNode) {
        for package in list.items() {
            let Some(root) = package.get("root").and_then(JsonNode::as_str) else {
                continue;
            };
            if root.starts_with(['/', '.']) {
                self.seen_by(Sight::Runtime, |entry| entry.package(root, package));
            } else {
                self.package(root, package);
            }
        }
    }

    fn package(&mut self, root: &str, package: &'p JsonNode) {
        for page in package.get("pages").map(JsonNode::items).unwrap_or_default() {
            self.page(root, page);
        }
        if let Some((name, at)) =
            package.get("entry").and_then(|node| Some((node.as_str()?, node.range.start)))
        {
            self.script_in(root, name, at);
        }
        self.plugins(root, package.get("plugins"));
    }

    fn plugins(&mut self, root: &str, plugins: Option<&'p JsonNode>) {
        for plugin in plugins.map(JsonNode::members).unwrap_or_default() {
            if let Some((name, at)) =
                plugin.node.get("export").and_then(|node| Some((node.as_str()?, node.range.start)))
            {
                self.script_in(root, name, at);
            }
            let generics = plugin
                .node
                .get("genericsImplementation")
                .map(JsonNode::members)
                .unwrap_or_default();
            for generic in generics.iter().flat_map(|member| member.node.members()) {
                if let Some(component) = generic.node.as_str() {
                    self.component_at(&format!("{root}/{component}"), generic.node.range.start);
                }
            }
        }
    }

    fn components(&mut self) {
        let (file, sight) = (self.file, self.sight);
        self.builder.add_components(file, sight);
        if let Some(ext) = self.builder.program.config.enabled_ext() {
            self.builder.add_components(ext, sight);
        }
    }

    fn workers(&mut self) {
        let Some(workers) = self.get(&["workers"]) else {
            return;
        };
        let node = workers.get("path").unwrap_or(workers);
        let Some(folder) = node.as_str() else {
            return;
        };
        if self.builder.files_below(folder).is_empty() {
            return self.missing(node, folder.to_owned());
        }
        if workers.as_str().is_some() {
            return self.scripts_below(folder, workers.range.start);
        }
        if workers.get("isSubpackage").and_then(JsonNode::as_bool) == Some(true) {
            self.scripts_below(folder, workers.range.start);
        } else {
            self.seen_by(Sight::Runtime, |entry| entry.scripts_below(folder, workers.range.start));
        }
    }

    fn scripts_below(&mut self, folder: &str, at: usize) {
        for index in self.builder.files_below(folder) {
            if self.builder.program.files[index].path.extension() == "js" {
                self.link(index, FileRole::Followed, at);
            }
        }
    }

    fn account_card(&mut self) {
        let Some(root) = self.get(&["accountCardPackage", "root"]).and_then(JsonNode::as_str)
        else {
            return;
        };
        let packages = [self.get(&["subPackages"]), self.get(&["subpackages"])]
            .into_iter()
            .flatten()
            .flat_map(JsonNode::items);
        let independent = |package: &&JsonNode| {
            package.get("root").and_then(JsonNode::as_str) == Some(root)
                && package.get("independent").and_then(JsonNode::as_bool) == Some(true)
        };
        if packages.filter(independent).count() == 0 {
            return;
        }
        for card in self.items(&["accountCardPackage", "cardList"]) {
            if let Some((path, at)) =
                card.get("componentPath").and_then(|node| Some((node.as_str()?, node.range.start)))
            {
                self.component_at(&format!("{root}/{path}"), at);
            }
        }
    }

    fn agent(&mut self) {
        for skill in self.items(&["agent", "skills"]) {
            let Some((folder, at)) =
                skill.get("path").and_then(|node| Some((node.as_str()?, node.range.start)))
            else {
                continue;
            };
            for index in self.builder.files_below(folder) {
                self.link(index, FileRole::Followed, at);
            }
        }
        if let Some(node) = self.get(&["agent", "pageMetadata"]) {
            self.file_at(node);
        }
    }

    fn plugin(&mut self) {
        let Some(pages) = self.file.get(&["pages"]) else {
            // Without `pages`, the official analysis ignores the whole plugin.
            return self.seen_by(Sight::Runtime, Self::plugin_members);
        };
        for page in pages.members() {
            self.page("", &page.node);
        }
        self.plugin_members();
    }

    fn plugin_members(&mut self) {
        for member in
            self.file.get(&["publicComponents"]).map(JsonNode::members).unwrap_or_default()
        {
            if let Some(path) = member.node.as_str()
                && !self.component_at(path, member.node.range.start)
            {
                self.missing(&member.node, path.to_owned());
            }
        }
        self.components();
        if let Some((node, name)) =
            self.get(&["main"]).and_then(|node| Some((node, node.as_str()?)))
            && !self.script_in("", name, node.range.start)
        {
            self.missing(node, name.to_owned());
        }
        if let Some(node) = self.get(&["themeLocation"]) {
            self.file_at(node);
        }
        if let Some((folder, at)) =
            self.get(&["workers"]).and_then(|node| Some((node.as_str()?, node.range.start)))
        {
            self.seen_by(Sight::Runtime, |entry| entry.scripts_below(folder, at));
        }
    }

    fn game(&mut self) {
        self.shell("game");
        self.file_named("project.config.json", 0);
        self.workers();
        if let Some((node, folder)) =
            self.get(&["openDataContext"]).and_then(|node| Some((node, node.as_str()?)))
            && !self.script_in(folder, "index.js", node.range.start)
        {
            self.missing(node, format!("{}/index.js", folder.trim_end_matches('/')));
        }
        let packages = [self.get(&["subPackages"]), self.get(&["subpackages"])]
            .into_iter()
            .flatten()
            .flat_map(JsonNode::items);
        for package in packages {
            let Some((node, root)) =
                package.get("root").and_then(|node| Some((node, node.as_str()?)))
            else {
                continue;
            };
            let at = node.range.start;
            // The official analysis fails on this sub-package: the script itself counts as used,
            // but its imports are not followed.
            if let Some(script) =
                self.path("", root).and_then(|path| self.builder.lookup.at(path.as_str()))
            {
                self.seen_by(Sight::Official, |entry| entry.link(script, FileRole::Leaf, at));
                self.seen_by(Sight::Runtime, |entry| entry.link(script, FileRole::Followed, at));
            } else {
                let mut found = false;
                self.seen_by(Sight::Runtime, |entry| found = entry.script_in(root, "game.js", at));
                if !found {
                    self.missing(node, format!("{}/game.js", root.trim_end_matches('/')));
                }
            }
        }
    }

    fn path(&self, root: &str, name: &str) -> Option<TreePath> {
        self.builder
            .program
            .root
            .join(root.trim_start_matches('/'))?
            .join(name.trim_start_matches('/'))
    }

    fn page(&mut self, root: &str, node: &'p JsonNode) {
        let Some(name) = node.as_str() else {
            return;
        };
        match self.path(root, name).filter(|path| path.is_inside(&self.builder.program.root)) {
            Some(base) => {
                let complete =
                    self.builder.add_page(self.file, &base, node.range.start, self.sight);
                for missing in complete.missing {
                    self.missing(node, missing);
                }
            }
            None => {
                self.builder.problem(ProblemKind::OutsideRoot, self.file, node, name.to_owned());
            }
        }
    }

    /// A key that names a page which must be listed elsewhere.
    fn page_that_must_exist(&mut self, key: &str) {
        let Some((node, name)) = self.get(&[key]).and_then(|node| Some((node, node.as_str()?)))
        else {
            return;
        };
        let template = self.path("", name).map(|base| format!("{base}.wxml"));
        if template.is_none_or(|template| self.builder.lookup.at(&template).is_none()) {
            self.missing(node, name.to_owned());
        }
    }

    fn missing(&mut self, node: &JsonNode, subject: String) {
        self.builder.problem(ProblemKind::MissingFile, self.file, node, subject);
    }

    /// False if there is no such component.
    fn component_at(&mut self, path: &str, at: usize) -> bool {
        let base = self
            .builder
            .lookup
            .component(self.file.source.path(), &format!("/{}", path.trim_start_matches('/')));
        if let Some(base) = &base {
            self.builder.add_component(self.file.source.path(), base, at, self.sight);
        }
        base.is_some()
    }

    /// False if there is no such script.
    fn script_in(&mut self, root: &str, name: &str, at: usize) -> bool {
        let file = self.path(root, name).and_then(|path| {
            let whole = self
                .builder
                .lookup
                .at(path.as_str())
                .filter(|_| path.extension() == "js" || path.extension() == "ts");
            whole.or_else(|| self.builder.lookup.script_at(path.as_str().trim_end_matches(".js")))
        });
        if let Some(index) = file {
            self.link(index, FileRole::Followed, at);
        }
        file.is_some()
    }

    fn file_at(&mut self, node: &'p JsonNode) {
        if let Some(name) = node.as_str() {
            self.file_named(name, node.range.start);
        }
    }

    fn file_named(&mut self, name: &str, at: usize) {
        if let Some(index) =
            self.path("", name).and_then(|path| self.builder.lookup.at(path.as_str()))
        {
            self.link(index, FileRole::Followed, at);
        }
    }

    fn link(&mut self, to: usize, role: FileRole, at: usize) {
        let from = self.file.source.path().clone();
        self.builder.link(&from, to, role, at, self.sight);
    }
}
