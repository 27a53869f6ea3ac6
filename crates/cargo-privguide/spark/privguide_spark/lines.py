# SPDX-License-Identifier: MIT OR Apache-2.0
"""Lines of the contract, as rows of the tables. Everything that depends on their number is Arrow's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from .arrays import from_json, numbers, table_of
from .columns import LINE, LINES, TABLES, TEXT

if TYPE_CHECKING:
    from collections.abc import Sequence

# What is said of a line that no columns are known for.
OTHER_VERSION = "a line is not of the version that the tables are made of"

_FAILURE = pa.schema({name: TEXT for name in ("sha256", "name", "kind", "message")})
_NAME = pa.schema({"name": TEXT})
_TOOL = pa.schema({"tool": TEXT})


def rows_of(tool: str, names: dict[str, str], lines: Sequence[bytes]) -> dict[str, pa.Table]:
    """The rows of some answers; `names` has the name of a package by its SHA-256, the `input`."""
    good, unknown = _read(lines)
    tables = _tables(good, names)
    if unknown:
        tables["failures"].append(_unknown(unknown, names))
    return {
        name: pa.concat_tables([_shaped(part, name, tool) for part in parts])
        for name, parts in tables.items()
    }


def failures(tool: str, rows: Sequence[tuple[str | None, str, str, str]]) -> pa.Table:
    """Failures of whole packages: SHA-256, name, kind and message."""
    return _shaped(_columns(table_of(_FAILURE, rows)), "failures", tool)


Columns = dict[str, pa.Array]


def _read(lines: Sequence[bytes]) -> tuple[pa.StructArray, list[bytes]]:
    """What is understood, and the lines that are not."""
    try:
        read = _parsed(lines)
    except pa.ArrowInvalid:
        # One of them is the reason; the others count.
        if len(lines) == 1:
            return _parsed([]), list(lines)
        half = len(lines) // 2
        (left, first), (right, second) = _read(lines[:half]), _read(lines[half:])
        return pa.concat_arrays([left, right]), first + second
    versions = pc.struct_field(read, "version").to_pylist()
    unknown = [line for line, version in zip(lines, versions) if version != LINES]
    if unknown:
        read = read.filter(pa.array([version == LINES for version in versions]))
    return read, unknown


def _parsed(lines: Sequence[bytes]) -> pa.StructArray:
    return _struct(from_json(LINE, lines))


def _struct(table: pa.Table) -> pa.StructArray:
    """The rows of a table as one array."""
    arrays = list(_columns(table).values())
    return pa.StructArray.from_arrays(arrays, fields=list(table.schema))


def _columns(table: pa.Table) -> Columns:
    """In one piece each."""
    return {name: _whole(table.column(name)) for name in table.column_names}


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks else pa.nulls(0, column.type)


def _unknown(lines: Sequence[bytes], names: dict[str, str]) -> Columns:
    inputs = [_input(line) for line in lines]
    rows = [(one, names.get(one or ""), "protocol", OTHER_VERSION) for one in inputs]
    return _columns(table_of(_FAILURE, rows))


def _input(line: bytes) -> str | None:
    try:
        value = json.loads(line)
    except ValueError:
        return None
    found = value.get("input") if isinstance(value, dict) else None
    return found if isinstance(found, str) else None


def _tables(lines: pa.StructArray, names: dict[str, str]) -> dict[str, list[Columns]]:
    of_line = {"sha256": _field(lines, "input"), "project": _field(lines, "project")}
    inside, programs, place = _exploded(
        {**of_line, "notes": _field(lines, "notes")}, lines, "programs"
    )
    uses = _field(programs, "uses")
    within = {**inside, "program": _field(programs, "root")}
    within.pop("notes")
    findings = _exploded(of_line, lines, "findings")
    error = _field(lines, "error")
    failed = pc.is_valid(error)
    said = {name: pc.filter(array, failed) for name, array in of_line.items()}
    named = [(names.get(one or ""),) for one in said["sha256"].to_pylist()]
    said |= _columns(table_of(_NAME, named))
    return {
        "programs": [
            {
                **inside,
                **_fields(programs),
                "position": place,
                "use_count": pc.list_value_length(uses),
            }
        ],
        "uses": [_all(_exploded(within, programs, "uses"))],
        "third_parties": [_all(_exploded(within, programs, "third_parties"))],
        "findings": [_all(findings)],
        "failures": [{**said, **_fields(pc.filter(error, failed))}],
    }


def _exploded(
    outer: Columns, of: pa.StructArray, name: str
) -> tuple[Columns, pa.StructArray, pa.Array]:
    """A row for each value in a list: what is outside of it, the value, and its place in the list."""
    lists = _field(of, name)
    parents = pc.list_parent_indices(lists)
    place, before, places = 0, -1, []
    for parent in parents.to_pylist():
        place = place + 1 if parent == before else 0
        before = parent
        places.append(place)
    columns = {name: array.take(parents) for name, array in outer.items()}
    return columns, pc.list_flatten(lists), numbers(places)


def _all(exploded: tuple[Columns, pa.StructArray, pa.Array]) -> Columns:
    outer, values, places = exploded
    return {**outer, **_fields(values), "position": places}


def _fields(values: pa.StructArray) -> Columns:
    return {field.name: _field(values, field.name) for field in values.type}


def _field(values: pa.StructArray, name: str) -> pa.Array:
    return pc.struct_field(values, name)


def _shaped(columns: Columns, name: str, tool: str) -> pa.Table:
    """With all columns of the table, in their order."""
    schema = TABLES[name]
    count = len(next(iter(columns.values())))
    (same,) = _columns(table_of(_TOOL, [(tool,)])).values()
    given = {**columns, "tool": pa.repeat(same[0], count)}
    arrays = [
        given[field.name].cast(field.type) if field.name in given else pa.nulls(count, field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)
