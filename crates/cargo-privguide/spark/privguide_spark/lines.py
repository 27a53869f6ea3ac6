# SPDX-License-Identifier: MIT OR Apache-2.0
"""Lines of the contract, as rows of the tables. Everything that depends on their number is Arrow's."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import json

from .columns import LINE, LINES, NUMBER, TABLES, TEXT

if TYPE_CHECKING:
    from collections.abc import Sequence

# What is said of a line that no columns are known for.
OTHER_VERSION = "a line is not of the version that the tables are made of"


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
    columns = list(zip(*rows)) or [()] * 4
    named = zip(("sha256", "name", "kind", "message"), columns)
    return _shaped({name: pa.array(values, TEXT) for name, values in named}, "failures", tool)


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
    is_known = pc.fill_null(pc.equal(pc.struct_field(read, "version"), LINES), False)
    unknown = [line for line, known in zip(lines, is_known.to_pylist()) if not known]
    return (read.filter(is_known) if unknown else read), unknown


def _parsed(lines: Sequence[bytes]) -> pa.StructArray:
    data = b"".join(lines)
    if not data:
        return pa.array([], pa.struct(list(LINE)))
    table = json.read_json(
        io.BytesIO(data),
        # In one piece: no line may lie across two.
        read_options=json.ReadOptions(use_threads=False, block_size=len(data) + 1),
        parse_options=json.ParseOptions(explicit_schema=LINE, unexpected_field_behavior="ignore"),
    ).combine_chunks()
    if table.num_rows != len(lines):
        raise pa.ArrowInvalid("a line is no single value")
    columns = [table.column(name).chunk(0) for name in LINE.names]
    return pa.StructArray.from_arrays(columns, fields=list(LINE))


def _unknown(lines: Sequence[bytes], names: dict[str, str]) -> Columns:
    inputs = [_input(line) for line in lines]
    return {
        "sha256": pa.array(inputs, TEXT),
        "name": pa.array([names.get(one or "") for one in inputs], TEXT),
        "kind": pa.array(["protocol"] * len(lines), TEXT),
        "message": pa.array([OTHER_VERSION] * len(lines), TEXT),
    }


def _input(line: bytes) -> str | None:
    from json import loads  # noqa: PLC0415 (Arrow's has the name here)

    try:
        value = loads(line)
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
    said["name"] = pa.array([names.get(one or "") for one in said["sha256"].to_pylist()], TEXT)
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
    return columns, pc.list_flatten(lists), pa.array(places, NUMBER)


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
    given = {**columns, "tool": pa.array([tool] * count, TEXT)}
    arrays = [
        given[field.name].cast(field.type) if field.name in given else pa.nulls(count, field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)
