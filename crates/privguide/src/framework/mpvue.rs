//! mpvue: Vue 2 whose scripts use `wx` or `mpvue`; every page has a `main.js` of its own.

use super::{Config, Description, ConfigForm, Hints, CandidateFile, FrameworkMark, PLAIN, Root};

pub(super) static FRAMEWORK: Description = Description {
    name: "mpvue",
    marks: &[FrameworkMark { name: "App.vue", holds: is_mpvue, root: Root::Beside }],
    hints: Hints { extensions: &[], words: &[("mpvue", &["js", "ts", "vue"])] },
    app: &[Config { name: "app.json", form: ConfigForm::Json }],
    entries: &["app.json", "main.js", "main.ts"],
    shells: &["App.vue", "main.js", "main.ts"],
    // The template of its projects copies the folder beside the sources.
    copied: &["../static", "static"],
    components: &["vue"],
    globals: &["mpvue"],
    modules: &[("mpvue", &[])],
    constants: &[("mpvuePlatform", "wx"), ("process.env.PLATFORM", "wx")],
    own_packages: &["mpvue", "mpvue-*", "vue", "vuex"],
    ..PLAIN
};

fn is_mpvue(look: &CandidateFile<'_>) -> bool {
    !look.has_sibling(&["pages.json", "app.json.ts", "app.json.js"])
        && !look.package_contains("\"weapp-vite\"")
        && (look.has_sibling(&["app.json"]) || look.other_contains("main.js", "mpvue") || look.package_contains("\"mpvue\""))
}
