# SPDX-License-Identifier: MIT OR Apache-2.0
"""Ready questions to the tables, as SQL that other engines can read, too."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from ..tables import Tables

# Each with its parameters.
QUERIES: dict[str, tuple[str, ...]] = {
    "disabled": (),
    "sdk_spread": (),
    "drift": ("before", "after"),
    "consent": ("program",),
}


def query(tables: Tables, name: str, **parameters: Any) -> DataFrame:  # noqa: ANN401 (what SQL takes)
    """Asks one of them of the rows of the newest tool."""
    if name not in QUERIES or set(parameters) != set(QUERIES[name]):
        known = ", ".join(f"{one}({', '.join(names)})" for one, names in QUERIES.items())
        raise ValueError(f"没有这样的查询，可用的是 / there is no such query, but these: {known}")
    text = resources.files(__package__).joinpath(f"{name}.sql").read_text(encoding="utf-8")
    return tables.views().sql(text, args=parameters)
