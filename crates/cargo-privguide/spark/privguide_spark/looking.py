# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the workers do: read packages, ask the binary about those that are new, and hand back rows.

A package is named by its SHA-256 in what is asked: what is said of a content does not depend on the
name that it came under. A worker's process lives as long as the worker, over all its tasks.
"""

from __future__ import annotations

import gc
import hashlib
import os
import sys
import zipimport
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Callable

import pyarrow as pa

from .arrays import table_of
from .columns import TEXT
from .lines import failures, rows_of
from .process import Answer, Command, Process, Unusable, locate, version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .tasks import Block, Given, Task

# Bytes of lines that are read into rows together.
TOGETHER = 16 << 20

# A row of what became of a package: the ledger is made of these.
SEEN = pa.schema(
    {
        "tool": TEXT,
        "name": TEXT,
        "sha256": TEXT,
        "bytes": pa.int64(),
        # Microseconds since 1970.
        "modified": pa.int64(),
        # `answered`, `known`, `twin`, or why there is no answer.
        "outcome": TEXT,
    }
)
# The name of their blocks.
PACKAGES = "packages"
# Outcomes of packages that the binary was not asked about.
NOT_ASKED = ("known", "twin", "unreadable", "too-large")


@dataclass(frozen=True)
class Look:
    """What a task has to know."""

    command: Command
    # What the binary has to be.
    version: str
    tool: str


def looking(look: Look, known: Callable[[], frozenset[bytes]]) -> Task:
    """The function of a task; `known` gives the contents that are not to be looked at."""

    def task(packages: Iterable[Given]) -> Iterator[Block]:
        from pyspark import TaskContext  # noqa: PLC0415 (there is one in a task alone)

        _leave_modules_uncollected()
        context = TaskContext.get()
        number = context.partitionId() if context else 0
        work = _Task(look, known())
        for sha256, answer in _process(look).answers(work.new(packages)):
            work.answered(sha256, answer)
            if work.size >= TOGETHER:
                yield from work.taken(number)
        yield from work.taken(number)
        _leave_archives_read()

    return task


def _leave_modules_uncollected() -> None:
    """Spares the worker another tenth of a second for each task.

    Spark's worker collects garbage after each of them, and goes through all that was imported. What
    is there before the first task stays.
    """
    if not _PROCESS:
        gc.collect()
        gc.freeze()


def _leave_archives_read() -> None:
    """Spares the worker's next task a tenth of a second.

    Each task of Spark begins with `importlib.invalidate_caches()`, for which many versions of Python
    read the directory of every archive on the path again, in Python: there are two thousand modules
    in Spark's own. An importer that is not there has nothing to read; the next import makes it again,
    of the directory that was read.
    """
    for path, importer in list(sys.path_importer_cache.items()):
        if isinstance(importer, zipimport.zipimporter):
            del sys.path_importer_cache[path]


# The process of this worker, and what it was started for.
_PROCESS: dict[tuple[object, ...], Process] = {}


def _process(look: Look) -> Process:
    binary = locate(look.command.binary)
    file = os.stat(binary)
    # Another file may have taken the place of the binary since.
    key = (look.command, look.version, binary, file.st_mtime_ns, file.st_size)
    if key not in _PROCESS:
        found = version(binary)
        if found != look.version:
            raise Unusable(
                f"执行器上是 {found}，驱动程序上是 {look.version} / "
                f"{found} on the executor, {look.version} on the driver"
            )
        for other in _PROCESS.values():
            other.close()
        _PROCESS.clear()
        _PROCESS[key] = Process(look.command, binary)
    return _PROCESS[key]


@dataclass
class _Task:
    look: Look
    known: frozenset[bytes]
    # Contents of this task: files with the same content have the same size and are in one task.
    here: set[bytes] = field(default_factory=set)
    # What the binary is being asked about, by SHA-256: the name, bytes and time.
    asked: dict[str, tuple[str, int, int | None]] = field(default_factory=dict)
    seen: list[tuple[object, ...]] = field(default_factory=list)
    lines: list[bytes] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    failed: list[tuple[str | None, str, str, str]] = field(default_factory=list)
    size: int = 0

    def new(self, packages: Iterable[Given]) -> Iterator[tuple[str, bytes]]:
        """Contents that are new, by their SHA-256; what became of the other packages is noted."""
        for given in packages:
            if given.content is None:
                chinese = self.look.command.language.startswith("zh")
                words = given.words[0 if chinese else 1]
                self.failed.append((None, given.name, given.kind, words))
                self._saw(given.name, None, None, given.modified, given.kind)
                continue
            digest = hashlib.sha256(given.content).digest()
            about = (given.name, len(given.content), given.modified)
            if digest in self.known or digest in self.here:
                outcome = "known" if digest in self.known else "twin"
                self._saw(about[0], digest.hex(), *about[1:], outcome)
                continue
            self.here.add(digest)
            self.asked[digest.hex()] = about
            yield digest.hex(), given.content

    def answered(self, sha256: str, answer: Answer) -> None:
        """Notes what the binary said of a content."""
        name, size, modified = self.asked.pop(sha256)
        outcome = "answered"
        if answer.lost:
            outcome, message = answer.lost
            self.failed.append((sha256, name, outcome, message))
        else:
            self.names[sha256] = name
            self.lines += answer.lines
            self.size += sum(map(len, answer.lines))
        self._saw(name, sha256, size, modified, outcome)

    def _saw(self, name: str, sha256: str | None, *rest: int | str | None) -> None:
        self.seen.append((self.look.tool, name, sha256, *rest))

    def taken(self, task: int) -> Iterator[Block]:
        """What is ready; it is not handed back again."""
        tables = rows_of(self.look.tool, self.names, self.lines)
        failed = failures(self.look.tool, self.failed)
        tables["failures"] = pa.concat_tables([tables["failures"], failed])
        tables[PACKAGES] = table_of(SEEN, self.seen)
        self.seen, self.lines, self.names, self.failed, self.size = [], [], {}, [], 0
        for name, table in tables.items():
            if table.num_rows:
                yield task, name, packed(table)


def packed(table: pa.Table) -> bytes:
    """A table as a stream of Arrow."""
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.ipc.new_stream(sink, table.schema, options=options) as stream:
        stream.write_table(table)
    return bytes(sink.getvalue())


def unpacked(block: bytes) -> pa.Table:
    """The same back."""
    with pa.ipc.open_stream(block) as stream:
        return stream.read_all()
