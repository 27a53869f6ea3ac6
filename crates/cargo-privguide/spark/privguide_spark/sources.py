# SPDX-License-Identifier: MIT OR Apache-2.0
"""Where packages come from: files that Spark reads, or rows of a table that has them as bytes."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import unquote

from pyspark.errors import AnalysisException
from pyspark.sql import functions as F

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyspark.sql import Column, DataFrame, SparkSession

# Packages of at least so many bytes are looked at in partitions of their own.
LARGE = 8 << 20
# Small ones together: what one task reads, and what opening a file counts as, in bytes. A task is then some seconds long.
TOGETHER = 32 << 20
OPENING = 1 << 20


class Source(Protocol):
    """Packages by name."""

    def listing(self) -> DataFrame:
        """`name`, `bytes` and, where it is known, `modified` of every package."""

    def contents(self, names: Sequence[str]) -> DataFrame:
        """The same with `content`, of some; large ones in partitions of their own."""

    def digests(self, names: Sequence[str]) -> DataFrame:
        """`name`, `bytes`, `modified` and `sha256`, of some."""


class Files:
    """Files below folders. No content is shuffled: Spark puts files together by size, largest first."""

    def __init__(self, spark: SparkSession, paths: Sequence[str], pattern: str = "*") -> None:
        """Packages are the files whose name matches the pattern."""
        # A session of its own for its settings.
        self._spark = spark.newSession()
        self._spark.conf.set("spark.sql.files.maxPartitionBytes", str(TOGETHER))
        self._spark.conf.set("spark.sql.files.openCostInBytes", str(OPENING))
        # Files by their names are listed by a job; as it is set, with a task for each name.
        listing = 4 * spark.sparkContext.defaultParallelism
        self._spark.conf.set("spark.sql.sources.parallelPartitionDiscovery.parallelism", str(listing))
        # What is gone since it was listed does not come back with a content, and is then said.
        self._spark.conf.set("spark.sql.files.ignoreMissingFiles", "true")
        one_record(self._spark)
        self._paths = list(paths)
        self._pattern = pattern
        self._empty: set[str] = set()

    def listing(self) -> DataFrame:
        """Without any content."""
        files = self._spark.read.format("binaryFile").option("recursiveFileLookup", "true")
        found = files.option("pathGlobFilter", self._pattern).load(self._paths)
        self._empty = self._left_out(found)
        return found.select(*_named()).unionByName(self._rows_of_empty(self._empty).drop("content"))

    def contents(self, names: Sequence[str]) -> DataFrame:
        """By their full names."""
        empty = self._rows_of_empty(self._empty.intersection(names))
        full = [name for name in names if name not in self._empty]
        try:
            return self._loaded(full).unionByName(empty)
        except AnalysisException as error:
            if "PATH_NOT_FOUND" not in str(error):
                raise
        return self._loaded([name for name in full if self._is_there(name)]).unionByName(empty)

    def _loaded(self, names: list[str]) -> DataFrame:
        if not names:
            return self._rows_of_empty([])
        files = self._spark.read.format("binaryFile").load([_escaped(name) for name in names])
        return files.select(*_named(), F.col("content"))

    def _is_there(self, name: str) -> bool:
        context: Any = self._spark.sparkContext
        path = context._jvm.org.apache.hadoop.fs.Path(name)
        return bool(path.getFileSystem(context._jsc.hadoopConfiguration()).exists(path))

    def digests(self, names: Sequence[str]) -> DataFrame:
        """Read like contents."""
        return _digests(self.contents(names))

    def _left_out(self, found: DataFrame) -> set[str]:
        """Files without content: Spark lists them, and reads none."""
        jvm: Any = self._spark.sparkContext._jvm
        files = found._jdf.inputFiles()
        if len(files) == found.count():
            return set()
        # In one text: a call for each of millions of names would take hours.
        text = jvm.com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(files)
        listed = {_plain(uri) for uri in json.loads(text)}
        return listed.difference(row["path"] for row in found.select("path").toLocalIterator())

    def _rows_of_empty(self, names: Iterable[str]) -> DataFrame:
        rows = [(name, 0, None, bytearray()) for name in sorted(names)]
        return self._spark.createDataFrame(rows, "name string, bytes bigint, modified timestamp, content binary")


class Rows:
    """Rows with `name` and `content`. Contents are shuffled once, so that large ones are apart and the others are spread."""

    def __init__(self, rows: DataFrame, partitions: int) -> None:
        """Partitions: those of the small packages, some for each core."""
        self._rows = rows
        self._partitions = partitions
        one_record(rows.sparkSession)

    def listing(self) -> DataFrame:
        """Without any content."""
        unknown = F.lit(None).cast("timestamp").alias("modified")
        return self._rows.select("name", F.length("content").cast("bigint").alias("bytes"), unknown)

    def contents(self, names: Sequence[str]) -> DataFrame:
        """By their names."""
        rows = self._wanted(names)
        small = rows.where(F.col("bytes") < LARGE).repartition(self._partitions, "name")
        large = rows.where(F.col("bytes") >= LARGE)
        count = large.select("name").distinct().count()
        return small.unionByName(large.repartitionByRange(count, "name")) if count else small

    def digests(self, names: Sequence[str]) -> DataFrame:
        """Where the rows are."""
        return _digests(self._wanted(names))

    def _wanted(self, names: Sequence[str]) -> DataFrame:
        spark = self._rows.sparkSession
        wanted = F.broadcast(spark.createDataFrame([(name,) for name in names], "name string"))
        rows = self._rows.join(wanted, "name", "left_semi")
        unknown = F.lit(None).cast("timestamp").alias("modified")
        return rows.select("name", F.length("content").cast("bigint").alias("bytes"), unknown, "content")


def one_record(spark: SparkSession) -> None:
    """One package at a time on its way to a worker: the memory that a task needs does not grow with their number."""
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "1")


def _digests(contents: DataFrame) -> DataFrame:
    return contents.select("name", "bytes", "modified", F.sha2("content", 256).alias("sha256"))


def _named() -> list[Column]:
    return [F.col("path").alias("name"), F.col("length").alias("bytes"), F.col("modificationTime").alias("modified")]


def _plain(uri: str) -> str:
    """A path as the column has it: nothing encoded, and no empty authority."""
    scheme, colon, rest = uri.partition(":")
    rest = unquote(rest if colon else scheme)
    rest = "/" + rest.lstrip("/") if rest.startswith("///") else rest
    return f"{scheme}:{rest}" if colon else rest


def _escaped(path: str) -> str:
    """A path that is read as it is, and not as a pattern."""
    return re.sub(r"([\[\]{}*?\\])", r"\\\1", path)
