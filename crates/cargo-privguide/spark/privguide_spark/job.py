# SPDX-License-Identifier: MIT OR Apache-2.0
"""The job: which packages are new, looking at them batch by batch, and writing the tables.

A content is looked at once for each version of the tool, under whatever name and however often it comes.
"""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable

import pyarrow as pa
from pyspark.sql import functions as F

from .process import Command, Process, Unusable, locate, version
from .tables import LEDGER, RESULT, Tables, parsed, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyspark.sql import DataFrame, SparkSession

    from .sources import Source

# Bytes of the packages of one batch: what is at most looked at again when the driver is lost.
BATCH_BYTES = 32 << 30
# What the tool itself refuses, in bytes.
LARGEST = 256 << 20
LEDGER_COLUMNS = "tool string, sha256 string, name string, bytes bigint, modified timestamp, outcome string"


@dataclass(frozen=True)
class Options:
    """How to look."""

    command: Command = field(default_factory=Command)
    # Packages of one batch.
    batch: int = 10_000
    # `content`: every package is read and compared by its SHA-256. `stat`: one whose name, size and time are known is not read.
    unchanged: str = "content"
    # Packages with more bytes are not read: a worker has to hold one several times.
    largest: int = LARGEST
    # Whether the driver's binary is sent to the executors.
    ship: bool = False


@dataclass
class Summary:
    """What a run did, in packages."""

    listed: int = 0
    looked_at: int = 0
    lost: int = 0
    # Read a second time, they were gone.
    gone: int = 0
    batches: int = 0
    resumed: int = 0


@dataclass(frozen=True)
class _Package:
    name: str
    bytes: int
    modified: datetime | None
    sha256: str | None = None


def run(spark: SparkSession, source: Source, tables: str, options: Options | None = None) -> Summary:
    """Looks at every package whose content is new, and adds it to the tables."""
    return _Run(spark, source, Tables(spark, tables), options or Options()).run()


class _Run:
    def __init__(self, spark: SparkSession, source: Source, tables: Tables, options: Options) -> None:
        self.spark = spark
        self.source = source
        self.tables = tables
        self.options = options
        _ship_package(spark)
        binary = locate(options.command.binary)
        self.version = version(binary)
        self.command = options.command
        if options.ship:
            spark.sparkContext.addFile(binary)
            self.command = Command(**{**options.command.__dict__, "binary": Path(binary).name})
        # What decides what the rows say.
        self.tool = f"{self.version} {self.command.verb} --lang {self.command.language}"
        self.summary = Summary()

    def run(self) -> Summary:
        for batch in self.tables.leftover():
            self._said(f"batch {batch}: committing what an earlier run looked at")
            self.tables.commit(batch)
            self.summary.resumed += 1
        for chunk in self._chunks(self._listed()):
            self._batch(self.tables.committed() + 1, chunk)
        self._said("done")
        return self.summary

    def _listed(self) -> Iterator[_Package]:
        listing = self.source.listing()
        if self.options.unchanged == "stat":
            seen = self._ledger().select("name", "bytes", "modified")
            listing = listing.join(seen, ["name", "bytes", "modified"], "left_anti")
        self._said("listing packages")
        for row in listing.orderBy("name").toLocalIterator():
            yield _Package(row["name"], row["bytes"], row["modified"])

    def _chunks(self, packages: Iterable[_Package]) -> Iterator[list[_Package]]:
        chunk: list[_Package] = []
        size = 0
        for package in packages:
            if chunk and (len(chunk) >= self.options.batch or size + package.bytes > BATCH_BYTES):
                yield chunk
                chunk, size = [], 0
            chunk.append(package)
            size += package.bytes
        if chunk:
            yield chunk

    def _ledger(self) -> DataFrame:
        return self.tables.read(LEDGER).where(F.col("tool") == self.tool)

    def _batch(self, batch: int, chunk: list[_Package]) -> None:
        self.summary.listed += len(chunk)
        large = [package for package in chunk if package.bytes > self.options.largest]
        read = sorted({package.name for package in chunk if package.bytes <= self.options.largest})
        self._said(f"batch {batch}: comparing {len(chunk)} packages with what is known")
        found = [_Package(**row.asDict()) for row in self.source.digests(read).collect()] if read else []
        found.sort(key=lambda package: (package.sha256, package.name))
        unread = set(read) - {package.name for package in found}
        contents, names = self._known(found, large)
        fresh: list[_Package] = []
        twins: list[_Package] = []
        for package in found:
            if package.sha256 not in contents:
                (twins if fresh and fresh[-1].sha256 == package.sha256 else fresh).append(package)
        known = [one for one in found if one.sha256 in contents and (one.name, one.sha256) not in names]
        refused = [one for one in large if (one.name, None, one.bytes, one.modified) not in names]
        if not (fresh or known or refused or unread):
            return
        self._look(batch, fresh, [*self._refused(refused), *self._unread(unread)])
        self._said(f"batch {batch}: writing the tables")
        self.tables.commit(batch, self._rows(known, "answered"), self._rows(twins, "answered"))
        self.summary.batches += 1

    def _known(self, found: list[_Package], large: list[_Package]) -> tuple[set[str], set[tuple[object, ...]]]:
        """The contents that are known, and the names that they are known by."""
        if self.tables.committed() == 0:
            return set(), set()
        asked = F.broadcast(self.spark.createDataFrame([(one.sha256,) for one in found], "sha256 string").distinct())
        ledger = self._ledger()
        contents = {row["sha256"] for row in ledger.join(asked, "sha256", "left_semi").select("sha256").distinct().collect()}
        pairs = F.broadcast(self.spark.createDataFrame([(one.name, one.sha256) for one in found], "name string, sha256 string"))
        rows = ledger.join(pairs, ["name", "sha256"], "left_semi").select("name", "sha256").distinct().collect()
        names: set[tuple[object, ...]] = {(row["name"], row["sha256"]) for row in rows}
        if large:
            unread = ledger.where("sha256 is null").select("name", "sha256", "bytes", "modified").distinct()
            names |= {tuple(row) for row in unread.collect()}
        return contents, names

    def _look(self, batch: int, fresh: list[_Package], failed: list[tuple[object, ...]]) -> None:
        results = self.spark.createDataFrame(failed, RESULT)
        if fresh:
            self._said(
                f"batch {batch}: looking at {len(fresh)} packages; before: {self.summary.looked_at}, lost {self.summary.lost}"
            )
            contents = self.source.contents([package.name for package in fresh])
            looked = contents.mapInArrow(looking(self.command, self.version, self.tool), RESULT)
            # The first of the two decides the session, and so how many packages are on their way to a worker at once.
            results = looked.unionByName(results)
        written(parsed(results), self.tables.work(batch))
        counted = self.spark.read.parquet(self.tables.work(batch)).select(F.count("*"), F.count("lost_kind")).first()
        looked_at, lost = (counted[0], counted[1]) if counted else (0, 0)
        self.summary.looked_at += looked_at
        self.summary.lost += lost
        self.summary.gone += len(fresh) + len(failed) - looked_at

    def _refused(self, large: list[_Package]) -> list[tuple[object, ...]]:
        most = self.options.largest >> 20
        message = f"文件超过 {most} MB" if self._is_chinese() else f"it has more than {most} MB"
        return [(self.tool, one.name, None, one.bytes, one.modified, [], "too-large", message, 0) for one in large]

    def _unread(self, names: Iterable[str]) -> list[tuple[object, ...]]:
        message = "列出后已不存在" if self._is_chinese() else "it was gone when it was read"
        return [(self.tool, name, None, None, None, [], "unreadable", message, 0) for name in sorted(names)]

    def _is_chinese(self) -> bool:
        return self.command.language.startswith("zh")

    def _rows(self, packages: list[_Package], outcome: str) -> DataFrame:
        rows = [(self.tool, one.sha256, one.name, one.bytes, one.modified, outcome) for one in packages]
        return self.spark.createDataFrame(rows, LEDGER_COLUMNS)

    def _said(self, what: str) -> None:
        """What Spark's pages show beside the jobs that follow."""
        self.spark.sparkContext.setJobDescription(f"privguide: {what}")


def looking(command: Command, expected: str, tool: str) -> Callable[[Iterable[pa.RecordBatch]], Iterable[pa.RecordBatch]]:
    """What each task does: one process, asked about one package after the other.

    A package is named by its SHA-256 there: what is said of a content does not depend on the name that it came under.
    """

    def look(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        binary = locate(command.binary)
        found = version(binary)
        if found != expected:
            raise Unusable(f"执行器上是 {found}，驱动程序上是 {expected} / {found} on the executor, {expected} on the driver")
        process = Process(command, binary)
        try:
            for batch in batches:
                for row in batch.to_pylist():
                    yield _looked_at(process, row, tool)
        finally:
            process.close()

    return look


def _looked_at(process: Process, row: dict[str, object], tool: str) -> pa.RecordBatch:
    content = row["content"]
    assert isinstance(content, bytes)
    sha256 = hashlib.sha256(content).hexdigest()
    before = process.starts
    answer = process.ask(sha256, content)
    kind, message = answer.lost or (None, None)
    columns = {
        "tool": [tool],
        "name": [row["name"]],
        "sha256": [sha256],
        "bytes": [len(content)],
        "modified": [row["modified"]],
        "lines": [list(answer.lines)],
        "lost_kind": [kind],
        "lost_message": [message],
        "starts": [process.starts - before],
    }
    return pa.RecordBatch.from_pydict(columns, schema=_arrow())


def _arrow() -> pa.Schema:
    text = pa.string()
    return pa.schema(
        [
            ("tool", text),
            ("name", text),
            ("sha256", text),
            ("bytes", pa.int64()),
            ("modified", pa.timestamp("us", "UTC")),
            ("lines", pa.list_(text)),
            ("lost_kind", text),
            ("lost_message", text),
            ("starts", pa.int32()),
        ]
    )


def _ship_package(spark: SparkSession) -> None:
    """Sends this package to the executors, unless it came in an archive that Spark sends itself."""
    folder = Path(__file__).parent
    context: Any = spark.sparkContext
    if not folder.is_dir() or f"{folder.name}.zip" in context._python_includes:
        return
    path = Path(tempfile.mkdtemp(prefix="privguide-spark-")) / f"{folder.name}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for source in sorted(folder.rglob("*.py")):
            archive.write(source, str(Path(folder.name) / source.relative_to(folder)))
    context.addPyFile(str(path))
