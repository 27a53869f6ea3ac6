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
import threading
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


class Meter:
    """Seconds of processors that a session of processes uses, whoever waits for them: read from Linux's /proc ten times a second.

    What a process used after it was read last is not counted.
    """

    def __init__(self) -> None:
        self.sessions: set[int] = set()
        self.marks: dict[str, float] = {}
        self._used: dict[str, float] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def run(self, commands: list[list[str]], outputs: list[Path]) -> tuple[float, float]:
        """Runs commands side by side: seconds on the clock, and of processors."""
        clock, children = time.monotonic(), []
        for command, path in zip(commands, outputs):
            environment = {**os.environ, "RAYON_NUM_THREADS": "1"}
            with path.open("wb") as out:
                child = subprocess.Popen(
                    command, stdout=out, env=environment, start_new_session=True
                )
            children.append(child)
            self.sessions.add(child.pid)
        self._thread.start()
        # A child that is not waited for is read to its end.
        for child in children:
            os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        taken = time.monotonic() - clock
        self._ended.set()
        self._thread.join()
        # 1: there are findings; 2: damaged packages.
        if max([child.wait() for child in children]) > 2:
            raise SystemExit("a command failed")
        return taken, self.used()

    def used(self) -> float:
        """So far."""
        return sum(self._used.values())

    def _look(self) -> None:
        while True:
            is_over = self._ended.wait(0.1)
            self._read()
            for output, mark in MARKS:
                if mark not in self.marks and output.exists() and mark in output.read_text():
                    self.marks[mark] = self.used()
            if is_over:
                return

    def _read(self) -> None:
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = status.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) in self.sessions:
                ticks = int(fields[11]) + int(fields[12])
                self._used[status.parent.name] = ticks / os.sysconf("SC_CLK_TCK")


# Files, and words of them at which the meter is read.
MARKS: list[tuple[Path, str]] = []


def spark_run(arguments: argparse.Namespace, folder: Path) -> None:
    """One run of the job, in a process of its own."""
    from cluster import session  # noqa: PLC0415 (only this process starts Spark)

    from privguide_spark import Command, Files, Options, run  # noqa: PLC0415

    spark = session()
    print("STARTED", flush=True)
    before = time.monotonic()
    done = run(
        spark,
        Files(spark, [str(folder / "packages")]),
        str(folder / "tables"),
        Options(Command(binary=arguments.binary)),
    )
    taken = time.monotonic() - before
    print(json.dumps({**done.__dict__, "seconds": round(taken, 1)}))
    print("DONE", flush=True)
    spark.stop()


def spark_measured(job: list[str], output: Path) -> dict[str, object]:
    """What a run did, and what it took with and without the start and the end of Spark."""
    MARKS[:] = [(output, "STARTED"), (output, "DONE")]
    meter = Meter()
    seconds, used = meter.run([job], [output])
    MARKS.clear()
    done = json.loads(next(line for line in output.read_text().splitlines() if line[0] == "{"))
    inside = meter.marks["DONE"] - meter.marks["STARTED"]
    whole = {"seconds": round(seconds, 1), "processor_seconds": round(used, 1)}
    return {**done, "processor_seconds": round(inside, 1), "with_start_of_spark": whole}


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
    parser.add_argument("--rounds", type=int, default=1, help="runs of Spark, between plain loops")
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
    step = [sys.executable, __file__, "--binary", arguments.binary, "--folder", str(folder)]
    job = [*step, "--step", "run"]
    plain, sparks = [Meter().run(halves, outputs)], []
    # In turns: the machine may have other things to do.
    for _ in range(arguments.rounds):
        shutil.rmtree(folder / "tables", ignore_errors=True)
        sparks.append(spark_measured(job, folder / "first"))
        plain.append(Meter().run(halves, outputs))
    different = compared(arguments, folder, outputs)
    packages.make(
        folder / "packages", bases, range(arguments.count, arguments.count + arguments.count // 20)
    )
    again = spark_measured(job, folder / "again")
    tables = (folder / "tables").rglob("*.parquet")
    figures = {
        "packages": arguments.count,
        "bases": len(bases),
        "megabytes": sum(path.stat().st_size for path in made) >> 20,
        "plain": [
            {"seconds": round(one, 1), "processor_seconds": round(other, 1)} for one, other in plain
        ],
        "spark": sparks,
        "again": again,
        "rows": different,
        "tables_megabytes": sum(path.stat().st_size for path in tables) >> 20,
    }
    for place, key in enumerate(["seconds", "processor_seconds"]):
        # Each run between its neighbours.
        pairs = zip(sparks, plain, plain[1:])
        found = [2 * one[key] / (before[place] + after[place]) - 1 for one, before, after in pairs]
        figures[f"overhead_percent_of_{key}"] = [round(100 * one, 1) for one in found]
    print(json.dumps(figures, indent=2))
    is_equal = all(one["different"] == 0 for one in different.values())
    return 0 if is_equal and again["looked_at"] == arguments.count // 20 else 1


if __name__ == "__main__":
    sys.exit(main())
