//! Addresses of files, as clients write them.

use std::path::{Path, PathBuf};

use gen_lsp_types::Uri;

use crate::report::file_url;

/// The file for an address; `None` if it is not a file of this machine (`untitled:`, `git:`).
pub fn path(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.0.strip_prefix("file://")?;
    let local = rest.strip_prefix("localhost").unwrap_or(rest);
    let decoded = percent_encoding::percent_decode_str(local).decode_utf8().ok()?;
    let decoded = if cfg!(windows) {
        decoded.trim_start_matches('/').replace('/', "\\")
    } else {
        decoded.into_owned()
    };
    Some(real(Path::new(&decoded)))
}

/// The address of a file.
pub fn uri(path: &Path) -> Uri {
    Uri(file_url(path))
}

/// The path with links resolved, because projects are found by such paths. For a file that is not
/// yet on disk, the links of its folder are resolved.
fn real(path: &Path) -> PathBuf {
    let of_parent = || Some(std::fs::canonicalize(path.parent()?).ok()?.join(path.file_name()?));
    std::fs::canonicalize(path).ok().or_else(of_parent).unwrap_or_else(|| path.to_path_buf())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn an_address_and_its_file_are_one() {
        for name in ["/w/my shop/首页.js", "/w/a%20b#c?.js", "/w/a:b+c.wxml"] {
            assert_eq!(path(&uri(Path::new(name))).as_deref(), Some(Path::new(name)));
        }
        let odd = Uri("file:///w/%E9%A6%96.js".to_owned());
        assert_eq!(path(&odd).as_deref(), Some(Path::new("/w/首.js")));
        for (written, file) in [("%", "/%"), ("a%2", "/a%2"), ("%zz%+f", "/%zz%+f"), ("%25", "/%")]
        {
            assert_eq!(path(&Uri(format!("file:///{written}"))).as_deref(), Some(Path::new(file)));
        }
        assert_eq!(path(&Uri("file:///%ff".to_owned())), None, "no UTF-8");
        assert_eq!(path(&Uri("untitled:Untitled-1".to_owned())), None);
    }
}
