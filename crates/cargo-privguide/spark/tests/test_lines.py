# SPDX-License-Identifier: MIT OR Apache-2.0
"""Lines as rows: every line is a row of some table, whatever it says."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from privguide_spark.columns import TABLES
from privguide_spark.lines import OTHER_VERSION, failures, rows_of

PLACE = {"file": "a.js", "line": 1, "column": 2}
USE = {"interface": "wx.getLocation", "information": ["Location"], "chain": [], **PLACE}
PROGRAM = {"root": ".", "kind": "mini-program", "uses": [USE, USE], "third_parties": []}
NAMES = {"a": "a.tgz", "b": "b.tgz", "c": "c.tgz"}


def line(name: str, **more) -> bytes:
    value = {"version": 1, "input": name, "project": ".", "programs": [], **more}
    return (json.dumps(value, ensure_ascii=False) + "\n").encode()


def counted(*lines: bytes) -> dict[str, int]:
    tables = rows_of("tool", NAMES, lines)
    assert {name: table.schema for name, table in tables.items()} == {
        name: schema for name, schema in TABLES.items() if name != "packages"
    }
    return {name: table.num_rows for name, table in tables.items() if table.num_rows}


def test_lists_are_rows_with_their_place_in_the_list():
    other = {**PROGRAM, "root": "two", "uses": [USE]}
    tables = rows_of("t", NAMES, [line("a", programs=[PROGRAM, other], notes=["n"]), line("b")])
    uses = tables["uses"].select(["tool", "sha256", "project", "program", "position"]).to_pylist()
    assert [tuple(row.values()) for row in uses] == [
        ("t", "a", ".", ".", 0),
        ("t", "a", ".", ".", 1),
        ("t", "a", ".", "two", 0),
    ]
    programs = tables["programs"].select(["position", "use_count", "notes"]).to_pylist()
    assert [tuple(row.values()) for row in programs] == [(0, 2, ["n"]), (1, 1, ["n"])]


def test_lists_that_are_not_there_are_no_rows():
    assert counted(line("a", programs=None, findings=None)) == {}
    assert counted() == {}
    found = {"rule": "x", "level": "error", "message": "m", "places": None}
    assert counted(line("a", findings=[found, found]), line("b")) == {"findings": 2}


def test_an_error_is_a_failure_with_the_name_of_the_package():
    error = {"version": 1, "input": "b", "error": {"kind": "damaged", "message": "页 \u0000"}}
    tables = rows_of("t", NAMES, [line("a"), json.dumps(error).encode() + b"\n"])
    assert tables["failures"].to_pylist() == [
        {
            "tool": "t",
            "sha256": "b",
            "name": "b.tgz",
            "project": None,
            "kind": "damaged",
            "message": "页 \u0000",
        }
    ]


@pytest.mark.parametrize(
    "bad",
    [
        line("b", version=2),
        line("b", version="1"),
        line("b", programs="many"),
        line("b", programs=[{**PROGRAM, "uses": [{**USE, "line": 1 << 40}]}]),
        b"no JSON\n",
        b"[]\n",
        b"{} {}\n",
        b"\n",
        b'{"version": 1, "input": "b", "input": "c"}\n',
    ],
)
def test_a_line_that_is_not_understood_is_a_failure_and_the_others_count(bad):
    good = line("a", programs=[PROGRAM])
    tables = rows_of("t", NAMES, [good, bad, good, good])
    assert tables["uses"].num_rows == 6
    (failure,) = tables["failures"].to_pylist()
    assert (failure["kind"], failure["message"]) == ("protocol", OTHER_VERSION)
    assert failure["sha256"] in ("b", "c", None)


def test_fields_of_later_versions_are_left_out():
    assert counted(line("a", programs=[{**PROGRAM, "more": {"x": [1]}}], news=1)) == {
        "programs": 1,
        "uses": 2,
    }


def test_failures_of_whole_packages():
    assert failures("t", []).num_rows == 0
    (row,) = failures("t", [(None, "a.tgz", "too-large", "m")]).to_pylist()
    assert (row["sha256"], row["name"], row["kind"]) == (None, "a.tgz", "too-large")


WITHOUT_PANDAS = """
import sys
from privguide_spark.columns import TABLES
from privguide_spark.lines import failures, rows_of
from privguide_spark.looking import PACKAGES, Look, _Task, packed, unpacked
from privguide_spark.process import Answer, Command
from privguide_spark.tasks import Given
from privguide_spark.tables import Row, _ledger, _rows, results, seen

line = sys.stdin.buffer.read()
task = _Task(Look(Command(), "", "tool"), frozenset())
damaged = b'{"version":1,"input":"NAME","error":{"kind":"damaged","message":"m"}}\\n'
packages = [Given("a", line, 1), Given("b", damaged, None), Given("c", None, 2, "too-large", ("", ""))]
for name, content in task.new(packages):
    task.answered(name, Answer((content.replace(b"NAME", name.encode()),)))
blocks = list(task.taken(0))
rows = [row for _, row in seen(blocks)]
assert len(rows) == 3 and _ledger(rows).num_rows == 3
for name in TABLES:
    list(_rows(name, blocks, results(seen(blocks))[1], []))
assert "pandas" not in sys.modules, "it takes a worker half a second"
"""


def test_no_worker_imports_pandas():
    found = {"rule": "x", "level": "error", "message": "m", "places": []}
    asked = line("NAME", programs=[PROGRAM], findings=[found])
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_PANDAS], input=asked, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
