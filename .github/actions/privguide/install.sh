#!/usr/bin/env bash
# Says where cargo-privguide is: the one that was named, the released one of this action's own version, or, when asked, one that is built
# from this action's own revision. Nothing of the workspace is looked at: every step happens in the runner's temporary folder.
set -euo pipefail
source "${BASH_SOURCE[0]%/*}/outside.sh"

fail() {
  echo "::error title=privguide::$1"
  exit 2
}
found() {
  [ -f "$1" ] || fail "there is no cargo-privguide at the path given as binary"
  printf 'binary=%s\n' "${1//[$'\r\n']/}" >> "${GITHUB_OUTPUT:?}"
  exit 0
}
if [ -n "${PRIVGUIDE_BINARY:-}" ]; then
  ! in_workspace "$PRIVGUIDE_BINARY" ||
    fail "the path given as binary lies in the workspace, where a pull request could put a program: put it elsewhere, as in RUNNER_TEMP"
  found "$PRIVGUIDE_BINARY"
fi

temporary=${RUNNER_TEMP:?}
repository=$(cd "${GITHUB_ACTION_PATH:?}/../../.." && pwd)
value() { sed -n "s/^$1 = \"\(.*\)\"\$/\1/p" "$repository/Cargo.toml" | head -n 1; }
cd "$temporary"

case "${PRIVGUIDE_BUILD:-false}" in
  true)
    # Build scripts need no token.
    unset GH_TOKEN
    # cargo and rustup obey the folder they run in, and variables that name wrappers, toolchains and cargo's home: none of them may lead into
    # the workspace, where `.cargo/config.toml` or `rust-toolchain.toml` are the pull request's.
    unset RUSTC RUSTC_WRAPPER RUSTC_WORKSPACE_WRAPPER RUSTDOC RUSTFLAGS
    unset CARGO_BUILD_RUSTC CARGO_BUILD_RUSTC_WRAPPER CARGO_BUILD_RUSTC_WORKSPACE_WRAPPER CARGO_BUILD_RUSTDOC CARGO_BUILD_TARGET
    case "${RUSTUP_TOOLCHAIN:-}" in */* | *\\*) unset RUSTUP_TOOLCHAIN ;; esac
    if [ -n "${CARGO_HOME:-}" ] && in_workspace "$CARGO_HOME"; then export CARGO_HOME=$temporary/privguide-cargo-home; fi
    if [ -n "${RUSTUP_HOME:-}" ] && in_workspace "$RUSTUP_HOME"; then unset RUSTUP_HOME; fi
    target=$temporary/privguide-target
    cargo build --quiet --locked --release --package cargo-privguide --manifest-path "$repository/Cargo.toml" --target-dir "$target"
    built=$target/release/cargo-privguide
    [ -f "$built" ] || built=$built.exe
    found "$built"
    ;;
  false) ;;
  *) fail "build takes true or false" ;;
esac

version=${PRIVGUIDE_VERSION:-$(value version)}
[[ "$version" =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]] || fail "version takes a number such as 1.2.3"
source=$(value repository)
slug=${source#https://github.com/}
releases=${PRIVGUIDE_RELEASES:-$source/releases/download}
case "$releases" in
  https://* | http://*) ;;
  *) fail "releases takes an address that begins with https:// or http://" ;;
esac

# On Linux the static executable, which also runs in a container of any distribution.
case "${RUNNER_OS:-$(uname -s)}/${RUNNER_ARCH:-$(uname -m)}" in
  Linux/X64 | Linux/x86_64) target=x86_64-unknown-linux-musl ;;
  Linux/ARM64 | Linux/aarch64) target=aarch64-unknown-linux-musl ;;
  macOS/X64 | Darwin/x86_64) target=x86_64-apple-darwin ;;
  macOS/ARM64 | Darwin/arm64) target=aarch64-apple-darwin ;;
  Windows/X64) target=x86_64-pc-windows-msvc ;;
  Windows/ARM64) target=aarch64-pc-windows-msvc ;;
  *) fail "there is no release for this runner; build: true compiles one" ;;
esac
folder=cargo-privguide-v$version-$target
archive=$folder.tar.gz
[[ "$target" != *windows* ]] || archive=$folder.zip

# A runner that keeps its tool folder downloads once. What is kept is the archive: it is compared with its checksum each time.
cache=${RUNNER_TOOL_CACHE:-$temporary}/privguide/$version/$target
download() {
  curl --silent --show-error --fail --location --retry 3 --connect-timeout 15 --max-time 120 --max-filesize 52428800 \
    --output "$1" "$releases/v$version/$1"
}
matches() {
  local expected actual
  # One line: the checksum, two spaces, the name. Another name would be the checksum of something else.
  expected=$(sed -n "1s/^\([0-9a-f]\{64\}\)  ${archive//./\\.}\$/\1/p" "$1/$archive.sha256")
  actual=$(if command -v sha256sum > /dev/null; then sha256sum "$1/$archive"; else shasum -a 256 "$1/$archive"; fi | cut -d ' ' -f 1)
  [ -n "$expected" ] && [ "$expected" = "$actual" ]
}

if ! { [ -f "$cache/verified" ] && [ "$(cat "$cache/verified")" = "${PRIVGUIDE_VERIFY:-attestation}" ] && matches "$cache"; } 2> /dev/null; then
  fresh=$(mktemp -d "$temporary/privguide-XXXXXX")
  cd "$fresh"
  download "$archive" && download "$archive.sha256" ||
    fail "version $version could not be downloaded from $releases; releases names a mirror, build: true compiles it"
  matches "$fresh" || fail "the checksum of $archive is not the one of the release: it was damaged or replaced on its way"
  case "${PRIVGUIDE_VERIFY:-attestation}" in
    attestation)
      command -v gh > /dev/null ||
        fail "the attestation cannot be verified without gh on this runner; install it, or set verify: checksum"
      gh attestation verify "$archive" --repo "$slug" --signer-workflow "$slug/.github/workflows/release.yml" \
        --source-ref "refs/tags/v$version" > /dev/null ||
        fail "the attestation of $archive does not hold: it was not built by the release workflow of $slug"
      ;;
    checksum) ;;
    *) fail "verify takes attestation or checksum" ;;
  esac
  printf '%s' "${PRIVGUIDE_VERIFY:-attestation}" > verified
  # Another job of the same runner may do the same: the folder appears at once, or the other's stays.
  mkdir -p "$(dirname "$cache")"
  rm -rf "$cache"
  mv "$fresh" "$cache" 2> /dev/null || cache=$fresh
fi

unpacked=$(mktemp -d "$temporary/privguide-XXXXXX")
cd "$unpacked"
case "$archive" in
  *.zip) unzip -q "$cache/$archive" ;;
  *) tar -xzf "$cache/$archive" ;;
esac
executable=$unpacked/$folder/cargo-privguide
[[ "$target" != *windows* ]] || executable=$executable.exe
[ -f "$executable" ] || fail "$archive does not hold cargo-privguide"
found "$executable"
