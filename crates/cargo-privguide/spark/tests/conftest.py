# SPDX-License-Identifier: MIT OR Apache-2.0
"""The binary, a cluster with real executors, and the packages of the tests."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[3]
sys.path[:0] = [str(HERE.parent), str(HERE)]
os.environ.setdefault("PYSPARK_PYTHON", sys.executable)


@pytest.fixture(scope="session")
def binary() -> str:
    path = Path(
        os.environ.get("PRIVGUIDE_BINARY") or REPOSITORY / "target" / "debug" / "cargo-privguide"
    )
    assert path.is_file(), f"build {path}, or name another binary in PRIVGUIDE_BINARY"
    return str(path.resolve())


@pytest.fixture(scope="session")
def spark(binary):
    # Executors take their environment from the driver's.
    os.environ["TEST_BINARY"] = binary
    from cluster import session  # noqa: PLC0415 (Spark is loaded where it is needed)

    spark = session()
    yield spark
    spark.stop()
