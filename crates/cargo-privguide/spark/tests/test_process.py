"""The process of a task: whatever it does, each package has one answer and the next package is looked at."""

from __future__ import annotations

import json
import os
import stat
import sys
import time

import packages
import pytest
from conftest import REPOSITORY
from single import lines_of

from privguide_spark.process import (
    PIPE,
    Answer,
    Command,
    Process,
    Unusable,
    _Sent,
    locate,
    version,
)

# A stand-in that reads frames and does what their content says.
STAND_IN = """#!{python}
import json, os, struct, sys, time
def exactly(count):
    data = sys.stdin.buffer.read(count)
    if len(data) < count: sys.exit(0)
    return data
def say(value):
    sys.stdout.write(value if isinstance(value, str) else json.dumps(value) + "\\n"); sys.stdout.flush()
while True:
    name = exactly(struct.unpack(">I", exactly(4))[0]).decode()
    content = exactly(struct.unpack(">Q", exactly(8))[0]).decode()
    if content == "hang": time.sleep(600)
    if content == "die": sys.stderr.write("out of \\x1b[31mluck"); sys.exit(7)
    if content == "die once" and not os.path.exists(sys.argv[0] + ".died"):
        open(sys.argv[0] + ".died", "w").close(); os.kill(os.getpid(), 9)
    if content == "die later":
        say({{"version": 1, "input": name, "programs": []}}); sys.exit(3)
    if content == "close": os.close(1); time.sleep(600)
    if content == "another": say({{"version": 1, "input": "other", "lines": 0}})
    if content == "garbage": say('{{"lines": \\n')
    if content == "text": say("no JSON\\n")
    if content == "nested": say({{"version": 1, "input": name, "error": {{"kind": "x", "message": '"lines":3'}}}})
    say({{"version": 1, "input": name, "project": ".", "programs": [], "pid": os.getpid()}})
    say({{"version": 1, "input": name, "lines": 2 if content in ("nested", "text") else 1}})
"""


@pytest.fixture
def process(tmp_path):
    path = tmp_path / "stand-in"
    path.write_text(STAND_IN.format(python=sys.executable))
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    process = Process(Command(timeout=2), str(path))
    yield process
    process.close()


def test_one_process_answers_many(process):
    answers = [process.ask(f"package {number}", b"good") for number in range(20)]
    assert all(answer.lost is None and len(answer.lines) == 1 for answer in answers)
    assert len({line for answer in answers for line in answer.lines}) == 20
    assert process.starts == 1


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        ("hang", "timeout", "more than 2 seconds"),
        ("die", "died", "exit code 7): out of [31mluck"),
        ("die later", "died", "exit code 3"),
        ("close", "died", "signal 9"),
        ("another", "protocol", "another frame"),
        ("garbage", "protocol", "protocol"),
    ],
)
def test_the_package_in_hand_is_lost_and_the_rest_goes_on(process, content, kind, words):
    assert process.ask("before", b"good").lost is None
    answer = process.ask("in hand", content.encode())
    assert answer.lines == ()
    assert answer.lost is not None
    assert answer.lost[0] == kind
    assert words in answer.lost[1]
    after = process.ask("after", b"good")
    assert after.lost is None
    assert b'"input": "after"' in after.lines[0]


@pytest.mark.parametrize(
    "content", ["hang", "die", "die once", "die later", "close", "another", "garbage", "text"]
)
def test_packages_that_were_sent_ahead_are_answered_as_alone(process, content):
    large = b"x" * (3 << 20)
    contents = [b"good", b"nested", content.encode(), b"good", large, b"good", b"good"]
    frames = [(f"package {number}", one) for number, one in enumerate(contents)]
    taken = []

    def each():
        for frame in frames:
            taken.append(frame[0])
            yield frame

    answered = []
    for name, answer in process.answers(each()):
        # One more has been taken at most, and none beside a large one.
        assert len(taken) - len(answered) <= (1 if name == "package 4" else 2)
        answered.append(name)
        expected = process_alone(process, name, dict(frames)[name])
        assert without_process(answer) == without_process(expected)
    assert answered == [name for name, _ in frames]


def process_alone(process, name, content):
    alone = Process(process._command, process._binary)
    try:
        return alone.ask(name, content)
    finally:
        alone.close()


def without_process(answer: Answer):
    return answer.lost, [line.split(b'"pid"')[0] for line in answer.lines]


def test_a_small_package_waits_in_the_pipe_while_another_is_looked_at(process):
    assert (
        len({line for _, one in process.answers([("a", b"good")] * 2) for line in one.lines}) == 1
    )
    child = process._child
    sent = _Sent("b", b"good")
    child.send_ahead(sent)
    assert sent.to is child
    assert process._answer(sent).lost is None
    large = _Sent("c", b"x" * PIPE)
    child.send_ahead(large)
    assert large.to is None


def test_an_answer_that_is_too_long_is_lost_and_the_rest_goes_on(process, monkeypatch):
    monkeypatch.setattr("privguide_spark.process.MAX_ANSWER", 150)
    assert process.ask("short", b"good").lost is None
    lost = process.ask("long", b"nested").lost
    assert lost is not None
    assert lost[0] == "protocol"
    assert "longer than 150 bytes" in lost[1]
    assert process.ask("after", b"good").lost is None


def test_what_dies_is_tried_once_more(process):
    assert process.ask("unlucky", b"die once").lost is None
    assert process.starts == 2


def test_a_process_that_is_gone_before_a_package_costs_it_nothing(process):
    process.ask("first", b"good")
    os.kill(process._child._process.pid, 9)
    assert process.ask("second", b"good").lost is None


def test_large_contents_and_words_like_a_closing_line_pass(process):
    assert process.ask("large", b"x" * (20 << 20)).lost is None
    assert len(process.ask("nested", b"nested").lines) == 2


def test_a_process_that_does_not_read_is_ended(tmp_path):
    path = tmp_path / "deaf"
    path.write_text("#!/bin/sh\nexec sleep 600\n")
    path.chmod(0o755)
    process = Process(Command(timeout=1, language="zh-CN"), str(path))
    before = time.monotonic()
    assert process.ask("package", b"x" * (1 << 20)) == Answer(lost=("timeout", "超过 1 秒，已终止"))
    assert time.monotonic() - before < 10
    process.close()


def test_no_binary_is_no_failure_of_a_package(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("PRIVGUIDE_BINARY", raising=False)
    with pytest.raises(Unusable, match="no executable"):
        locate(None)
    broken = tmp_path / "cargo-privguide"
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    assert locate(None) == str(broken)
    with pytest.raises(Unusable, match="cannot be run"):
        version(str(broken))


def test_the_real_binary_says_the_same_as_in_a_run_of_its_own(binary, tmp_path):
    process = Process(Command(), binary)
    shop = packages.packed(packages.program(REPOSITORY / "tests" / "programs" / "shop"))
    for content in [shop, packages.damaged(shop, 3), b"", shop]:
        sha256, lines = lines_of(binary, content, tmp_path)
        assert [json.loads(line) for line in process.ask(sha256, content).lines] == lines
    assert process.starts == 1
    process.close()
