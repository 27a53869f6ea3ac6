# SPDX-License-Identifier: MIT OR Apache-2.0
"""The input and the results of Spark tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# In Chinese and English.
Words = tuple[str, str]
# A result of a task, which has several: its number, a table, and rows of the table as an Arrow stream.
Block = tuple[int, str, bytes]


class Given(NamedTuple):
    """A package, as a worker receives it."""

    name: str
    # None when there is no content.
    content: bytes | None
    # Microseconds since 1970.
    modified: int | None
    # The kind of problem and its message, if there is no content.
    kind: str = ""
    words: Words = ("", "")


Task = Callable[["Iterable[Given]"], "Iterator[Block]"]
