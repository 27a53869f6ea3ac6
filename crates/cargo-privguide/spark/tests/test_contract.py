"""The columns against the published schema of a line: a field that has no column would be dropped in silence."""

from __future__ import annotations

import json

from conftest import HERE

from privguide_spark.tables import LINE

# Says when a frame has been answered, and is no fact of a package.
NO_COLUMN = {"lines"}


def described(schema: dict, definitions: dict):
    """What a JSON Schema describes, as nested names."""
    if "$ref" in schema:
        return described(definitions[schema["$ref"].rsplit("/", 1)[1]], definitions)
    if "items" in schema:
        return [described(schema["items"], definitions)]
    if "properties" in schema:
        return {name: described(one, definitions) for name, one in schema["properties"].items()}
    return None


def columns(data_type):
    """The same of a type of Spark."""
    if hasattr(data_type, "elementType"):
        return [columns(data_type.elementType)]
    if hasattr(data_type, "fields"):
        return {field.name: columns(field.dataType) for field in data_type.fields}
    return None


def test_every_field_of_a_line_has_a_column(spark):
    path = HERE.parents[1] / "docs" / "ndjson.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    wanted = {
        name: one
        for name, one in described(schema, schema["$defs"]).items()
        if name not in NO_COLUMN
    }
    frame = spark.range(1).selectExpr(f"from_json('', 'struct<{LINE}>') as line".replace("\n", " "))
    assert columns(frame.schema["line"].dataType) == wanted
