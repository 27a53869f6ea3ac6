//! weapp-vite: native programs and `.vue` pages in one tree, built by vite; `wpi` of wevu is the
//! platform.

use super::{Config, Description, ConfigForm, CandidateFile, FrameworkMark, PLAIN, Root};

pub(super) static FRAMEWORK: Description = Description {
    name: "weapp-vite",
    marks: &[
        FrameworkMark { name: "app.vue", holds: is_weapp_vite, root: Root::Beside },
        FrameworkMark { name: "app.json.ts", holds: is_weapp_vite, root: Root::Beside },
        FrameworkMark { name: "app.json.js", holds: is_weapp_vite, root: Root::Beside },
        FrameworkMark { name: "app.json", holds: |look| is_weapp_vite(look) && !look.has_sibling(&["project.config.json"]), root: Root::Beside },
    ],
    app: &[
        Config { name: "app.json.ts", form: ConfigForm::Script },
        Config { name: "app.json.js", form: ConfigForm::Script },
        Config { name: "app.vue", form: ConfigForm::Block },
        Config { name: "app.vue", form: ConfigForm::ComponentScript },
        Config { name: "app.json", form: ConfigForm::Json },
    ],
    entries: &["app.json.ts", "app.json.js", "app.vue", "app.json"],
    shells: &["app.vue", "app.ts", "app.js", "app.json"],
    configured_in: &["../config"],
    copied: &["custom-tab-bar", "app-bar", "workers"],
    tag_folders: &["components"],
    components: &["vue"],
    globals: &["wpi"],
    modules: &[("wevu/api", &["wpi", "default"]), ("@wevu/api", &["wpi", "default"]), ("@weapp-core/api", &["wpi", "default"])],
    constants: &[("import.meta.env.PLATFORM", "weapp"), ("import.meta.env.MP_PLATFORM", "weapp")],
    own_packages: &["weapp-vite", "@weapp-vite/*", "wevu", "@wevu/*", "vue", "weapp-tailwindcss"],
    ..PLAIN
};

fn is_weapp_vite(look: &CandidateFile<'_>) -> bool {
    look.package_contains("\"weapp-vite\"")
}
