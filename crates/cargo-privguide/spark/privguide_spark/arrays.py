# SPDX-License-Identifier: MIT OR Apache-2.0
"""Arrow's tables of Python's values.

`pyarrow.array` and `pyarrow.scalar` import pandas, which takes a worker half a second of its
processor. What is here reads JSON or takes bytes as they are.
"""

from __future__ import annotations

import io
import json
from array import array
from itertools import accumulate
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import json as arrow_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def table_of(schema: pa.Schema, rows: Iterable[Sequence[object]]) -> pa.Table:
    """Rows of texts and numbers, with a value for each column in its order."""
    names = schema.names
    lines = [json.dumps(dict(zip(names, row))).encode() + b"\n" for row in rows]
    return from_json(schema, lines)


def from_json(schema: pa.Schema, lines: Sequence[bytes]) -> pa.Table:
    """A row for each line; raises `ArrowInvalid` where one is no single value of this kind."""
    data = b"".join(lines)
    if not data:
        return pa.Table.from_arrays([pa.nulls(0, one.type) for one in schema], schema=schema)
    table = arrow_json.read_json(
        io.BytesIO(data),
        # In one piece: no line may lie across two.
        read_options=arrow_json.ReadOptions(use_threads=False, block_size=len(data) + 1),
        parse_options=arrow_json.ParseOptions(
            explicit_schema=schema, unexpected_field_behavior="ignore"
        ),
    )
    if table.num_rows != len(lines):
        raise pa.ArrowInvalid("a line is no single value")
    return table.combine_chunks()


def numbers(values: Sequence[int]) -> pa.Int32Array:
    """Numbers of 32 bits."""
    return pa.Array.from_buffers(
        pa.int32(), len(values), [None, pa.py_buffer(array("i", values).tobytes())]
    )


def binaries(values: Sequence[bytes]) -> pa.LargeBinaryArray:
    """Bytes, of any size in sum."""
    ends = array("q", accumulate(map(len, values), initial=0))
    buffers = [None, pa.py_buffer(ends.tobytes()), pa.py_buffer(b"".join(values))]
    return pa.Array.from_buffers(pa.large_binary(), len(values), buffers)
