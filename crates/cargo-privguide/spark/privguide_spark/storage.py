# SPDX-License-Identifier: MIT OR Apache-2.0
"""Files beside the tables, on whatever file system Spark reaches."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class Storage:
    """One folder of Hadoop's file systems."""

    def __init__(self, spark: SparkSession, folder: str) -> None:
        """Nothing is made yet."""
        context: Any = spark.sparkContext
        self._jvm = context._jvm
        self._folder: Any = self._jvm.org.apache.hadoop.fs.Path(folder)
        self._files = self._folder.getFileSystem(context._jsc.hadoopConfiguration())

    def path(self, name: str) -> str:
        """The full name of something in the folder."""
        return str(self._at(name).toString())

    def text(self, name: str) -> str | None:
        """The content of a small text file; none when there is none."""
        if not self._files.exists(self._at(name)):
            return None
        stream = self._files.open(self._at(name))
        try:
            return str(self._jvm.org.apache.commons.io.IOUtils.toString(stream, "UTF-8"))
        finally:
            stream.close()

    def write(self, name: str, content: bytes) -> None:
        """Makes a file that is not there yet."""
        stream = self._files.create(self._at(name), False)
        try:
            stream.write(bytearray(content))
        finally:
            stream.close()

    def read(self, name: str) -> bytes:
        """The content of a file."""
        stream = self._files.open(self._at(name))
        try:
            return bytes(self._jvm.org.apache.commons.io.IOUtils.toByteArray(stream))
        finally:
            stream.close()

    def remove(self, name: str) -> None:
        """Removes a folder with all that is in it."""
        self._files.delete(self._at(name), True)

    def numbers(self, name: str, prefix: str, holding: str = "") -> list[int]:
        """The numbers of the folders `PREFIX<number>` in a folder; those alone that hold a file."""
        statuses = self._files.globStatus(
            self._at(f"{name}/{prefix}*" + (f"/{holding}" if holding else ""))
        )
        paths = [status.getPath() for status in statuses or []]
        named = [(path.getParent() if holding else path).getName()[len(prefix) :] for path in paths]
        return sorted(int(number) for number in named if re.fullmatch("[0-9]+", number))

    def _at(self, name: str) -> Any:  # noqa: ANN401 (an object of the JVM)
        return self._jvm.org.apache.hadoop.fs.Path(self._folder, name)
