# SPDX-License-Identifier: MIT OR Apache-2.0
"""The command line of the job, for `spark-submit`."""

from __future__ import annotations

import argparse
import sys

from pyspark.sql import SparkSession

from .job import Options, run
from .process import ENVIRONMENT, Command
from .sources import Files


def main(arguments: list[str] | None = None) -> int:
    """Runs the job."""
    purpose = "检查许多小程序包，结果写成 Parquet 表 / checks many packages into Parquet tables"
    parser = argparse.ArgumentParser(prog="privguide-spark", description=purpose)
    add = parser.add_argument
    add("packages", nargs="+", help="包所在的文件夹 / folders with packages")
    add("--tables", required=True, help="表所在的文件夹 / folder of the tables")
    add("--glob", default="*", help="包的文件名 / names of packages, such as *.zip")
    add(
        "--binary",
        help=f"可执行文件；默认取 {ENVIRONMENT}、--files、PATH / the executable; else {ENVIRONMENT}, --files, PATH",
    )
    add(
        "--ship",
        action="store_true",
        help="把驱动程序上的可执行文件发给执行器 / send the driver's executable to the executors",
    )
    add("--verb", choices=["check", "scan"], default="check")
    add("--lang", choices=["zh-CN", "en"], default="zh-CN")
    add("--timeout", type=float, default=120.0, help="每个包的秒数 / seconds for each package")
    add("--batch", type=int, default=Options().batch, help="每批的包数 / packages of a batch")
    comparing = "按内容，或按名称、大小和时间比较 / compare contents, or name, size and time"
    add("--unchanged", choices=["content", "stat"], default="content", help=comparing)
    add(
        "--largest",
        type=int,
        default=256,
        metavar="MB",
        help="更大的包不读 / larger packages are not read",
    )
    given = parser.parse_args(arguments)
    spark = SparkSession.builder.appName("privguide").getOrCreate()
    command = Command(given.binary, given.verb, given.lang, given.timeout)
    options = Options(
        command, max(1, given.batch), given.unchanged, given.largest << 20, given.ship
    )
    done = run(spark, Files(spark, given.packages, given.glob), given.tables, options)
    print(
        f"列出 {done.listed} 个包，检查 {done.looked_at} 个，{done.lost} 个没有结果（其中 {done.unread} 个无法读取）；"
        f"{done.batches} 批，补完 {done.resumed} 批 / {done.listed} listed, {done.looked_at} looked at, {done.lost} without a "
        f"result ({done.unread} could not be read); {done.batches} batches, {done.resumed} resumed"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
