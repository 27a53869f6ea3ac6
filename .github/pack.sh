#!/usr/bin/env bash
# Packs the built executable with what belongs to it, and writes its checksum: cargo-privguide-VERSION-TARGET.tar.gz in
# dist, or in the folder that DIST names.
set -euo pipefail
cd "$(dirname "$0")/.."

target=${TARGET:?}
version=${VERSION:?}
dist=${DIST:-dist}
case "$version$target" in
  *[!A-Za-z0-9._-]*) echo "a version or target with strange characters" >&2; exit 2 ;;
esac
folder=cargo-privguide-$version-$target
built=${CARGO_TARGET_DIR:-target}/$target/release/cargo-privguide
[ -f "$built" ] || built=$built.exe

rm -rf "$dist/$folder"
mkdir -p "$dist/$folder"
cp "$built" README.md README.zh-CN.md LICENSE-MIT LICENSE-APACHE CHANGELOG.md "$dist/$folder/"
cp -R crates/cargo-privguide/docs/man crates/cargo-privguide/docs/completions "$dist/$folder/"
cd "$dist"
tar -czf "$folder.tar.gz" "$folder"
rm -rf "$folder"
if command -v sha256sum > /dev/null; then sha256sum "$folder.tar.gz"; else shasum -a 256 "$folder.tar.gz"; fi > "$folder.tar.gz.sha256"
