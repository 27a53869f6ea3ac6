# SPDX-License-Identifier: MIT OR Apache-2.0
"""The job: listing packages, looking at those that are new batch by batch, and committing each batch.

A content is looked at once for each version of the tool, under whatever name and however often it
comes. Each package is read once: its worker hashes it and asks the binary only about a content that
is not known.
"""

from __future__ import annotations

import itertools
import py_compile
import tempfile
import zipfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as F

from .columns import LEDGER
from .lines import failures
from .looking import Look, looking
from .process import Command, locate, version
from .sources import GONE, too_large
from .tables import Row, Tables, results, seen
from .tasks import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyspark.sql import SparkSession

    from .sources import Package, Source
    from .tasks import Block

UNCHECKED = py_compile.PycInvalidationMode.UNCHECKED_HASH
# Bytes of the packages of one batch: what is at most looked at again when the driver is lost.
BATCH_BYTES = 32 << 30
# What the tool itself refuses, in bytes.
LARGEST = 256 << 20
# Names that the ledger is asked about at once.
ASKED = 100_000


@dataclass(frozen=True)
class Options:
    """How to look."""

    command: Command = field(default_factory=Command)
    # Packages of one batch.
    batch: int = 10_000
    # `content`: every package is read and compared by its SHA-256. `stat`: one whose name, size
    # and time are known is not read.
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
    # There is no result: it took too long, was too large, could not be read …
    lost: int = 0
    # Of these, those that could not be read.
    unread: int = 0
    batches: int = 0
    resumed: int = 0


@dataclass
class _Known:
    """What the ledger has of some packages."""

    # What came of each content that may be one of theirs: it has the size of one.
    outcomes: dict[str, str] = field(default_factory=dict)
    # Contents, and sizes and times, that their names are known with.
    contents: set[tuple[str, str | None]] = field(default_factory=set)
    stats: set[tuple[str, int | None, int | None]] = field(default_factory=set)

    def has(self, row: Row, stat: bool) -> bool:
        """Whether nothing is to be added for a row; where times count, a file that was touched adds one."""
        is_known = (row.name, row.sha256) in self.contents
        if stat or row.sha256 is None:
            return is_known and (row.name, row.bytes, row.modified) in self.stats
        return is_known


# Why a package is not read, or could not be.
Refused = tuple[Row, Words]


def run(
    spark: SparkSession, source: Source, tables: str, options: Options | None = None
) -> Summary:
    """Looks at every package whose content is new, and adds it to the tables."""
    return _Run(spark, source, Tables(spark, tables), options or Options()).run()


class _Run:
    def __init__(
        self, spark: SparkSession, source: Source, tables: Tables, options: Options
    ) -> None:
        self.spark = spark
        self.source = source
        self.tables = tables
        self.options = options
        _ship_package(spark)
        binary = locate(options.command.binary)
        command = options.command
        if options.ship:
            spark.sparkContext.addFile(binary)
            command = replace(command, binary=Path(binary).name)
        found = version(binary)
        # What decides what the rows say.
        self.tool = f"{found} {command.verb} --lang {command.language}"
        self.look = Look(command, found, self.tool)
        self.summary = Summary()

    def run(self) -> Summary:
        for batch in self.tables.leftover():
            self._said(f"batch {batch}: committing what an earlier run looked at")
            blocks = self.tables.kept(batch)
            rows = [row for _, row in seen(blocks)]
            tool = rows[0].tool if rows else self.tool
            known = self._known(tool, [row.name for row in rows], {row.bytes for row in rows})
            self._commit(batch, blocks, known, [])
            # The earlier run counted them.
            self.summary = Summary(resumed=self.summary.resumed + 1)
        self._said("listing packages")
        for chunk in self._chunks(self._listed()):
            self._batch(chunk)
        self._said("done")
        return self.summary

    def _listed(self) -> Iterator[Package]:
        listing = iter(self.source.listing())
        if self.options.unchanged != "stat" or not self.tables.committed():
            yield from listing
            return
        while some := list(itertools.islice(listing, ASKED)):
            known = self._known(self.tool, [one.name for one in some], set()).stats
            yield from (one for one in some if (one.name, one.bytes, one.modified) not in known)

    def _chunks(self, packages: Iterable[Package]) -> Iterator[list[Package]]:
        # Folders may be given twice, and rows may have a name twice.
        chunk: dict[tuple[str, int | None], Package] = {}
        size = 0
        for package in packages:
            count = 0 if self._refusal(package) else package.bytes or 0
            if chunk and (len(chunk) >= self.options.batch or size + count > BATCH_BYTES):
                yield list(chunk.values())
                chunk, size = {}, 0
            chunk[(package.name, package.bytes)] = package
            size += count
        if chunk:
            yield list(chunk.values())

    def _batch(self, chunk: list[Package]) -> None:
        batch = self.tables.committed() + 1
        known = self._known(self.tool, [one.name for one in chunk], {one.bytes for one in chunk})
        refused = [refusal for one in chunk if (refusal := self._refusal(one))]
        wanted = [one for one in chunk if not self._refusal(one)]
        try:
            blocks = self._looked(batch, wanted, known) if wanted else []
        except Exception as error:
            # Answers of unusual size: half of them may be taken.
            if "maxResultSize" not in str(error) or len(wanted) == 1:
                raise
            half = len(chunk) // 2
            self._batch(chunk[:half])
            self._batch(chunk[half:])
            return
        back = {row.name for _, row in seen(blocks)}
        for one in wanted:
            if one.name not in back:
                refused.append((Row(self.tool, one.name, None, None, None, "unreadable"), GONE))
        self.summary.listed += len(chunk)
        self.tables.keep(batch, blocks)
        self._commit(batch, blocks, known, refused)

    def _refusal(self, one: Package) -> Refused | None:
        """Why a package is not even tried; that is known the next time."""
        kind, words = "unreadable", one.trouble
        if words is None and (one.bytes or 0) > self.options.largest:
            kind, words = "too-large", too_large(self.options.largest)
        if words is None:
            return None
        return Row(self.tool, one.name, None, one.bytes, one.modified, kind), words

    def _looked(self, batch: int, wanted: list[Package], known: _Known) -> list[Block]:
        done = self.summary
        so_far = f"before: {done.listed}, without a result {done.lost}"
        self._said(f"batch {batch}: {len(wanted)} packages; {so_far}")
        contents = frozenset(bytes.fromhex(sha256) for sha256 in known.outcomes)
        shared = self.spark.sparkContext.broadcast(contents)
        task = looking(self.look, lambda: shared.value)
        blocks = self.source.blocks(wanted, task, self.options.largest)
        shared.unpersist()
        return blocks

    def _commit(
        self, batch: int, blocks: list[Block], known: _Known, refused: list[Refused]
    ) -> None:
        packages = seen(blocks)
        outcomes, _ = results(packages)
        stat = self.options.unchanged == "stat"
        refused = [one for one in refused if not known.has(one[0], stat)]
        rows, unread = [], 0
        for _, row in packages:
            if row.sha256 is not None:
                outcome = outcomes.get(row.sha256) or known.outcomes[row.sha256]
                rows.append(replace(row, outcome=outcome))
            elif row.outcome == "unreadable":
                unread += 1
            else:
                rows.append(row)
        # What was gone or could not be read may be there the next time; what is no content is not.
        rows += [row for row, words in refused if words != GONE]
        rows = [row for row in rows if not known.has(row, stat)]
        done = self.summary
        done.looked_at += len(outcomes)
        done.unread += unread + sum(row.outcome == "unreadable" for row, _ in refused)
        without = [*outcomes.values(), *(row.outcome for _, row in packages if row.sha256 is None)]
        done.lost += sum(outcome != "answered" for outcome in without) + len(refused)
        if not (rows or refused or unread):
            self.tables.drop(batch)
            return
        self._said(f"batch {batch}: writing the tables")
        language = 0 if self.look.command.language.startswith("zh") else 1
        said = [(None, row.name, row.outcome, words[language]) for row, words in refused]
        self.tables.commit(batch, blocks, rows, failures(self.tool, said))
        done.batches += 1

    def _known(self, tool: str, names: list[str], sizes: set[int | None]) -> _Known:
        """What the ledger has, in one reading of it."""
        known = _Known()
        if self.tables.committed() == 0:
            return known
        ledger = self.tables.read(LEDGER).where(F.col("tool") == tool)
        asked = self.spark.createDataFrame(
            [(name, True) for name in set(names)], "name string, asked boolean"
        )
        sized = self.spark.createDataFrame(
            [(size, True) for size in sizes if size is not None], "bytes bigint, sized boolean"
        )
        joined = ledger.join(F.broadcast(asked), "name", "left").join(
            F.broadcast(sized), "bytes", "left"
        )
        found = joined.where("asked or sized").select(
            F.expr("if(asked, name, null) as name"),
            "sha256",
            "bytes",
            F.expr("unix_micros(modified) as modified"),
            "outcome",
        )
        for name, sha256, size, modified, outcome in found.distinct().collect():
            if sha256 is not None:
                known.outcomes[sha256] = outcome
            if name is not None:
                known.contents.add((name, sha256))
                known.stats.add((name, size, modified))
        return known

    def _said(self, what: str) -> None:
        """What Spark's pages show beside the jobs that follow."""
        self.spark.sparkContext.setJobDescription(f"privguide: {what}")


def _ship_package(spark: SparkSession) -> None:
    """Sends this package to the executors, unless it came in an archive that Spark sends itself."""
    folder = Path(__file__).parent
    context: Any = spark.sparkContext
    if not folder.is_dir() or f"{folder.name}.zip" in context._python_includes:
        return
    path = Path(tempfile.mkdtemp(prefix="privguide-spark-")) / f"{folder.name}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for source in sorted(folder.rglob("*.py")):
            name = str(Path(folder.name) / source.relative_to(folder))
            archive.write(source, name)
            # A worker would compile each module twice to import it. Python of another version passes over these.
            compiled = py_compile.compile(
                str(source), f"{path}c", name, True, invalidation_mode=UNCHECKED
            )
            archive.write(str(compiled), f"{name}c")
    context.addPyFile(str(path))
