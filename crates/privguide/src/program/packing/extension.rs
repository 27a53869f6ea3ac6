//! The official allow list of extensions.

use crate::{catalog::ProgramKind, language::Text, program::Program, tree::FileSet};
use serde::{Deserialize, Serialize};

/// Extensions that a Mini Program or plugin may contain; case-sensitive.
const UPLOADED: [&str; 25] = [
    "wxml", "wxss", "wxs", "png", "jpg", "jpeg", "gif", "svg", "js", "json", "cer", "mp3", "aac",
    "m4a", "mp4", "wav", "ogg", "silk", "wasm", "br", "cur", "ico", "skel", "crt", "cert",
];

/// Extensions that a mini game may contain: no templates and styles, but data of game engines.
const UPLOADED_GAME: [&str; 68] = [
    "png", "jpg", "jpeg", "gif", "svg", "js", "json", "cer", "obj", "dae", "fbx", "mtl", "stl",
    "3ds", "mp3", "pvr", "wav", "plist", "ttf", "fnt", "gz", "ccz", "m4a", "mp4", "bmp", "atlas",
    "swf", "ani", "part", "proto", "bin", "sk", "mipmaps", "txt", "zip", "ogg", "silk", "dbbin",
    "dbmv", "etc", "lmat", "lm", "ls", "lh", "lani", "lav", "lsani", "ltc", "csv", "scene",
    "prefab", "lml", "lmani", "ktx", "dds", "xml", "aac", "pkm", "skel", "cur", "ico", "wasm",
    "br", "gltf", "glb", "astc", "dat", "tt",
];

/// The compiler plugins that compile sources to packed files.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(in crate::program) struct Compilers {
    pub(in crate::program) typescript: bool,
    pub(in crate::program) less: bool,
    pub(in crate::program) sass: bool,
}

impl Compilers {
    /// `setting.useCompilerPlugins`. If the entry script exists only as TypeScript, some other tool
    /// compiles the program. Its sources count nevertheless, because otherwise nothing of it would
    /// be analysed.
    pub(in crate::program) fn for_program(files: &FileSet, program: &Program) -> Self {
        let project = program.config.project.as_ref();
        let listed = project.and_then(|project| project.get(&["setting", "useCompilerPlugins"]));
        let uses = |name: &str| {
            listed.is_some_and(|list| list.items().iter().any(|item| item.as_str() == Some(name)))
        };
        let (script, typed) = match program.kind {
            ProgramKind::MiniProgram => ("app.js", "app.ts"),
            ProgramKind::MiniGame => ("game.js", "game.ts"),
            ProgramKind::Plugin => ("index.js", "index.ts"),
        };
        let only_typed = files.has(&program.root, typed) && !files.has(&program.root, script);
        Self {
            typescript: uses("typescript") || only_typed,
            less: uses("less"),
            sass: uses("sass"),
        }
    }
}

/// Whether the name of a file allows it to be uploaded.
pub(super) enum Uploaded {
    Yes,
    No(Text),
}

pub(super) fn uploaded(relative: &str, kind: ProgramKind, compilers: Compilers) -> Uploaded {
    let name = relative.rsplit('/').next().unwrap_or(relative);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    if name.ends_with(".d.ts") {
        return Uploaded::No(Text::new(
            "类型声明文件不会上传",
            "type declarations are not uploaded",
        ));
    }
    let compiled = match extension {
        "ts" => Some((compilers.typescript, "typescript")),
        "less" => Some((compilers.less, "less")),
        "sass" | "scss" => Some((compilers.sass, "sass")),
        _ => None,
    };
    match compiled {
        Some((true, _)) => return Uploaded::Yes,
        Some((false, plugin)) => {
            return Uploaded::No(Text::new(
                format!(
                    "project.config.json 的 setting.useCompilerPlugins 未启用 {plugin}，.{extension} 文件不会上传"
                ),
                format!(
                    ".{extension} files are uploaded only with \"{plugin}\" in setting.useCompilerPlugins of project.config.json"
                ),
            ));
        }
        None => {}
    }
    let white_list: &[&str] =
        if kind == ProgramKind::MiniGame { &UPLOADED_GAME } else { &UPLOADED };
    if white_list.contains(&extension) {
        Uploaded::Yes
    } else if extension.is_empty() {
        Uploaded::No(Text::new(
            "没有扩展名的文件不会上传",
            "files without an extension are not uploaded",
        ))
    } else {
        Uploaded::No(Text::new(
            format!("上传时不包含 .{extension} 文件"),
            format!(".{extension} files are not uploaded"),
        ))
    }
}

/// Extensions that the filter of unused files may remove.
pub(in crate::program) fn is_code(path: &str) -> bool {
    matches!(
        path.rsplit_once('.').map_or("", |(_, extension)| extension),
        "json" | "wxml" | "wxss" | "js" | "wxs" | "ts" | "less" | "sass" | "scss"
    )
}
