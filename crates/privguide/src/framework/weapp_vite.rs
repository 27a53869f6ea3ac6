//! weapp-vite: native programs and `.vue` pages in one tree, built by vite; `wpi` of wevu is the
//! platform.

use super::{Config, Description, Form, Look, Mark, PLAIN, Root};

pub(super) static FRAMEWORK: Description = Description {
    name: "weapp-vite",
    marks: &[
        Mark { name: "app.vue", holds: is_weapp_vite, root: Root::Beside },
        Mark { name: "app.json.ts", holds: is_weapp_vite, root: Root::Beside },
        Mark { name: "app.json.js", holds: is_weapp_vite, root: Root::Beside },
        Mark { name: "app.json", holds: |look| is_weapp_vite(look) && !look.beside(&["project.config.json"]), root: Root::Beside },
    ],
    app: &[
        Config { name: "app.json.ts", form: Form::Script },
        Config { name: "app.json.js", form: Form::Script },
        Config { name: "app.vue", form: Form::Block },
        Config { name: "app.vue", form: Form::ComponentScript },
        Config { name: "app.json", form: Form::Json },
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

fn is_weapp_vite(look: &Look<'_>) -> bool {
    look.package_says("\"weapp-vite\"")
}
