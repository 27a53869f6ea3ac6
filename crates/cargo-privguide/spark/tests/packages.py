# SPDX-License-Identifier: MIT OR Apache-2.0
"""Packages made of programs, with seeded changes: the same seed makes the same bytes."""

from __future__ import annotations

import io
import random
import tarfile
from pathlib import Path

INTERFACES = [
    "getLocation",
    "chooseAddress",
    "chooseMedia",
    "startCompass",
    "setClipboardData",
    "getWeRunData",
]
SCRIPTS = {".js", ".ts"}
# Packages of real projects have pictures and a history that no check reads.
LEFT_OUT = {".git", "node_modules", "docs"}


def program(folder: Path) -> dict[str, bytes]:
    """The files of a program by their paths in it."""
    return {name: path.read_bytes() for name, path in _files(folder).items()}


def size(folder: Path) -> int:
    """Bytes of the files of a program."""
    return sum(path.stat().st_size for path in _files(folder).values())


def _files(folder: Path) -> dict[str, Path]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
    inside = ((path.relative_to(folder), path) for path in files)
    return {
        relative.as_posix(): path for relative, path in inside if not LEFT_OUT & set(relative.parts)
    }


def changed(files: dict[str, bytes], seed: int) -> dict[str, bytes]:
    """A program that uses one interface more, at the end of one of its scripts."""
    dice = random.Random(seed)
    scripts = [name for name in files if Path(name).suffix in SCRIPTS] or [next(iter(files))]
    name = dice.choice(scripts)
    line = f"\nwx.{dice.choice(INTERFACES)}({{ success() {{}} }}) // {seed}\n"
    return {**files, name: files[name] + line.encode()}


def packed(files: dict[str, bytes]) -> bytes:
    """As a `.tar.gz`, without anything of the clock."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz", compresslevel=1) as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    whole = bytearray(out.getvalue())
    whole[4:8] = bytes(4)  # gzip's time
    return bytes(whole)


def damaged(package: bytes, seed: int) -> bytes:
    """Cut off, changed in the middle, or something else altogether."""
    dice = random.Random(seed)
    cut = package[: dice.randrange(1, max(2, len(package) - 20))]
    middle = bytearray(package)
    middle[len(middle) // 2] ^= 0xFF
    return dice.choice([cut, bytes(middle), f"no archive {seed}".encode()])


def make(folder: Path, bases: list[Path], numbers: range, damaged_every: int = 0) -> list[Path]:
    """Writes a package for each number; the path of each."""
    folder.mkdir(parents=True, exist_ok=True)
    programs = [program(base) for base in bases]
    paths = []
    for number in numbers:
        package = packed(changed(programs[number % len(programs)], number))
        if damaged_every and number % damaged_every == damaged_every - 1:
            package = damaged(package, number)
        path = folder / f"customer-{number:06}.tgz"
        path.write_bytes(package)
        paths.append(path)
    return paths


def samples(repository: Path) -> list[Path]:
    """The sample programs of this repository."""
    programs = repository / "tests" / "programs"
    return [programs / "shop", programs / "wasm-shop", *sorted((programs / "complaints").iterdir())]
