# SPDX-License-Identifier: MIT OR Apache-2.0
"""What tasks of Spark take and hand back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# In Chinese and English.
Words = tuple[str, str]
# What a task hands back, some of them: its number, a table, and rows of it as a stream of Arrow.
Block = tuple[int, str, bytes]


class Given(NamedTuple):
    """What a worker is handed."""

    name: str
    # None when there is no content.
    content: bytes | None
    # Microseconds since 1970.
    modified: int | None
    # A kind and words, where there is no content.
    kind: str = ""
    words: Words = ("", "")


Task = Callable[["Iterable[Given]"], "Iterator[Block]"]
