//! Writes an OCI image as a layout of files, which `skopeo copy oci:DIR docker://…` uploads. This
//! needs no daemon and no base image.
//!
//! The executable is static. The image also contains a shell, because GitLab, CNB and Jenkins run
//! their jobs in an image with it. The shell is busybox from the folder in `PRIVGUIDE_BUSYBOX`
//! (ARCHITECTURE/busybox and its licence); without this variable, it is left out.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::{
    archive::{self, Entry, gzip},
    contents::{Contents, sha256, write_file},
    table::Table,
};

/// Neither root nor a number that distributions assign to users.
const USER: &str = "65532:65532";

/// Commands that jobs call, in addition to the shell.
const APPLETS: [&str; 18] = [
    "sh", "ash", "cat", "chmod", "cp", "env", "find", "grep", "head", "ls", "mkdir", "mv", "rm",
    "sed", "sleep", "tail", "test", "touch",
];

/// Writes the layout, with one image for each architecture in the table.
pub fn write(table: &Table, all: &[Contents], out: &Path) -> Result<()> {
    let mut manifests = Vec::new();
    for contents in all {
        let Some(architecture) = &contents.target.image else { continue };
        let mut blobs = Blobs { folder: out.join("blobs/sha256") };
        let mut layers = Vec::new();
        if let Some(shell) = shell(architecture)? {
            layers.push(shell);
        }
        layers.push(program(contents)?);
        let digests: Vec<String> =
            layers.iter().map(|layer| format!("sha256:{}", sha256(layer))).collect();
        let packed = layers
            .iter()
            .map(|layer| blobs.add(&gzip(layer)?, "application/vnd.oci.image.layer.v1.tar+gzip"));
        let packed = packed.collect::<Result<Vec<Value>>>()?;
        let config = blobs.add(
            &configuration(table, architecture, &digests)?,
            "application/vnd.oci.image.config.v1+json",
        )?;
        let manifest = json!({
            "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": config, "layers": packed,
        });
        let mut manifest = blobs
            .add(&serde_json::to_vec(&manifest)?, "application/vnd.oci.image.manifest.v1+json")?;
        manifest["platform"] = json!({ "os": "linux", "architecture": architecture });
        manifests.push(manifest);
    }
    if manifests.is_empty() {
        return Ok(());
    }
    let mut blobs = Blobs { folder: out.join("blobs/sha256") };
    let index = json!({
        "schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": manifests,
    });
    let mut index =
        blobs.add(&serde_json::to_vec(&index)?, "application/vnd.oci.image.index.v1+json")?;
    index["annotations"] = json!({ "org.opencontainers.image.ref.name": table.version });
    let entry = json!({ "schemaVersion": 2, "manifests": [index] });
    write_file(&out.join("index.json"), &serde_json::to_vec(&entry)?, false)?;
    write_file(&out.join("oci-layout"), br#"{"imageLayoutVersion":"1.0.0"}"#, false)
}

struct Blobs {
    folder: PathBuf,
}

impl Blobs {
    /// Writes a blob and returns its descriptor.
    fn add(&mut self, content: &[u8], media: &str) -> Result<Value> {
        let digest = sha256(content);
        write_file(&self.folder.join(&digest), content, false)?;
        Ok(
            json!({ "mediaType": media, "digest": format!("sha256:{digest}"), "size": content.len() }),
        )
    }
}

fn program(contents: &Contents) -> Result<Vec<u8>> {
    let mut entries = vec![
        Entry::new(
            "etc/passwd",
            "root:x:0:0:root:/:/sbin/nologin\nprivguide:x:65532:65532:privguide:/tmp:/sbin/nologin\n",
        ),
        Entry::new("etc/group", "root:x:0:\nprivguide:x:65532:\n"),
        Entry::program("usr/bin/privguide", &*contents.executable),
    ];
    entries.extend(
        contents.licences.iter().map(|(name, text)| {
            Entry::new(format!("usr/share/doc/privguide/{name}"), text.as_str())
        }),
    );
    let mut links = BTreeMap::new();
    links.insert("usr/bin/cargo-privguide".to_owned(), "privguide".to_owned());
    layer(&entries, &links, &["tmp", "work"])
}

/// The layer with the shell, if there is a busybox for this architecture.
fn shell(architecture: &str) -> Result<Option<Vec<u8>>> {
    let Some(folder) = std::env::var_os("PRIVGUIDE_BUSYBOX") else { return Ok(None) };
    let folder = PathBuf::from(folder).join(architecture);
    let read = |name: &str| {
        fs::read(folder.join(name))
            .with_context(|| format!("reading {}", folder.join(name).display()))
    };
    let entries = [
        Entry::program("bin/busybox", read("busybox")?),
        Entry::new("usr/share/doc/busybox/copyright", read("copyright")?),
    ];
    let links = APPLETS.iter().map(|name| (format!("bin/{name}"), "busybox".to_owned())).collect();
    layer(&entries, &links, &[]).map(Some)
}

fn layer(entries: &[Entry], links: &BTreeMap<String, String>, folders: &[&str]) -> Result<Vec<u8>> {
    let mut out = tar::Builder::new(Vec::new());
    for folder in folders {
        let mut header = archive::header(0, 0o1777);
        header.set_entry_type(tar::EntryType::Directory);
        out.append_data(&mut header, format!("{folder}/"), std::io::empty())?;
    }
    for entry in entries {
        let mut header = archive::header(
            entry.content.len() as u64,
            if entry.executable { 0o755 } else { 0o644 },
        );
        out.append_data(&mut header, &entry.path, &*entry.content)?;
    }
    for (path, target) in links {
        let mut header = archive::header(0, 0o777);
        header.set_entry_type(tar::EntryType::Symlink);
        out.append_link(&mut header, path, target)?;
    }
    Ok(out.into_inner()?)
}

fn configuration(table: &Table, architecture: &str, layers: &[String]) -> Result<Vec<u8>> {
    let labels = json!({
        "org.opencontainers.image.title": table.product.npm,
        "org.opencontainers.image.description": table.product.description,
        "org.opencontainers.image.version": table.version,
        "org.opencontainers.image.licenses": table.licence,
        "org.opencontainers.image.source": table.repository,
    });
    let config = json!({
        "created": "1980-01-01T00:00:00Z", "os": "linux", "architecture": architecture,
        "config": {
            "User": USER, "WorkingDir": "/work", "Env": ["PATH=/usr/bin:/bin", "HOME=/tmp"], "Cmd": ["privguide", "check"], "Labels": labels,
        },
        "rootfs": { "type": "layers", "diff_ids": layers },
    });
    Ok(serde_json::to_vec(&config)?)
}
