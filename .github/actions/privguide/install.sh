#!/usr/bin/env bash
# Says where cargo-privguide is: the one that was named, or one built from this action's own revision.
set -euo pipefail

binary=${PRIVGUIDE_BINARY:-}
if [ -z "$binary" ]; then
  repository=$(cd "${GITHUB_ACTION_PATH:?}/../../.." && pwd)
  target=${RUNNER_TEMP:-/tmp}/privguide-target
  cargo build --quiet --locked --release --package cargo-privguide --manifest-path "$repository/Cargo.toml" --target-dir "$target"
  binary=$target/release/cargo-privguide
  [ -x "$binary" ] || binary=$binary.exe
fi
if [ ! -f "$binary" ]; then
  echo "::error title=privguide::there is no cargo-privguide at the path given as binary"
  exit 2
fi
printf 'binary=%s\n' "${binary//[$'\r\n']/}" >> "${GITHUB_OUTPUT:?}"
