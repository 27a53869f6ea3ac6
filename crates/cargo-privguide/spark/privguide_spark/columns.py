# SPDX-License-Identifier: MIT OR Apache-2.0
"""The columns of the tables, and what of a line they are read from."""

from __future__ import annotations

import pyarrow as pa

# Version of the tables. Columns are only ever added within one.
FORMAT = "1"
# Version of the lines that are understood.
LINES = 1

TEXT = pa.string()
TEXTS = pa.list_(TEXT)
NUMBER = pa.int32()
TIME = pa.timestamp("us", "UTC")

Fields = dict[str, pa.DataType]


def _list(fields: Fields) -> pa.DataType:
    return pa.list_(pa.struct(list(fields.items())))


_PLACE: Fields = {"file": TEXT, "line": NUMBER, "column": NUMBER}
_PACKAGE: Fields = {"name": TEXT, "version": TEXT, "chain": TEXTS, "recorded": pa.bool_()}
_ORIGIN: Fields = {
    "original": pa.struct(list(_PLACE.items())),
    "package": pa.struct(list(_PACKAGE.items())),
}
_USE: Fields = {
    "interface": TEXT,
    "information": TEXTS,
    "kind": TEXT,
    "evidence": TEXT,
    "status": TEXT,
    **_PLACE,
    "brought_by": TEXT,
    "chain": TEXTS,
    **_ORIGIN,
}
_SIGN: Fields = {"id": TEXT, "marker": TEXT, "text": TEXT, **_PLACE, **_ORIGIN}
_UNRESOLVED: Fields = {"reason": TEXT, "text": TEXT, "to": TEXTS, **_PLACE, **_ORIGIN}
_UNANALYSED: Fields = {
    "file": TEXT,
    "reason": TEXT,
    "line": NUMBER,
    "column": NUMBER,
    "detail": TEXT,
}
_PERMISSION: Fields = {"id": TEXT, "scope": TEXT, "interface": TEXT, **_PLACE, **_ORIGIN}
_ADDRESS: Fields = {
    "origin": TEXT,
    "channel": TEXT,
    "giver": TEXT,
    "party": TEXT,
    **_PLACE,
    **_ORIGIN,
}
_PROGRAM: Fields = {
    "root": TEXT,
    "kind": TEXT,
    "framework": TEXT,
    "unresolved": _list(_UNRESOLVED),
    "unanalysed": _list(_UNANALYSED),
    "permissions": _list(_PERMISSION),
    "addresses": _list(_ADDRESS),
    "missing_packages": _list({"package": TEXT, "file": TEXT, "line": NUMBER}),
}
_FINDING: Fields = {
    "rule": TEXT,
    "level": TEXT,
    "information": TEXTS,
    "message": TEXT,
    "places": _list({**_PLACE, "label": TEXT, **_ORIGIN}),
    "help": TEXTS,
}

# A line of the contract, as far as there are columns for it.
LINE = pa.schema(
    {
        "version": pa.int64(),
        "input": TEXT,
        "project": TEXT,
        "programs": _list({**_PROGRAM, "uses": _list(_USE), "third_parties": _list(_SIGN)}),
        "findings": _list(_FINDING),
        "notes": TEXTS,
        "error": pa.struct([("kind", TEXT), ("message", TEXT)]),
    }
)

_KEY: Fields = {"tool": TEXT, "sha256": TEXT}
_INSIDE: Fields = {**_KEY, "project": TEXT, "program": TEXT, "position": NUMBER}
# The table that commits a batch.
LEDGER = "packages"
TABLES: dict[str, pa.Schema] = {
    "programs": pa.schema(
        {
            **_KEY,
            "project": TEXT,
            "position": NUMBER,
            "notes": TEXTS,
            "use_count": NUMBER,
            **_PROGRAM,
        }
    ),
    "uses": pa.schema({**_INSIDE, **_USE}),
    "findings": pa.schema({**_KEY, "project": TEXT, "position": NUMBER, **_FINDING}),
    "third_parties": pa.schema({**_INSIDE, **_SIGN}),
    "failures": pa.schema({**_KEY, "name": TEXT, "project": TEXT, "kind": TEXT, "message": TEXT}),
    LEDGER: pa.schema(
        {**_KEY, "name": TEXT, "bytes": pa.int64(), "modified": TIME, "outcome": TEXT}
    ),
}


def in_sql(schema: pa.Schema) -> str:
    """The columns in the words of Spark's SQL."""
    return ", ".join(f"{field.name} {_sql(field.type)}" for field in schema)


def _sql(of: pa.DataType) -> str:
    if pa.types.is_list(of):
        return f"array<{_sql(of.value_type)}>"
    if pa.types.is_struct(of):
        fields = [of.field(number) for number in range(of.num_fields)]
        return f"struct<{', '.join(f'{field.name}: {_sql(field.type)}' for field in fields)}>"
    names = {
        TEXT: "string",
        NUMBER: "int",
        TIME: "timestamp",
        pa.bool_(): "boolean",
        pa.int64(): "bigint",
        pa.binary(): "binary",
    }
    return names[of]
