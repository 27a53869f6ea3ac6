# SPDX-License-Identifier: MIT OR Apache-2.0
"""Where packages come from: files, or rows of a table that has them as bytes.

Files of a file system that is mounted are opened by the workers; those of an object store come
through Spark. Either way a worker is handed one package at a time.
"""

from __future__ import annotations

import json
import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from urllib.parse import unquote

import pyarrow as pa
from pyspark.errors import AnalysisException
from pyspark.sql import functions as F

from .columns import NUMBER, TEXT, in_sql
from .tasks import Block, Given, Task, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyspark.sql import Column, DataFrame, SparkSession

# Packages of at least so many bytes have tasks of their own.
LARGE = 8 << 20
# What small ones together have at least and at most, and what opening a file counts as, in bytes. A
# task is then some seconds long; one that is done with does not cost much, and what is lost is little.
LEAST = 16 << 20
TOGETHER = 128 << 20
OPENING = 256 << 10
# The same where Spark puts files together.
SPARK_TOGETHER = 32 << 20
SPARK_OPENING = 1 << 20

# Blocks as rows.
WORK = pa.schema({"task": NUMBER, "table": TEXT, "block": pa.binary()})

GONE = ("列出后已不存在", "it was gone when it was read")
NOTHING = ("没有内容", "there is no content")
NAME = ("文件名不是 UTF-8", "the name of the file is not UTF-8")


class Package(NamedTuple):
    """What is known of a package before it is read."""

    name: str
    # None when there is no content.
    bytes: int | None
    # Microseconds since 1970.
    modified: int | None
    # Why it cannot be read.
    trouble: Words | None = None


class Source(Protocol):
    """Packages by name."""

    def listing(self) -> Iterator[Package]:
        """Every package."""

    def blocks(self, packages: Sequence[Package], task: Task, largest: int) -> list[Block]:
        """What tasks hand back of some packages; large ones have tasks of their own."""


def too_large(most: int) -> Words:
    """What is said of a package that is not read."""
    return f"文件超过 {most >> 20} MB", f"it has more than {most >> 20} MB"


class Files:
    """Files below folders; names that begin with `_` or `.` are not listed, as everywhere in Spark."""

    def __init__(
        self, spark: SparkSession, paths: Sequence[str], pattern: str = "*", direct: bool = True
    ) -> None:
        """Packages are the files whose name matches the pattern.

        Not direct: mounted files, too, come through Spark.
        """
        self._source: Source
        roots = _local(spark, paths) if direct else None
        if roots is None:
            self._source = _Read(spark, paths, pattern)
        else:
            self._source = _Mounted(spark, roots, _compiled(spark, pattern))

    def listing(self) -> Iterator[Package]:
        """Without any content."""
        return self._source.listing()

    def blocks(self, packages: Sequence[Package], task: Task, largest: int) -> list[Block]:
        """By their full names."""
        return self._source.blocks(packages, task, largest)


class _Mounted:
    """Files that every worker finds under the same path."""

    def __init__(self, spark: SparkSession, roots: list[str], pattern: re.Pattern[str]) -> None:
        self._spark = spark
        self._roots = roots
        self._pattern = pattern

    def listing(self) -> Iterator[Package]:
        for root in self._roots:
            if os.path.isdir(root):
                yield from self._below(root, set())
            else:
                yield from self._file(Path(root).name, root)

    def _below(self, folder: str, above: set[tuple[int, int]]) -> Iterator[Package]:
        status = os.stat(folder)
        here = (status.st_dev, status.st_ino)
        # A link to a folder above it.
        if here in above:
            return
        with os.scandir(folder) as entries:
            found = sorted((entry.name, entry.is_dir()) for entry in entries)
        for name, is_folder in found:
            path = os.path.join(folder, name)
            if name.startswith(("_", ".")):
                continue
            if is_folder:
                yield from self._below(path, above | {here})
            else:
                yield from self._file(name, path)

    def _file(self, name: str, path: str) -> Iterator[Package]:
        if not self._pattern.fullmatch(name):
            return
        try:
            status = os.stat(path)
        except OSError:
            # Gone, or a link that leads nowhere: reading it says so.
            shown, trouble = _named(path)
            yield Package(shown, 0, None, trouble)
            return
        if not stat.S_ISREG(status.st_mode):
            return
        shown, trouble = _named(path)
        # Spark knows thousandths of a second.
        modified = status.st_mtime_ns // 1_000_000 * 1_000
        yield Package(shown, status.st_size, modified, trouble)

    def blocks(self, packages: Sequence[Package], task: Task, largest: int) -> list[Block]:
        context = self._spark.sparkContext
        groups = grouped(packages, context.defaultParallelism)

        def opened(part: Iterable[list[Package]]) -> Iterator[Block]:
            return task(_opened(one, largest) for group in part for one in group)

        return context.parallelize(groups, len(groups)).mapPartitions(opened).collect()


def _named(path: str) -> tuple[str, Words | None]:
    """As Spark names a file; a name that is no text is shown as far as it is."""
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return f"file:{os.fsencode(path).decode('utf-8', 'replace')}", NAME
    return f"file:{path}", None


def grouped(packages: Sequence[Package], cores: int) -> list[list[Package]]:
    """The packages of each task, the largest first. What is the same has the same size: it comes together.

    Tasks become smaller towards the end, so that no core waits long for the last one.
    """
    rest = sum(_weight(one) for one in packages)
    groups: list[list[Package]] = []
    room = 0
    for one in sorted(packages, key=lambda one: (-(one.bytes or 0), one.name)):
        if _weight(one) > room or _weight(one) > LARGE:
            groups.append([])
            room = min(TOGETHER, max(LEAST, rest // (2 * cores)))
        groups[-1].append(one)
        room = 0 if _weight(one) > LARGE else room - _weight(one)
        rest -= _weight(one)
    return groups


def _weight(one: Package) -> int:
    return (one.bytes or 0) + OPENING


def _opened(package: Package, largest: int) -> Given:
    name = package.name
    path = name.removeprefix("file:")
    try:
        # A pipe that took the file's place would be waited for.
        with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise FileNotFoundError
            # Room is made for as much as is asked for: not for the most that there may be.
            content = file.read(min(status.st_size, largest) + 1)
            if len(content) > status.st_size:
                content += file.read(max(0, largest + 1 - len(content)))
    except FileNotFoundError:
        return Given(name, None, None, "unreadable", GONE)
    except OSError as error:
        words = (f"无法读取：{error.strerror}", f"it cannot be read: {error.strerror}")
        return Given(name, None, None, "unreadable", words)
    if len(content) > largest:
        return Given(name, None, package.modified, "too-large", too_large(largest))
    return Given(name, content, package.modified)


def _looked(contents: DataFrame, task: Task) -> list[Block]:
    """Of rows that have the content."""

    def rows(batches: Iterable[pa.RecordBatch]) -> Iterator[Given]:
        for batch in batches:
            for row in batch.to_pylist():
                yield Given(row["name"], row["content"], row["modified"], "unreadable", NOTHING)

    def arrow(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for number, table, block in task(rows(batches)):
            values = {"task": [number], "table": [table], "block": [block]}
            yield pa.RecordBatch.from_pydict(values, schema=WORK)

    looked = contents.mapInArrow(arrow, in_sql(WORK)).collect()
    return [(row["task"], row["table"], bytes(row["block"])) for row in looked]


class _Read:
    """Files that Spark reads. No content is shuffled: Spark puts files together by size, largest first."""

    def __init__(self, spark: SparkSession, paths: Sequence[str], pattern: str) -> None:
        # A session of its own for its settings.
        self._spark = spark.newSession()
        self._spark.conf.set("spark.sql.files.maxPartitionBytes", str(SPARK_TOGETHER))
        self._spark.conf.set("spark.sql.files.openCostInBytes", str(SPARK_OPENING))
        # Files by their names are listed by a job; as it is set, with a task for each name.
        listing = 4 * spark.sparkContext.defaultParallelism
        self._spark.conf.set(
            "spark.sql.sources.parallelPartitionDiscovery.parallelism", str(listing)
        )
        # What is gone since it was listed does not come back with a content, and is then said.
        self._spark.conf.set("spark.sql.files.ignoreMissingFiles", "true")
        one_record(self._spark)
        self._paths = list(paths)
        self._pattern = pattern

    def listing(self) -> Iterator[Package]:
        files = self._spark.read.format("binaryFile").option("recursiveFileLookup", "true")
        found = files.option("pathGlobFilter", self._pattern).load(self._paths)
        listed = set()
        for row in found.select(*_columns()).orderBy("name").toLocalIterator():
            listed.add(row["name"])
            yield Package(row["name"], row["bytes"], row["modified"])
        for name in sorted(self._all(found).difference(listed)):
            yield Package(name, 0, None)

    def blocks(self, packages: Sequence[Package], task: Task, largest: int) -> list[Block]:
        return _looked(self.contents(packages), task)

    def contents(self, packages: Sequence[Package]) -> DataFrame:
        """Where a file is gone, there is no row."""
        empty = self._rows_of_empty(one.name for one in packages if not one.bytes)
        full = [one.name for one in packages if one.bytes]
        try:
            return self._loaded(full).unionByName(empty)
        except AnalysisException as error:
            if "PATH_NOT_FOUND" not in str(error):
                raise
        there = [name for name in full if self._is_there(name)]
        return self._loaded(there).unionByName(empty)

    def _loaded(self, names: list[str]) -> DataFrame:
        if not names:
            return self._rows_of_empty([])
        files = self._spark.read.format("binaryFile").load([_escaped(name) for name in names])
        return files.select(*_columns(), F.col("content"))

    def _is_there(self, name: str) -> bool:
        path, files = _hadoop(self._spark, name)
        return bool(files.exists(path))

    def _all(self, found: DataFrame) -> set[str]:
        """With files without content: Spark lists them, and reads none."""
        jvm: Any = self._spark.sparkContext._jvm
        # In one text: a call for each of millions of names would take hours.
        files = found._jdf.inputFiles()
        text = jvm.com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(files)
        return {_plain(uri) for uri in json.loads(text)}

    def _rows_of_empty(self, names: Iterable[str]) -> DataFrame:
        rows = [(name, 0, None, bytearray()) for name in sorted(names)]
        columns = "name string, bytes bigint, modified bigint, content binary"
        return self._spark.createDataFrame(rows, columns)


class Rows:
    """Rows with `name` and `content`, read once to list them, and once for each batch.

    Contents are shuffled, so that large ones are apart and the others are spread.
    """

    def __init__(self, rows: DataFrame) -> None:
        """Nothing is read yet."""
        self._rows = rows
        one_record(rows.sparkSession)

    def listing(self) -> Iterator[Package]:
        """Without any content."""
        sizes = self._rows.select("name", F.length("content").cast("bigint").alias("bytes"))
        for row in sizes.orderBy("name", "bytes").toLocalIterator():
            trouble = NOTHING if row["bytes"] is None else None
            yield Package(row["name"], row["bytes"], None, trouble)

    def blocks(self, packages: Sequence[Package], task: Task, largest: int) -> list[Block]:
        """With tasks as planned here."""
        return _looked(self.contents(packages), task)

    def contents(self, packages: Sequence[Package]) -> DataFrame:
        """By their names and sizes: a name may be there more than once."""
        spark = self._rows.sparkSession
        groups = grouped(packages, spark.sparkContext.defaultParallelism)
        keys = _keys(spark, len(groups))
        wanted = [(one.name, one.bytes, key) for key, group in zip(keys, groups) for one in group]
        planned = spark.createDataFrame(wanted, "name string, bytes bigint, key int")
        rows = self._rows.select(
            "name", F.length("content").cast("bigint").alias("bytes"), "content"
        )
        joined = rows.join(F.broadcast(planned), ["name", "bytes"])
        unknown = F.lit(None).cast("bigint").alias("modified")
        spread = joined.repartition(len(groups), "key")
        return spread.select("name", "bytes", unknown, "content")


def _keys(spark: SparkSession, partitions: int) -> list[int]:
    """For each partition, a number that is shuffled to it."""
    found: dict[int, int] = {}
    count = 16 * partitions
    while len(found) < partitions:
        count *= 2
        place = F.pmod(F.hash("key"), F.lit(partitions)).alias("place")
        numbers = spark.range(count).select(F.col("id").cast("int").alias("key"))
        for row in (
            numbers.select("key", place).groupBy("place").agg(F.min("key").alias("key")).collect()
        ):
            found[row["place"]] = row["key"]
    return [found[place] for place in range(partitions)]


def one_record(spark: SparkSession) -> None:
    """One package at a time on its way to a worker: the memory that a task needs does not grow with their number."""
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "1")


def _columns() -> list[Column]:
    return [
        F.col("path").alias("name"),
        F.col("length").alias("bytes"),
        F.expr("unix_micros(modificationTime)").alias("modified"),
    ]


def _hadoop(spark: SparkSession, name: str) -> tuple[Any, Any]:
    """A path of Hadoop's, and its file system."""
    context: Any = spark.sparkContext
    path = context._jvm.org.apache.hadoop.fs.Path(name)
    return path, path.getFileSystem(context._jsc.hadoopConfiguration())


def _local(spark: SparkSession, paths: Sequence[str]) -> list[str] | None:
    """The mounted folders and files that paths and patterns mean; none when some are not mounted."""
    roots: dict[str, None] = {}
    for given in paths:
        path, files = _hadoop(spark, given)
        if files.getUri().getScheme() != "file":
            return None
        found = files.globStatus(path)
        if not found:
            raise FileNotFoundError(f"没有这个文件夹 / there is no such folder: {given}")
        for status in found:
            roots[str(status.getPath().toUri().getPath())] = None
    inside = [root for root in roots if any(root.startswith(f"{other}/") for other in roots)]
    return [root for root in roots if root not in inside]


def _compiled(spark: SparkSession, pattern: str) -> re.Pattern[str]:
    """A pattern of names as Hadoop reads it."""
    jvm: Any = spark.sparkContext._jvm
    return re.compile(str(jvm.org.apache.hadoop.fs.GlobPattern(pattern).compiled().pattern()))


def _plain(uri: str) -> str:
    """A path as the column has it: nothing encoded, and no empty authority."""
    scheme, colon, rest = uri.partition(":")
    rest = unquote(rest if colon else scheme)
    rest = "/" + rest.lstrip("/") if rest.startswith("///") else rest
    return f"{scheme}:{rest}" if colon else rest


def _escaped(path: str) -> str:
    """A path that is read as it is, and not as a pattern."""
    return re.sub(r"([\[\]{}*?\\])", r"\\\1", path)
