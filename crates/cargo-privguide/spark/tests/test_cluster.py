"""The job on real executors: what the tables hold is what single runs of the binary say, whatever happens on the way."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from pathlib import Path

import packages
import pytest
from cluster import executors
from conftest import HERE, REPOSITORY
from pyspark.sql import functions as F
from single import TABLES, in_order, lines_of, rows_of, rows_of_tables

from privguide_spark import Command, Files, Options, Rows, Tables, run
from privguide_spark.looking import Look, looking
from privguide_spark.sources import Package, grouped

COUNT = 60
DAMAGED_EVERY = 12


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Seeded changes of the samples, some damaged; one under two names, one like a pattern; one that is large; empty ones."""
    folder = tmp_path_factory.mktemp("packages")
    paths = packages.make(
        folder / "shops", packages.samples(REPOSITORY), range(COUNT), DAMAGED_EVERY
    )
    large = {
        **packages.program(packages.samples(REPOSITORY)[0]),
        "miniprogram/images/large.bin": os.urandom(9 << 20),
    }
    for name, content in {
        "店 [1] {a,b}*.tgz": paths[0].read_bytes(),
        "large.tgz": packages.packed(large),
        "empty.tgz": b"",
    }.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def expected(made, binary, tmp_path_factory):
    """The rows of single runs, once for each content."""
    scratch = tmp_path_factory.mktemp("single")
    rows = {name: [] for name in TABLES}
    contents = {path.read_bytes() for path in made.rglob("*.tgz")}
    for content in contents:
        for name, of in rows_of(*lines_of(binary, content, scratch)).items():
            rows[name] += of
    assert len(rows["failures"]) > COUNT // DAMAGED_EVERY
    return {name: in_order(of) for name, of in rows.items()}


@pytest.fixture(scope="module")
def recorded(spark, made, binary, tmp_path_factory):
    """The first run, with a record of what was looked at, and one of its executors killed in the middle."""
    folder = tmp_path_factory.mktemp("recorded")
    record, tables = folder / "record", folder / "tables"
    record.touch()
    command = Command(binary=recorder(folder, binary, record, delay=0.2))
    before = executors(spark)
    killed = threading.Thread(target=kill_when, args=(before, record, 8))
    killed.start()
    done = run(spark, Files(spark, [str(made)]), str(tables), Options(command, batch=1_000))
    killed.join()
    assert set(before) - set(executors(spark)), "no executor was killed"
    return {
        "tables": Tables(spark, str(tables)),
        "done": done,
        "record": record,
        "command": command,
        "folder": folder,
    }


def recorder(folder: Path, binary: str, record: Path, delay: float = 0.0) -> str:
    """An executable that records what it is asked about."""
    path = folder / "recorder"
    environment = f"TEST_BINARY='{binary}' TEST_RECORD='{record}' TEST_DELAY={delay}"
    path.write_text(
        f"#!/bin/sh\n{environment} exec '{os.environ['PYSPARK_PYTHON']}' '{HERE / 'recording.py'}' \"$@\"\n"
    )
    path.chmod(0o755)
    return str(path)


def kill_when(before: list[int], record: Path, answered: int) -> None:
    """Kills the executor that answered last, as soon as so many packages have been answered."""
    ends = time.monotonic() + 120
    while time.monotonic() < ends:
        if len(record.read_text().split()) >= answered:
            process = int(Path(f"{record}.process").read_text() or 1)
            while process not in before and process > 1:
                process = int(
                    Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[1]
                )
            if process in before:
                os.kill(process, signal.SIGKILL)
                return
        time.sleep(0.02)


def test_with_an_executor_killed_nothing_is_lost_and_nothing_is_there_twice(
    recorded, expected, made
):
    found = rows_of_tables(recorded["tables"])
    for name in TABLES:
        assert in_order(found[name]) == expected[name], name
    looked_at = Counter(recorded["record"].read_text().split())
    assert max(looked_at.values()) > 1, "the killed executor's packages were looked at again"
    ledger = recorded["tables"].read("packages").collect()
    assert sorted(Path(row["name"]).name for row in ledger) == sorted(
        path.name for path in made.rglob("*.tgz")
    )
    assert len({row["sha256"] for row in ledger}) == len(looked_at)
    assert recorded["done"].looked_at == len(looked_at)
    assert recorded["done"].lost == 0, "a damaged package is answered"


def test_the_names_of_jobs_say_how_far_a_run_is(spark, made, binary, tmp_path):
    """What Spark's pages show: accumulators of Python have no name there."""
    source = Files(spark, [str(made / "shops")])
    run(spark, source, str(tmp_path), Options(Command(binary=binary), batch=COUNT - 20))
    jobs = spark.sparkContext._jsc.sc().statusStore().jobsList(None)
    said = {str(jobs.apply(place).description().get()) for place in range(jobs.size())}
    for words in (
        f"privguide: batch 1: {COUNT - 20} packages; before: 0, without a result 0",
        f"privguide: batch 2: 20 packages; before: {COUNT - 20}, without a result 0",
    ):
        assert words in said, said


def test_again_with_some_new_ones_only_those_are_looked_at(spark, recorded, binary, tmp_path):
    record = recorded["record"]
    before = record.read_text()
    new = packages.make(tmp_path / "new", packages.samples(REPOSITORY), range(1_000, 1_003))
    (tmp_path / "new" / "known.tgz").write_bytes(
        packages.packed(packages.changed(packages.program(packages.samples(REPOSITORY)[0]), 0))
    )
    ledger = recorded["tables"].read("packages")
    folders = [str(Path(row["name"].removeprefix("file:")).parent) for row in ledger.collect()]
    sources = [
        *sorted({folder for folder in folders if not folder.endswith("shops")}),
        str(tmp_path / "new"),
    ]
    done = run(
        spark,
        Files(spark, sources),
        str(recorded["folder"] / "tables"),
        Options(recorded["command"]),
    )
    assert done.looked_at == len(new)
    assert len(record.read_text().split()) - len(before.split()) == len(new)
    names = {Path(row["name"]).name for row in recorded["tables"].read("packages").collect()}
    assert "known.tgz" in names, "a name more of a content that is known"
    again = run(
        spark,
        Files(spark, sources),
        str(recorded["folder"] / "tables"),
        Options(recorded["command"], unchanged="stat"),
    )
    assert (again.listed, again.looked_at, again.batches) == (0, 0, 0)


def test_what_was_looked_at_before_the_driver_died_is_committed_by_the_next_run(
    spark, made, binary, expected, tmp_path
):
    tables = str(tmp_path / "tables")
    source = Files(spark, [str(made)])
    options = Options(Command(binary=binary), batch=25)
    whole = Tables._write
    written = []

    def dies(self, name, batch, files):
        written.append((name, batch))
        if (name, batch) == ("packages", 2):
            raise KeyboardInterrupt
        whole(self, name, batch, files)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Tables, "_write", dies)
        with pytest.raises(KeyboardInterrupt):
            run(spark, source, tables, options)
    opened = Tables(spark, tables)
    assert opened.committed() == 1
    first = {row["sha256"] for row in opened.read("packages").collect()}
    assert {row["sha256"] for row in opened.read("uses").collect()} <= first, (
        "what is not committed is not read"
    )
    # The rest of a batch that was not looked at to its end.
    (tmp_path / "tables" / "_work" / "batch=9").mkdir()
    (tmp_path / "tables" / "_work" / "batch=9" / "blocks").write_bytes(b"half")
    done = run(spark, source, tables, options)
    assert done.resumed == 1
    assert done.looked_at < len(list(made.rglob("*.tgz"))) - 2 * 20
    assert not list((tmp_path / "tables" / "_work").iterdir())
    found = rows_of_tables(Tables(spark, tables))
    for name in TABLES:
        assert in_order(found[name]) == expected[name], name


def test_rows_of_bytes_are_looked_at_as_files_are_and_large_ones_are_apart(
    spark, made, binary, expected, tmp_path, monkeypatch
):
    monkeypatch.setattr("privguide_spark.sources.LEAST", 4 << 20)
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "large, too.tgz").write_bytes(bytes(9 << 20))
    files = spark.read.format("binaryFile").option("recursiveFileLookup", "true")
    rows = files.load([str(made), str(tmp_path / "more")])
    rows = rows.select(F.col("path").alias("name"), "content")
    source = Rows(rows)
    parts = source.contents(list(source.listing())).select("bytes").rdd.glom().collect()
    sizes = [[row["bytes"] for row in part] for part in parts]
    large = [part for part in sizes if any(size > 8 << 20 for size in part)]
    assert [len(part) for part in large] == [1, 1]
    assert len(sizes) > 3, "the others are spread"
    assert all(sizes), "as planned"
    empty = spark.createDataFrame([("empty", bytearray())], "name string, content binary")
    rows = rows.where("not contains(name, 'large, too')").unionByName(empty)
    run(spark, Rows(rows), str(tmp_path / "tables"), Options(Command(binary=binary)))
    found = rows_of_tables(Tables(spark, str(tmp_path / "tables")))
    for name in TABLES:
        assert in_order(found[name]) == expected[name], name


def test_rows_without_content_are_failures_and_a_name_may_be_there_twice(spark, binary, tmp_path):
    shop = packages.packed(packages.program(packages.samples(REPOSITORY)[0]))
    given = [
        ("twice", shop),
        ("twice", b"other"),
        ("nothing", None),
        ("same", shop),
        ("same", shop),
    ]
    rows = spark.createDataFrame(given, "name string, content binary")
    options = Options(Command(binary=binary))
    done = run(spark, Rows(rows), str(tmp_path / "tables"), options)
    assert (done.looked_at, done.lost, done.unread) == (2, 1, 1)
    tables = Tables(spark, str(tmp_path / "tables"))
    ledger = [(row["name"], row["outcome"]) for row in tables.read("packages").collect()]
    assert sorted(ledger) == [
        ("nothing", "unreadable"),
        ("same", "answered"),
        ("twice", "answered"),
        ("twice", "answered"),
    ]
    failures = [(row["name"], row["kind"]) for row in tables.read("failures").collect()]
    assert sorted(failures) == [("nothing", "unreadable"), ("twice", "no-archive")]
    again = run(spark, Rows(rows), str(tmp_path / "tables"), options)
    assert (again.looked_at, again.lost, again.batches) == (0, 0, 0)


def test_files_that_come_through_spark_are_looked_at_as_those_that_workers_open(
    spark, made, binary, expected, tmp_path
):
    source = Files(spark, [str(made)], direct=False)
    tables = str(tmp_path / "tables")
    run(spark, source, tables, Options(Command(binary=binary)))
    found = rows_of_tables(Tables(spark, tables))
    for name in TABLES:
        assert in_order(found[name]) == expected[name], name
    through = {one.name: one.bytes for one in source.listing()}
    assert through == {one.name: one.bytes for one in Files(spark, [str(made)]).listing()}
    direct = run(spark, Files(spark, [str(made)]), tables, Options(Command(binary=binary)))
    assert (direct.looked_at, direct.batches) == (0, 0), "names and contents are the same"


def test_contents_that_several_tasks_look_at_are_there_once(
    spark, made, binary, expected, tmp_path, monkeypatch
):
    monkeypatch.setattr("privguide_spark.sources.LARGE", 0)
    folder = tmp_path / "twins"
    folder.mkdir()
    for path in made.rglob("*.tgz"):
        (folder / f"a {path.name}").write_bytes(path.read_bytes())
        (folder / f"b {path.name}").write_bytes(path.read_bytes())
    done = run(
        spark,
        Files(spark, [str(folder)]),
        str(tmp_path / "tables"),
        Options(Command(binary=binary)),
    )
    tables = Tables(spark, str(tmp_path / "tables"))
    found = rows_of_tables(tables)
    for name in TABLES:
        assert in_order(found[name]) == expected[name], name
    assert tables.read("packages").count() == 2 * (COUNT + 3)
    assert done.looked_at == COUNT + 2


def test_answers_that_are_too_much_at_once_are_taken_in_halves(
    spark, made, binary, expected, tmp_path, monkeypatch
):
    source = Files(spark, [str(made)])
    whole = Files.blocks

    def bounded(self, some, task, largest):
        if len(some) > 20:
            raise RuntimeError("bigger than spark.driver.maxResultSize (1024.0 MiB)")
        return whole(self, some, task, largest)

    monkeypatch.setattr(Files, "blocks", bounded)
    done = run(spark, source, str(tmp_path / "tables"), Options(Command(binary=binary)))
    assert (done.listed, done.batches) == (COUNT + 3, 4)
    found = rows_of_tables(Tables(spark, str(tmp_path / "tables")))
    for name in TABLES:
        assert in_order(found[name]) == expected[name], name


def test_a_file_that_was_touched_is_read_once_more_where_times_count(spark, binary, tmp_path):
    folder, tables = tmp_path / "some", str(tmp_path / "tables")
    paths = packages.make(folder, packages.samples(REPOSITORY), range(3))
    options = Options(Command(binary=binary), unchanged="stat")
    runs = []
    for _ in range(3):
        done = run(spark, Files(spark, [str(folder)]), tables, options)
        runs.append((done.listed, done.looked_at))
        if len(runs) == 1:
            os.utime(paths[1], (1_700_000_000, 1_700_000_000))
    assert runs == [(3, 3), (1, 0), (0, 0)]
    opened = Tables(spark, tables)
    assert opened.read("packages").count() == 4
    assert opened.current("packages").count() == 3, "one for each name and content"


def test_what_is_listed(spark, tmp_path):
    folder = tmp_path / "[some] {folder}"
    (folder / "b").mkdir(parents=True)
    for name in ["b/页 *.tgz", "a.tgz", "a.zip", "_hidden.tgz", ".hidden.tgz"]:
        (folder / name).write_bytes(b"x")
    (folder / "b" / "again").symlink_to(folder)
    (folder / "link.tgz").symlink_to(folder / "a.tgz")
    (folder / "nowhere.tgz").symlink_to(folder / "not there")
    os.mkfifo(folder / "pipe.tgz")
    (folder / os.fsdecode(b"\xff.tgz")).write_bytes(b"x")
    escaped = str(tmp_path / r"\[some\] \{folder\}")
    listed = list(Files(spark, [escaped, f"{escaped}/b"], "*.{tgz,tar}").listing())
    names = [(one.name.rsplit("/", 1)[1], bool(one.trouble)) for one in listed]
    assert names == [
        ("a.tgz", False),
        ("页 *.tgz", False),
        ("link.tgz", False),
        ("nowhere.tgz", False),
        ("\ufffd.tgz", True),
    ]
    with pytest.raises(FileNotFoundError, match="no such folder"):
        Files(spark, [str(tmp_path / "missing")])


def test_tasks_are_large_at_first_and_small_at_last():
    some = [Package(str(number), 200_000 + number // 3, None) for number in range(5_000)]
    groups = grouped([*some, Package("large", 9 << 20, None)], cores=2)
    assert [one.name for one in groups[0]] == ["large"]
    counts = [len(group) for group in groups[1:]]
    assert sum(counts) == 5_000
    assert counts[0] > 200
    assert counts[-2] < 50
    assert len(counts) < 40
    assert all(after <= before + 2 for before, after in zip(counts, counts[1:-1]))


def test_what_hangs_is_too_large_or_goes_away_is_a_failure_and_the_rest_goes_on(
    spark, made, binary, tmp_path, monkeypatch
):
    folder = tmp_path / "some"
    paths = packages.make(folder, packages.samples(REPOSITORY), range(4))
    hanging = tmp_path / "hanging"
    # It hangs on packages that say so; what it answers else is no matter here.
    hanging.write_text(
        f"#!/bin/sh\nexec '{os.environ['PYSPARK_PYTHON']}' '{HERE / 'hanging.py'}' '{binary}' \"$@\"\n"
    )
    hanging.chmod(0o755)
    (folder / "hangs.tgz").write_bytes(b"HANG")
    (folder / "large.tgz").write_bytes(bytes(3 << 20))
    options = Options(Command(binary=str(hanging), timeout=8), largest=2 << 20)
    source = Files(spark, [str(folder)])
    listing = list(source.listing())
    monkeypatch.setattr(source, "listing", lambda: iter(listing))
    paths[3].unlink()
    done = run(spark, source, str(tmp_path / "tables"), options)
    assert (done.lost, done.unread, done.looked_at) == (3, 1, 4)
    tables = Tables(spark, str(tmp_path / "tables"))
    failures = {Path(row["name"]).name: row["kind"] for row in tables.read("failures").collect()}
    assert failures == {
        "hangs.tgz": "timeout",
        "large.tgz": "too-large",
        paths[3].name: "unreadable",
    }
    outcomes = {Path(row["name"]).name: row["outcome"] for row in tables.read("packages").collect()}
    assert outcomes == {
        **{path.name: "answered" for path in paths[:3]},
        "hangs.tgz": "timeout",
        "large.tgz": "too-large",
    }
    # Once is enough, and what went away is not known.
    monkeypatch.undo()
    assert run(spark, source, str(tmp_path / "tables"), options).looked_at == 0


def test_another_binary_on_the_executors_stops_the_job(spark, made, binary, tmp_path):
    look = Look(Command(binary=binary), "cargo-privguide 0.0.0", "tool")
    source = Files(spark, [str(made)])
    some = list(source.listing())[:1]
    with pytest.raises(Exception, match=r"on the executor, cargo-privguide 0\.0\.0 on the driver"):
        source.blocks(some, looking(look, frozenset), 1 << 20)


def test_tables_of_another_version_are_refused(spark, tmp_path):
    Tables(spark, str(tmp_path / "tables"))
    (tmp_path / "tables" / "_format").write_text("2")
    (tmp_path / "tables" / "._format.crc").unlink()
    with pytest.raises(ValueError, match="version 2; this program knows 1"):
        Tables(spark, str(tmp_path / "tables"))
