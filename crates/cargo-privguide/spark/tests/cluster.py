# SPDX-License-Identifier: MIT OR Apache-2.0
"""A small cluster on this machine: a master, two workers and an executor process on each."""

from __future__ import annotations

import os
from pathlib import Path

from pyspark.sql import SparkSession

LIGHT = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


def session(cores: int = 1, memory: int = 1024, executors: int = 2) -> SparkSession:
    """Starts it."""
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.log.level": "ERROR",
        # Workers do the work: what the JVM does is not worth a second compilation.
        "spark.driver.extraJavaOptions": LIGHT,
        "spark.executor.extraJavaOptions": LIGHT,
    }
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    builder = SparkSession.builder.master(f"local-cluster[{executors},{cores},{memory}]").appName(
        "privguide-tests"
    )
    for key, value in settings.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def executors(spark: SparkSession) -> list[int]:
    """The processes of its executors."""
    application = spark.sparkContext.applicationId
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
        except OSError:
            continue
        is_executor = any(word.endswith("CoarseGrainedExecutorBackend") for word in command)
        if is_executor and application in command:
            found.append(int(folder.name))
    return found
