# SPDX-License-Identifier: MIT OR Apache-2.0
"""privguide over many Mini Program packages, on Apache Spark.

>>> from privguide_spark import Command, Files, Options, run
>>> run(spark, Files(spark, ["s3a://packages/"]), "s3a://privacy/tables", Options(Command(binary="cargo-privguide")))
"""

from .job import Options, Summary, run
from .process import Command, Unusable
from .queries import QUERIES, query
from .sources import Files, Rows
from .tables import Tables

__all__ = [
    "QUERIES",
    "Command",
    "Files",
    "Options",
    "Rows",
    "Summary",
    "Tables",
    "Unusable",
    "query",
    "run",
]
