//! The guide in `OUT_DIR`, in every language of the project and in every format.

use std::{fs, io, path::Path};

use privguide::{guide::Rendering, language::Language, project::Project};

const RENDERINGS: [(Rendering, &str); 4] = [
    (Rendering::Markdown, "md"),
    (Rendering::Text, "txt"),
    (Rendering::Html, "html"),
    (Rendering::Json, "json"),
];

/// Writes the guide of a project.
pub fn write(project: &Project, out_dir: &Path) -> io::Result<()> {
    for language in languages(project) {
        let Some(guide) = project.guide(language) else { return Ok(()) };
        for (rendering, extension) in RENDERINGS {
            write_if_changed(&out_dir.join(name(language, extension)), &guide.render(rendering))?;
        }
    }
    Ok(())
}

/// Writes empty guides where there are none, so that documentation can be built without the Mini
/// Program.
pub fn write_placeholders(out_dir: &Path) -> io::Result<()> {
    for language in Language::ALL {
        for (_, extension) in RENDERINGS {
            let path = out_dir.join(name(language, extension));
            if !path.exists() {
                fs::write(path, if extension == "json" { "{}\n" } else { "" })?;
            }
        }
    }
    Ok(())
}

fn languages(project: &Project) -> Vec<Language> {
    let declared = project.declarations.as_ref();
    declared.map_or_else(|| vec![Language::ZhCn], |parsed| parsed.declarations.guide_languages())
}

fn name(language: Language, extension: &str) -> String {
    format!("privacy-guide.{language}.{extension}")
}

/// If the content is equal, the modification time is kept, so that code that includes the file is
/// not compiled again.
fn write_if_changed(path: &Path, text: &str) -> io::Result<()> {
    if fs::read(path).is_ok_and(|old| old == text.as_bytes()) {
        return Ok(());
    }
    fs::write(path, text)
}
