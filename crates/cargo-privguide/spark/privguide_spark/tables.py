# SPDX-License-Identifier: MIT OR Apache-2.0
"""The tables: their columns, how they are made of lines, and which of their rows are committed.

A batch is written into the partition `batch=N` of every table, into `packages` last: the batch is committed when `packages` has its
`_SUCCESS`. Batches follow one another, so what lies behind the last committed one is the rest of a run that was ended.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from .storage import Storage

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

# Version of the tables. Columns are only ever added within one.
FORMAT = "1"
# Version of the lines that are understood.
LINES = 1

_PLACE = "file: string, line: int, column: int"
_ORIGIN = "original: struct<file: string, line: int, column: int>, \
package: struct<name: string, version: string, chain: array<string>, recorded: boolean>"
_USE = f"interface: string, information: array<string>, kind: string, evidence: string, status: string, {_PLACE}, \
brought_by: string, chain: array<string>, {_ORIGIN}"
_SIGN = f"id: string, marker: string, text: string, {_PLACE}, {_ORIGIN}"
_REST = f"""
unresolved: array<struct<reason: string, text: string, to: array<string>, {_PLACE}, {_ORIGIN}>>,
unanalysed: array<struct<file: string, reason: string, line: int, column: int, detail: string>>,
permissions: array<struct<id: string, scope: string, interface: string, {_PLACE}, {_ORIGIN}>>,
addresses: array<struct<origin: string, channel: string, giver: string, party: string, {_PLACE}, {_ORIGIN}>>,
missing_packages: array<struct<package: string, file: string, line: int>>"""
_PROGRAM = f"root: string, kind: string, framework: string, {_REST}"
_FINDING = f"rule: string, level: string, information: array<string>, message: string, \
places: array<struct<{_PLACE}, label: string, {_ORIGIN}>>, help: array<string>"

# A line of the contract, as far as there are columns for it.
LINE = f"""version: int, input: string, project: string,
programs: array<struct<{_PROGRAM}, uses: array<struct<{_USE}>>, third_parties: array<struct<{_SIGN}>>>>,
findings: array<struct<{_FINDING}>>, notes: array<string>, error: struct<kind: string, message: string>"""

# What the workers hand back: one row for each package that was looked at.
RESULT = "tool string, name string, sha256 string, bytes bigint, modified timestamp, lines array<string>, \
lost_kind string, lost_message string, starts int"


_KEY = "tool string, sha256 string"
_INSIDE = f"{_KEY}, project string, program string, position int"
COLUMNS = {
    "programs": f"{_KEY}, project string, position int, notes array<string>, use_count int, {_PROGRAM}",
    "uses": f"{_INSIDE}, {_USE}",
    "findings": f"{_KEY}, project string, position int, {_FINDING}",
    "third_parties": f"{_INSIDE}, {_SIGN}",
    "failures": f"{_KEY}, name string, project string, kind string, message string",
    "packages": f"{_KEY}, name string, bytes bigint, modified timestamp, outcome string",
}
# The one that commits a batch.
LEDGER = "packages"


def _top_level(columns: str) -> list[str]:
    """The columns of a description, those inside of others left out."""
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(columns):
        depth += (letter == "<") - (letter == ">")
        if letter == "," and depth == 0:
            parts.append(columns[start:place])
            start = place + 1
    return [part.strip().replace(":", " ", 1) for part in [*parts, columns[start:]]]


def described(name: str) -> str:
    """The columns of a table, in the words of Spark's SQL."""
    return ", ".join([*_top_level(COLUMNS[name]), "batch int"])


# Packages for each file of a table.
PER_FILE = 5_000


class Tables:
    """The tables of one folder. One run at a time writes into it."""

    def __init__(self, spark: SparkSession, folder: str) -> None:
        """Opens or makes the folder."""
        self.spark = spark
        self.storage = Storage(spark, folder)
        found = self.storage.text("_format")
        if found is None:
            self.storage.write("_format", FORMAT)
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
        last = self.committed()
        if last == 0:
            return self.spark.createDataFrame([], described(name))
        table = self.spark.read.schema(described(name)).parquet(self.storage.path(name))
        return table.where(F.col("batch") <= last)

    def views(self, tool: str | None = None) -> None:
        """Names each table for SQL: the rows of one tool, that of the last batch unless another is given."""
        ledger = self.read(LEDGER)
        if tool is None:
            row = ledger.orderBy(F.desc("batch"), "tool").select("tool").first()
            tool = row["tool"] if row else ""
        for name in COLUMNS:
            self.read(name).where(F.col("tool") == tool).createOrReplaceTempView(name)

    def leftover(self) -> list[int]:
        """Batches whose packages have been looked at and that were not committed."""
        last = self.committed()
        waiting = [number for number in self.storage.numbers("_work", "batch=", holding="_SUCCESS") if number > last]
        for number in self.storage.numbers("_work", "batch="):
            if number not in waiting:
                self.storage.remove(f"_work/batch={number}")
        return sorted(waiting)

    def work(self, batch: int) -> str:
        """Where what the workers hand back is kept until the batch is committed."""
        return self.storage.path(f"_work/batch={batch}")

    def commit(self, batch: int, known: DataFrame | None = None, twins: DataFrame | None = None) -> None:
        """Makes the tables' part of a batch, the ledger's last. Done twice it writes the same.

        `known` are rows of the ledger for contents that earlier batches looked at, `twins` for those that this one looked at under
        other names.
        """
        results = self.spark.read.parquet(self.work(batch))
        files = max(1, -(-results.count() // PER_FILE))
        with ThreadPoolExecutor(max_workers=len(COLUMNS)) as threads:
            for done in [threads.submit(self._write, table, name, batch, files) for name, table in _tables(results).items()]:
                done.result()
        ledger = _ledger(results)
        if twins is not None:
            ledger = ledger.unionByName(twins.join(results.select("sha256").distinct(), "sha256", "left_semi"))
        self._write(ledger if known is None else ledger.unionByName(known), LEDGER, batch, files)
        self.storage.remove(f"_work/batch={batch}")

    def _write(self, table: DataFrame, name: str, batch: int, files: int) -> None:
        columns = [part.split()[0] for part in _top_level(COLUMNS[name])]
        order = [column for column in ("sha256", "name", "project", "program", "position", "kind") if column in columns]
        parts = table.select(*columns).repartition(files, "sha256").sortWithinPartitions(*order)
        written(parts, self.storage.path(f"{name}/batch={batch}"))


def written(table: DataFrame, path: str) -> None:
    """Writes Parquet. Of a task that is repeated, one result is kept; the committer's second algorithm does not promise that."""
    options = {
        "compression": "zstd",
        "mapreduce.fileoutputcommitter.algorithm.version": "1",
        "mapreduce.fileoutputcommitter.marksuccessfuljobs": "true",
    }
    table.write.mode("overwrite").options(**options).parquet(path)


def parsed(results: DataFrame) -> DataFrame:
    """The workers' rows with their lines read."""
    return results.withColumn("lines", F.transform("lines", lambda line: F.from_json(line, f"struct<{LINE}>")))


def _failed(packages: DataFrame, kind: Column, message: Column) -> DataFrame:
    """Failures of whole packages."""
    project = F.lit(None).cast("string").alias("project")
    return packages.select("tool", "sha256", "name", project, kind.alias("kind"), message.alias("message"))


def _tables(results: DataFrame) -> dict[str, DataFrame]:
    lines = results.select("tool", "sha256", "name", F.explode("lines").alias("line"))
    understood = F.coalesce(F.col("line.version") == LINES, F.lit(False))
    good = lines.where(understood).select("tool", "sha256", "name", "line.*")
    inside = good.select("tool", "sha256", "project", "notes", F.posexplode("programs").alias("position", "one"))
    programs = inside.select("*", F.size("one.uses").alias("use_count"), "one.*").drop("uses", "third_parties")
    within = inside.select("tool", "sha256", "project", F.col("one.root").alias("program"), "one")
    uses = within.select("*", F.posexplode("one.uses").alias("position", "use")).select("*", "use.*")
    signs = within.select("*", F.posexplode("one.third_parties").alias("position", "sign")).select("*", "sign.*")
    findings = good.select("tool", "sha256", "project", F.posexplode("findings").alias("position", "finding"))
    said = good.where("error is not null").select("tool", "sha256", "name", "project", "error.kind", "error.message")
    other = F.lit("a line is not of the version that the tables are made of")
    unknown = _failed(lines.where(~understood), F.lit("protocol"), other)
    lost = _failed(results.where("lost_kind is not null"), F.col("lost_kind"), F.col("lost_message"))
    return {
        "programs": programs,
        "uses": uses,
        "third_parties": signs,
        "findings": findings.select("*", "finding.*"),
        "failures": said.unionByName(unknown).unionByName(lost),
    }


def _ledger(results: DataFrame) -> DataFrame:
    outcome = F.when(F.col("lost_kind").isNotNull(), F.col("lost_kind")).otherwise("answered")
    return results.where("lost_kind is null or lost_kind <> 'unreadable'").select(
        "tool", "sha256", "name", "bytes", "modified", outcome.alias("outcome")
    )
