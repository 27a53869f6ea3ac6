# SPDX-License-Identifier: MIT OR Apache-2.0
"""The large run: many packages, compared row by row with a plain loop of the binary, and what both cost.

    python tests/large.py --binary cargo-privguide --count 10000 --projects FOLDER --folder SCRATCH

Prints figures as JSON; ends with 1 when a row is different or more was looked at than was new.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]
os.environ.setdefault("PYSPARK_PYTHON", sys.executable)

import packages  # noqa: E402 (it is found by the line above)
from single import TABLES, in_order, rows_of, rows_of_tables  # noqa: E402

# Bytes of the sources of a project that is taken: CI's disk holds ten thousand of them.
MOST = 2 << 20
PROCESSES = 2


def measured(commands: list[list[str]], outputs: list[Path]) -> tuple[float, float]:
    """Runs commands side by side: seconds on the clock, and seconds of processors with all that they started."""
    before, clock = os.times(), time.monotonic()
    children = []
    for command, path in zip(commands, outputs):
        with path.open("wb") as out:
            children.append(
                subprocess.Popen(command, stdout=out, env={**os.environ, "RAYON_NUM_THREADS": "1"})
            )
    for child in children:
        child.wait()
    after = os.times()
    used = (
        after.children_user + after.children_system - before.children_user - before.children_system
    )
    return time.monotonic() - clock, used


def spark_run(arguments: argparse.Namespace, folder: Path) -> None:
    """One run of the job, in a process of its own."""
    from cluster import session  # noqa: PLC0415 (only this process starts Spark)

    from privguide_spark import Command, Files, Options, run  # noqa: PLC0415

    spark = session()
    before = time.monotonic()
    done = run(
        spark,
        Files(spark, [str(folder / "packages")]),
        str(folder / "tables"),
        Options(Command(binary=arguments.binary)),
    )
    taken = time.monotonic() - before
    spark.stop()
    print(json.dumps({**done.__dict__, "seconds_without_start": round(taken, 1)}))


def compared(arguments: argparse.Namespace, folder: Path, outputs: list[Path]) -> dict[str, int]:
    """The rows that are different, by table."""
    from cluster import session  # noqa: PLC0415

    from privguide_spark import Tables  # noqa: PLC0415

    by_name: dict[str, list[dict]] = {}
    for output in outputs:
        for line in output.read_text(encoding="utf-8").splitlines():
            value = json.loads(line)
            by_name.setdefault(value["input"], []).append(value)
    expected: dict[str, list[dict]] = {name: [] for name in TABLES}
    contents: set[str] = set()
    for name, lines in by_name.items():
        sha256 = hashlib.sha256(Path(name).read_bytes()).hexdigest()
        if sha256 not in contents:
            contents.add(sha256)
            for table, rows in rows_of(sha256, lines).items():
                expected[table] += rows
    spark = session()
    found = rows_of_tables(Tables(spark, str(folder / "tables")))
    spark.stop()
    different = {}
    for name in TABLES:
        left, right = in_order(found[name]), in_order(expected[name])
        different[name] = {
            "rows": len(left),
            "different": len(set(left) ^ set(right)) + abs(len(left) - len(right)),
        }
    return different


def main() -> int:
    """Makes the packages, runs everything, prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument(
        "--projects", type=Path, help="a folder of projects; of small ones, packages are made, too"
    )
    parser.add_argument("--folder", type=Path, required=True, help="a folder that is emptied")
    parser.add_argument("--step", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    arguments.binary = str(Path(arguments.binary).resolve())
    folder = arguments.folder.resolve()
    if arguments.step:
        spark_run(arguments, folder)
        return 0
    shutil.rmtree(folder, ignore_errors=True)
    bases = packages.samples(HERE.parents[3])
    for project in sorted(arguments.projects.iterdir()) if arguments.projects else []:
        if 0 < packages.size(project) <= MOST:
            bases.append(project)
    made = packages.make(folder / "packages", bases, range(arguments.count), damaged_every=100)
    halves, outputs = [], []
    for part in range(PROCESSES):
        list_file = folder / f"list-{part}"
        list_file.write_text("\n".join(map(str, made[part::PROCESSES])))
        halves.append(
            [
                arguments.binary,
                "check",
                "--format",
                "ndjson",
                "--lang",
                "en",
                "--inputs-from",
                str(list_file),
            ]
        )
        outputs.append(folder / f"plain-{part}")
    before = measured(halves, outputs)
    job = [
        [
            sys.executable,
            __file__,
            "--binary",
            arguments.binary,
            "--folder",
            str(folder),
            "--step",
            "run",
        ]
    ]
    first = measured(job, [folder / "first"])
    # Right before and right after: the machine may have other things to do.
    after = measured(halves, outputs)
    plain = [(one + other) / 2 for one, other in zip(before, after)]
    different = compared(arguments, folder, outputs)
    packages.make(
        folder / "packages", bases, range(arguments.count, arguments.count + arguments.count // 20)
    )
    again = measured(job, [folder / "again"])
    figures = {
        "packages": arguments.count,
        "bases": len(bases),
        "megabytes": sum(path.stat().st_size for path in made) >> 20,
        "plain": {"seconds": round(plain[0], 1), "processor_seconds": round(plain[1], 1)},
        "plain_before_and_after": [round(before[0], 1), round(after[0], 1)],
        # Not the processor's time: this process does not wait for the JVM's children, and what they used is not counted here.
        "spark": {"seconds": round(first[0], 1), **json.loads((folder / "first").read_text())},
        "again": {"seconds": round(again[0], 1), **json.loads((folder / "again").read_text())},
        "rows": different,
        "tables_megabytes": sum(
            path.stat().st_size for path in (folder / "tables").rglob("*.parquet")
        )
        >> 20,
    }
    for start, key in [("with", "seconds"), ("without", "seconds_without_start")]:
        overhead = figures["spark"][key] / plain[0] - 1
        figures[f"overhead_percent_{start}_start_of_spark"] = round(100 * overhead, 1)
    print(json.dumps(figures, indent=2))
    is_equal = all(one["different"] == 0 for one in different.values())
    return 0 if is_equal and figures["again"]["looked_at"] == arguments.count // 20 else 1


if __name__ == "__main__":
    sys.exit(main())
