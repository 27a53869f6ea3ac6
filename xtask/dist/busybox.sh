#!/usr/bin/env bash
# Fetches Debian's static busybox for each architecture of the image, with its licence, into a folder: apt verifies what it downloads.
# Only for release runners and the suite `image`; needs apt-get and root (or sudo) for foreign architectures.
set -euo pipefail

out=$(mkdir -p "${1:?a folder}" && cd "$1" && pwd)
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
for architecture in ${2:-amd64 arm64}; do
  package=busybox-static
  if [ "$architecture" != "$(dpkg --print-architecture)" ]; then
    as_root dpkg --add-architecture "$architecture"
    package=$package:$architecture
  fi
  as_root apt-get update -qq || true
  scratch=$(mktemp -d)
  (cd "$scratch" && apt-get download -qq "$package" && dpkg-deb --extract ./*.deb unpacked)
  mkdir -p "$out/$architecture"
  # Debian keeps it in bin or, since the folders were merged, in usr/bin.
  cp "$(find "$scratch/unpacked" -type f -name busybox -path '*bin/*')" "$out/$architecture/busybox"
  cp "$scratch/unpacked/usr/share/doc/busybox-static/copyright" "$out/$architecture/copyright"
  rm -rf "$scratch"
done
