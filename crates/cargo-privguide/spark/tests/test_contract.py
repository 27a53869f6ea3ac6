"""The columns against the published schema of a line: a field without a column would be dropped."""

from __future__ import annotations

import json

import pyarrow as pa
from conftest import HERE

from privguide_spark.columns import LINE, TABLES, in_sql

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
    """The same of a type of Arrow."""
    if pa.types.is_list(data_type):
        return [columns(data_type.value_type)]
    if pa.types.is_struct(data_type):
        fields = [data_type.field(number) for number in range(data_type.num_fields)]
        return {field.name: columns(field.type) for field in fields}
    return None


def test_every_field_of_a_line_has_a_column():
    path = HERE.parents[1] / "docs" / "ndjson.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    fields = described(schema, schema["$defs"])
    wanted = {name: one for name, one in fields.items() if name not in NO_COLUMN}
    assert columns(pa.struct(list(LINE))) == wanted


def test_the_columns_are_those_that_spark_reads(spark):
    for name, schema in TABLES.items():
        read = spark.createDataFrame([], in_sql(schema)).schema
        assert [field.name for field in read] == schema.names, name
