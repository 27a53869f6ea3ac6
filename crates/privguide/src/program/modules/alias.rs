//! Aliases of folders in the configuration of a bundler, if they are constant.
//!
//! `resolve.alias` of vite and webpack, `alias` of Taro: an object, or a list of `{ find,
//! replacement }`. A value is a string, or a call that joins strings (`path.resolve(__dirname,
//! 'src')`, `resolve('src')`, `fileURLToPath(new URL('./src', import.meta.url))`).

use std::{
    cell::Cell,
    collections::{BTreeMap, HashMap},
};

use oxc::{
    allocator::Allocator,
    ast::ast::{
        Argument, CallExpression, Expression, ObjectProperty, ObjectPropertyKind, TemplateLiteral,
        VariableDeclarator,
    },
    ast_visit::{Visit, walk},
    parser::Parser,
    span::SourceType,
};

use crate::{
    token::is_too_deep,
    tree::{FileSet, SourceTree, TreePath},
};

/// Configuration files of vite, which name aliases and plugins.
pub(in crate::program) const VITE_CONFIGURATIONS: [&str; 7] = [
    "vite.config.ts",
    "vite.config.js",
    "vite.config.mts",
    "vite.config.mjs",
    "weapp-vite.config.ts",
    "weapp-vite.config.js",
    "weapp-vite.config.mts",
];

/// Configuration files of other bundlers, by their paths in the folder of a package.
const CONFIGURATIONS: [&str; 11] = [
    "config/index.ts",
    "config/index.js",
    "vue.config.js",
    "mpx.config.js",
    "remax.config.js",
    "wepy.config.js",
    "webpack.config.js",
    "config/resolve.conf.js",
    "build/webpack.base.conf.js",
    "build/webpack.base.config.js",
    "build/miniprogram.config.js",
];

/// The number of folders above the sources in which configurations are searched for: the sources
/// may be deep inside the package, and the configuration is at its top.
const MOST_ABOVE: usize = 3;

/// The aliases of a program.
#[derive(Default)]
pub(super) struct ModuleAliases {
    /// The folder for each alias.
    pub(super) found: BTreeMap<String, TreePath>,
    /// True if an alias leads out of the tree.
    pub(super) climb: bool,
}

/// Reads the aliases of a program.
pub(super) fn read(tree: &dyn SourceTree, files: &FileSet, root: &TreePath) -> ModuleAliases {
    let mut aliases = ModuleAliases::default();
    let mut folder = root.clone();
    for _ in 0..=MOST_ABOVE {
        for name in VITE_CONFIGURATIONS.into_iter().chain(CONFIGURATIONS) {
            let Some(path) = folder.join(name).filter(|path| files.contains(path.as_str())) else {
                continue;
            };
            let Ok(source) = tree.source(&path) else { continue };
            // Aliases may lead out of the tree, so paths are joined as paths of the repository.
            let (found, climb) =
                of_text(source.text(), &files.in_repository(&path), &files.in_repository(&folder));
            aliases.climb |= climb;
            for (key, target) in found {
                aliases.found.entry(key).or_insert_with(|| target.seen_from(files.home()));
            }
        }
        if files.has(&folder, "package.json") || folder.is_root() {
            break;
        }
        folder = folder.parent();
    }
    aliases
}

/// The aliases in one configuration, and whether one leads out of the repository; empty if it
/// cannot be parsed.
fn of_text(text: &str, path: &TreePath, package: &TreePath) -> (Vec<(String, TreePath)>, bool) {
    if memchr::memmem::find(text.as_bytes(), b"alias").is_none() || is_too_deep(text) {
        return (Vec::new(), false);
    }
    let source_type =
        if path.extension().ends_with("ts") { SourceType::ts() } else { SourceType::mjs() };
    let arena = Allocator::default();
    let parsed = Parser::new(&arena, text, source_type).parse();
    let mut finder = Finder {
        constants: HashMap::new(),
        file: path.parent(),
        package: package.clone(),
        found: Vec::new(),
        climbs: Cell::new(false),
    };
    finder.visit_program(&parsed.program);
    (finder.found, finder.climbs.get())
}

/// The value of an expression, as far as it is part of a path.
#[derive(Clone)]
enum PathValue {
    /// A string, such as a relative path.
    Text(String),
    /// A folder or file of the tree.
    Place(TreePath),
}

struct Finder {
    /// Constants that have been declared so far.
    constants: HashMap<String, PathValue>,
    file: TreePath,
    package: TreePath,
    found: Vec<(String, TreePath)>,
    climbs: Cell<bool>,
}

impl<'a> Visit<'a> for Finder {
    fn visit_variable_declarator(&mut self, declarator: &VariableDeclarator<'a>) {
        if let (Some(name), Some(value)) =
            (declarator.id.get_binding_identifier(), &declarator.init)
            && let Some(value) = self.value(value)
        {
            self.constants.insert(name.name.to_string(), value);
        }
        walk::walk_variable_declarator(self, declarator);
    }

    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        // `chain.resolve.alias.set('@', …).set('~', …)`
        if let Expression::StaticMemberExpression(member) = &call.callee
            && member.property.name == "set"
            && is_alias_chain(&member.object)
            && let [key, value] = call.arguments.as_slice()
            && let (Some(key), Some(value)) = (key.as_expression(), value.as_expression())
            && let (Some(PathValue::Text(key)), Some(value)) = (self.value(key), self.value(value))
        {
            self.add(&key, &value);
        }
        walk::walk_call_expression(self, call);
    }

    fn visit_object_property(&mut self, property: &ObjectProperty<'a>) {
        if property.key.static_name().is_some_and(|name| name == "alias") {
            self.aliases(&property.value);
        }
        walk::walk_object_property(self, property);
    }
}

impl Finder {
    fn join(&self, folder: &TreePath, path: &str) -> Option<TreePath> {
        let joined = folder.join(path.trim_start_matches('/'));
        self.climbs.set(self.climbs.get() || joined.is_none());
        joined
    }

    fn aliases(&mut self, value: &Expression<'_>) {
        match value.without_parentheses() {
            Expression::ObjectExpression(object) => {
                for property in &object.properties {
                    let ObjectPropertyKind::ObjectProperty(property) = property else { continue };
                    if let (Some(key), Some(value)) =
                        (property.key.static_name(), self.value(&property.value))
                    {
                        self.add(&key, &value);
                    }
                }
            }
            Expression::ArrayExpression(list) => {
                for item in list.elements.iter().filter_map(|item| item.as_expression()) {
                    let Expression::ObjectExpression(object) = item.without_parentheses() else {
                        continue;
                    };
                    let member = |name: &str| {
                        object.properties.iter().find_map(|property| match property {
                            ObjectPropertyKind::ObjectProperty(property)
                                if property.key.static_name().is_some_and(|key| key == name) =>
                            {
                                self.value(&property.value)
                            }
                            _ => None,
                        })
                    };
                    let pattern = object.properties.iter().find_map(|property| match property {
                        ObjectPropertyKind::ObjectProperty(property) => match &property.value {
                            Expression::RegExpLiteral(literal) => {
                                beginning(&literal.regex.pattern.text)
                            }
                            _ => None,
                        },
                        ObjectPropertyKind::SpreadProperty(_) => None,
                    });
                    let key = match member("find") {
                        Some(PathValue::Text(key)) => Some(key),
                        _ => pattern,
                    };
                    if let (Some(key), Some(value)) = (key, member("replacement")) {
                        self.add(&key, &value);
                    }
                }
            }
            _ => {}
        }
    }

    fn add(&mut self, key: &str, value: &PathValue) {
        let target = match value {
            PathValue::Place(path) => Some(path.clone()),
            // A string is the name of another package, or a path relative to the package.
            PathValue::Text(text) if text.starts_with(['.', '/']) => self.join(&self.package, text),
            PathValue::Text(text) => Some(text)
                .filter(|text| text.starts_with("src"))
                .and_then(|text| self.package.join(text)),
        };
        let key = key.trim_end_matches("/*").trim_end_matches('/');
        if let Some(target) = target.filter(|_| !key.is_empty()) {
            self.found.push((key.to_owned(), target));
        }
    }

    fn value(&self, expression: &Expression<'_>) -> Option<PathValue> {
        match expression.without_parentheses() {
            // `resolve('src') + '/'`
            Expression::BinaryExpression(sum) if matches!(&sum.right, Expression::StringLiteral(end) if end.value == "/") => {
                self.value(&sum.left)
            }
            Expression::StringLiteral(literal) => Some(PathValue::Text(literal.value.to_string())),
            Expression::TemplateLiteral(template) => match template.single_quasi() {
                Some(text) => Some(PathValue::Text(text.to_string())),
                None => self.template(template),
            },
            Expression::Identifier(name) if name.name == "__dirname" => {
                Some(PathValue::Place(self.file.clone()))
            }
            Expression::Identifier(name) => self.constants.get(name.name.as_str()).cloned(),
            Expression::StaticMemberExpression(member) => match member.property.name.as_str() {
                // `import.meta.url` is the file itself; paths that are joined to it are relative to
                // its folder.
                "dirname" | "url" => Some(PathValue::Place(self.file.clone())),
                _ => None,
            },
            Expression::NewExpression(new) => self.joined(&new.arguments, true),
            Expression::CallExpression(call) => {
                let is_here = matches!(&call.callee, Expression::StaticMemberExpression(member) if member.property.name == "cwd");
                if is_here {
                    Some(PathValue::Place(self.package.clone()))
                } else {
                    self.joined(&call.arguments, false)
                }
            }
            _ => None,
        }
    }

    /// `${root}/src`
    fn template(&self, template: &TemplateLiteral<'_>) -> Option<PathValue> {
        let [first] = template.expressions.as_slice() else { return None };
        let [before, after] = template.quasis.as_slice() else { return None };
        match self.value(first)? {
            PathValue::Place(path) if before.value.raw.is_empty() => {
                Some(PathValue::Place(self.join(&path, &after.value.raw)?))
            }
            _ => None,
        }
    }

    /// The result of a call that joins paths. `new URL('./src', base)` has its base last.
    fn joined(&self, arguments: &[Argument<'_>], base_last: bool) -> Option<PathValue> {
        let values: Option<Vec<PathValue>> =
            arguments.iter().map(|argument| self.value(argument.as_expression()?)).collect();
        let mut values = values.filter(|values| !values.is_empty())?;
        if base_last {
            values.reverse();
        }
        let mut values = values.into_iter();
        let mut place = match values.next()? {
            PathValue::Place(path) => path,
            // `resolve('src')` with a helper of the project: relative to the package.
            PathValue::Text(text) => self.join(&self.package, &text)?,
        };
        for value in values {
            let PathValue::Text(text) = value else { return None };
            place = self.join(&place, &text)?;
        }
        Some(PathValue::Place(place))
    }
}

/// `…alias`, and calls that are chained to it.
fn is_alias_chain(object: &Expression<'_>) -> bool {
    let mut object = object;
    loop {
        match object {
            Expression::StaticMemberExpression(member) if member.property.name == "alias" => {
                return true;
            }
            Expression::CallExpression(call) => match &call.callee {
                Expression::StaticMemberExpression(member) if member.property.name == "set" => {
                    object = &member.object;
                }
                _ => return false,
            },
            _ => return false,
        }
    }
}

/// The string that a simple pattern matches: `/^@\//` matches `@/`.
fn beginning(pattern: &str) -> Option<String> {
    let text =
        pattern.strip_prefix('^')?.trim_end_matches('$').replace("\\/", "/").replace("\\.", ".");
    let is_plain = text
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '@' | '~' | '/' | '-' | '_' | '#' | '.'));
    (is_plain && !text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::of_text;
    use crate::tree::TreePath;

    fn aliases(text: &str) -> Vec<String> {
        let path = |text: &str| TreePath::new(text).expect("inside");
        let (found, _) = of_text(text, &path("app/config/index.ts"), &path("app"));
        found.iter().map(|(key, target)| format!("{key}={target}")).collect()
    }

    #[test]
    fn constants_are_worked_out() {
        for (text, expected) in [
            (
                "export default { resolve: { alias: { '@': path.resolve(__dirname, '../src') } } }",
                "@=app/src",
            ),
            (
                "export default { alias: { '@/util': path.resolve(__dirname, '..', 'src/util') } }",
                "@/util=app/src/util",
            ),
            (
                "const root = process.cwd(); export default { alias: { '~': path.join(root, 'src') } }",
                "~=app/src",
            ),
            (
                "export default { alias: { '@': fileURLToPath(new URL('../src', import.meta.url)) } }",
                "@=app/src",
            ),
            (
                "function resolve(d) {} module.exports = { resolve: { alias: { '@': resolve('src') } } }",
                "@=app/src",
            ),
            (
                "export default { alias: [{ find: '@shared', replacement: resolve(__dirname, '../../shared') }] }",
                "@shared=shared",
            ),
            (
                "export default { alias: [{ find: /^@u\\//, replacement: resolve(__dirname, '../u') + '/' }, { find: /a|b/, replacement: '/x' }] }",
                "@u=app/u",
            ),
            (
                "f = (chain) => chain.resolve.alias.set('@', resolve('src')).set('@u', path.join(__dirname, 'u'))",
                "@u=app/config/u @=app/src",
            ),
            (
                "const root = __dirname; export default { alias: { '@': `${root}/src` } }",
                "@=app/config/src",
            ),
            ("export default { alias: { '@': './src/' } }", "@=app/src"),
            ("export default { alias: { vue: 'vue/dist/vue.js', '@': unknown() } }", ""),
        ] {
            assert_eq!(aliases(text).join(" "), expected, "{text}");
        }
    }
}
