# SPDX-License-Identifier: MIT OR Apache-2.0
"""What single runs of the binary say, as rows: what the tables are compared with. It shares no code with the job."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

TABLES = ("programs", "uses", "findings", "third_parties", "failures")
ELSEWHERE = ("uses", "third_parties")


def without_nothing(value):
    """A JSON value without its nulls: in a table every column is there."""
    if isinstance(value, dict):
        return {key: without_nothing(one) for key, one in value.items() if one is not None}
    return [without_nothing(one) for one in value] if isinstance(value, list) else value


def lines_of(
    binary: str, package: bytes, scratch: Path, verb: str = "check"
) -> tuple[str, list[dict]]:
    """The SHA-256 of a package, and what a run over it alone prints."""
    sha256 = hashlib.sha256(package).hexdigest()
    (scratch / sha256).write_bytes(package)
    command = [binary, verb, "--format", "ndjson", "--lang", "en", sha256]
    done = subprocess.run(
        command, cwd=scratch, capture_output=True, check=False, stdin=subprocess.DEVNULL
    )
    (scratch / sha256).unlink()
    return sha256, [json.loads(line) for line in done.stdout.splitlines()]


def rows_of(sha256: str, lines: list[dict]) -> dict[str, list[dict]]:
    """The rows of each table."""
    rows: dict[str, list[dict]] = {name: [] for name in TABLES}
    for line in lines:
        key = {"sha256": sha256, "project": line.get("project")}
        if "error" in line:
            rows["failures"].append({**key, **line["error"]})
        for position, program in enumerate(line.get("programs", [])):
            rest = {name: value for name, value in program.items() if name not in ELSEWHERE}
            counted = {
                "use_count": len(program["uses"]),
                "notes": line.get("notes"),
                "position": position,
            }
            rows["programs"].append({**key, **counted, **rest})
            for name in ELSEWHERE:
                inside = {**key, "program": program["root"]}
                rows[name] += [
                    {**inside, "position": place, **one} for place, one in enumerate(program[name])
                ]
        rows["findings"] += [
            {**key, "position": place, **one}
            for place, one in enumerate(line.get("findings") or [])
        ]
    return {name: [without_nothing(row) for row in of] for name, of in rows.items()}


def rows_of_tables(tables) -> dict[str, list[dict]]:
    """The same, of the job's tables."""
    own = ("tool", "batch", "name")
    rows = {}
    for name in TABLES:
        found = [without_nothing(row.asDict(recursive=True)) for row in tables.read(name).collect()]
        rows[name] = [{key: value for key, value in row.items() if key not in own} for row in found]
    return rows


def in_order(rows: list[dict]) -> list[str]:
    """One text for each row, sorted."""
    return sorted(json.dumps(row, sort_keys=True, ensure_ascii=False) for row in rows)
