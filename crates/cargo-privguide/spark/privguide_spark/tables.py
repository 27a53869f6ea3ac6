# SPDX-License-Identifier: MIT OR Apache-2.0
"""The tables of one folder: reading them, and committing batches.

A batch is written into the partition `batch=N` of every table, into `packages` last: the batch is
committed when `packages` has its `_SUCCESS`. Batches follow one another, so what lies behind the
last committed one is the rest of a run that was ended. What the workers hand back is kept in
`_work/batch=N` until then. Of a task that is repeated, Spark hands over one result.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet
from pyspark.sql import functions as F

from .arrays import binaries, table_of
from .columns import FORMAT, LEDGER, NUMBER, TABLES, TEXT, TIME, in_sql
from .looking import NOT_ASKED, PACKAGES, packed, unpacked
from .storage import Storage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyspark.sql import DataFrame, SparkSession

    from .tasks import Block

# Bytes of one file of a table, as they are in memory; a tenth of it is written.
PER_FILE = 128 << 20
_PLAIN = {TIME: pa.int64()}
# What is kept of a block beside its bytes.
_NAMED = pa.schema({"task": NUMBER, "table": TEXT})


@dataclass(frozen=True)
class Row:
    """A row of the ledger."""

    tool: str
    name: str
    sha256: str | None
    bytes: int | None
    # Microseconds since 1970.
    modified: int | None
    outcome: str


class Tables:
    """The tables of one folder. One run at a time writes into it."""

    def __init__(self, spark: SparkSession, folder: str) -> None:
        """Opens or makes the folder."""
        self.spark = spark
        self.folder = folder
        self.storage = Storage(spark, folder)
        found = self.storage.text("_format")
        if found is None:
            self.storage.write("_format", FORMAT.encode())
        elif found != FORMAT:
            raise ValueError(
                f"{folder} 中表的版本是 {found}，本程序只认识 {FORMAT} / "
                f"the tables in {folder} are of version {found}; this program knows {FORMAT}"
            )

    def committed(self) -> int:
        """The number of the last batch that is committed; 0 before the first."""
        return max(self.storage.numbers(LEDGER, "batch=", holding="_SUCCESS"), default=0)

    def read(self, name: str) -> DataFrame:
        """The committed rows of a table."""
        columns = f"{in_sql(TABLES[name])}, batch int"
        last = self.committed()
        if last == 0:
            return self.spark.createDataFrame([], columns)
        table = self.spark.read.schema(columns).parquet(self.storage.path(name))
        return table.where(F.col("batch") <= last)

    def current(self, name: str, tool: str | None = None) -> DataFrame:
        """The rows of one tool, that of the last batch unless another is given.

        Of `packages`, one for each name and content: a file that was touched has more of them.
        """
        table = self.read(name)
        if tool is None:
            row = self.read(LEDGER).orderBy(F.desc("batch"), "tool").select("tool").first()
            tool = row["tool"] if row else ""
        table = table.where(F.col("tool") == tool)
        if name != LEDGER:
            return table
        newest = F.max(F.struct("modified", "bytes", "outcome", "batch")).alias("newest")
        grouped = table.groupBy("tool", "sha256", "name").agg(newest)
        return grouped.select("tool", "sha256", "name", "newest.*")

    def views(self, tool: str | None = None) -> SparkSession:
        """A session of its own for SQL, in which each table has its name: no view of the caller is replaced."""
        own = Tables(self.spark.newSession(), self.folder)
        for name in TABLES:
            own.current(name, tool).createOrReplaceTempView(name)
        return own.spark

    def leftover(self) -> list[int]:
        """Batches whose packages have been looked at and that were not committed."""
        last = self.committed()
        found = self.storage.numbers("_work", "batch=", holding="_SUCCESS")
        waiting = [number for number in found if number > last]
        for number in self.storage.numbers("_work", "batch="):
            if number not in waiting:
                self.storage.remove(f"_work/batch={number}")
        return sorted(waiting)

    def keep(self, batch: int, blocks: list[Block]) -> None:
        """Writes what the workers handed back."""
        self.drop(batch)
        named = table_of(_NAMED, [(task, name) for task, name, _ in blocks])
        table = named.append_column("block", binaries([block for _, _, block in blocks]))
        self.storage.write(f"_work/batch={batch}/blocks", packed(table))
        self.storage.write(f"_work/batch={batch}/_SUCCESS", b"")

    def drop(self, batch: int) -> None:
        """Removes it."""
        self.storage.remove(f"_work/batch={batch}")

    def kept(self, batch: int) -> list[Block]:
        """The same back."""
        table = unpacked(self.storage.read(f"_work/batch={batch}/blocks"))
        return [(row["task"], row["table"], row["block"]) for row in table.to_pylist()]

    def commit(
        self, batch: int, blocks: list[Block], ledger: Iterable[Row], failed: pa.Table
    ) -> None:
        """Makes the tables' part of a batch, the ledger's last. Done twice it writes the same."""
        _, losers = results(seen(blocks))
        for name in TABLES:
            self.storage.remove(f"{name}/batch={batch}")
        for name in TABLES:
            if name != LEDGER:
                more = [failed] if name == "failures" else []
                self._write(name, batch, _rows(name, blocks, losers, more))
        rows = sorted(set(ledger), key=lambda row: (row.tool, row.sha256 or "", row.name))
        self._write(LEDGER, batch, iter([_ledger(rows)]))
        self.drop(batch)

    def _write(self, name: str, batch: int, files: Iterator[pa.Table]) -> None:
        for number, table in enumerate(files):
            path = f"{name}/batch={batch}/part-{number:05}.zstd.parquet"
            self.storage.write(path, _in_parquet(table))
        self.storage.write(f"{name}/batch={batch}/_SUCCESS", b"")


def _ledger(rows: list[Row]) -> pa.Table:
    schema = TABLES[LEDGER]
    # Times are numbers until they are in the table.
    plain = pa.schema([one.with_type(_PLAIN.get(one.type, one.type)) for one in schema])
    values = ([getattr(row, name) for name in schema.names] for row in rows)
    return table_of(plain, values).cast(schema)


def _rows(
    name: str, blocks: list[Block], losers: set[tuple[int, str]], more: list[pa.Table]
) -> Iterator[pa.Table]:
    """The rows of each file of a table; they are put in order within a file."""
    lost: dict[int, list[str]] = {}
    for task, sha256 in losers:
        lost.setdefault(task, []).append(sha256)
    parts = [table for table in more if table.num_rows]
    for task, table, block in sorted(blocks, key=lambda one: one[0]):
        if table != name:
            continue
        parts.append(_without(unpacked(block), lost.get(task, [])))
        if sum(part.nbytes for part in parts) > PER_FILE:
            yield _in_order(parts)
            parts = []
    if parts:
        yield _in_order(parts)


def _without(table: pa.Table, contents: list[str]) -> pa.Table:
    if not contents:
        return table
    is_lost = pc.is_in(table["sha256"], pa.array(contents, pa.string()))
    return table.filter(pc.invert(is_lost))


def _in_order(parts: list[pa.Table]) -> pa.Table:
    order = ("sha256", "name", "project", "program", "position", "kind")
    table = pa.concat_tables(parts)
    return table.sort_by([(one, "ascending") for one in order if one in table.column_names])


def _in_parquet(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    parquet.write_table(table, sink, compression="zstd", coerce_timestamps="us")
    return bytes(sink.getvalue())


def seen(blocks: Iterable[Block]) -> list[tuple[int, Row]]:
    """What became of each package, with the number of its task."""
    found = []
    for task, table, block in blocks:
        if table == PACKAGES:
            found += [(task, Row(**row)) for row in unpacked(block).to_pylist()]
    return found


def results(seen: Iterable[tuple[int, Row]]) -> tuple[dict[str, str], set[tuple[int, str]]]:
    """What was looked at and what came of it, and what more than one task looked at: the first counts."""
    first: dict[str, tuple[int, str]] = {}
    losers = set()
    for task, row in sorted(seen, key=lambda one: one[0]):
        if row.sha256 is None or row.outcome in NOT_ASKED:
            continue
        if row.sha256 in first:
            losers.add((task, row.sha256))
        else:
            first[row.sha256] = (task, row.outcome)
    return {sha256: outcome for sha256, (_, outcome) in first.items()}, losers
