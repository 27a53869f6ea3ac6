# SPDX-License-Identifier: MIT OR Apache-2.0
"""One long-lived privguide process, asked about one package after the other.

The protocol is that of `--format ndjson --framed`: a frame is the length of a name (4 bytes, big-endian), the name (UTF-8), the
length of the content (8 bytes, big-endian) and the content. The answer is some lines of JSON and one that closes it and says how
many there were.
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import json
import mmap
import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
from array import array
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Callable, Optional, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Bytes of one line. A line of a program with ten thousand uses has a tenth of this.
MAX_LINE = 64 << 20
# Of all lines about one package: it is one value in a column of Arrow.
MAX_ANSWER = 256 << 20
# Of what is on its way to the process: a package is then written in few pieces. Linux grants it.
PIPE = 1 << 20
# Linux's numbers; a page at both ends of each of two frames may be part full.
F_SETPIPE_SZ, F_GETPIPE_SZ = 1031, 1032
SLACK = 4 * mmap.PAGESIZE
# A closing line is short: longer lines are not parsed to find out.
MAX_CLOSING = 8 << 10
# Bytes of what a process that died said last.
LAST_WORDS = 400
ENVIRONMENT = "PRIVGUIDE_BINARY"
NAMES = ("cargo-privguide", "privguide")


class Unusable(RuntimeError):
    """There is no binary, or not the one that was asked for: nothing can be looked at."""


@dataclass(frozen=True)
class Command:
    """What is run for each package."""

    # A path, or the name of a file that was shipped with `--files`; none: looked for.
    binary: str | None = None
    verb: str = "check"
    language: str = "en"
    # Seconds that one package may take.
    timeout: float = 120.0
    # Threads of one process. Spark gives each task one core.
    threads: int = 1

    def arguments(self, binary: str) -> list[str]:
        """The command line."""
        return [binary, self.verb, "--format", "ndjson", "--framed", "--lang", self.language]


@dataclass(frozen=True)
class Answer:
    """What is known of a package: its lines, or why there are none."""

    lines: tuple[bytes, ...] = ()
    # `timeout`, `died` or `protocol`, and a sentence; the lines are then empty.
    lost: tuple[str, str] | None = None


def locate(binary: str | None) -> str:
    """Where the executable is: as it was given, else the environment, else what Spark shipped, else the PATH."""
    given = binary or os.environ.get(ENVIRONMENT)
    for name in [given] if given else NAMES:
        found = _shipped(name) or shutil.which(name)
        if found:
            return found
    raise Unusable(
        f"找不到可执行文件 {given or NAMES[0]}：请用 --binary、环境变量 {ENVIRONMENT} 或 spark-submit --files 指定 / "
        f"no executable {given or NAMES[0]}: name it with --binary or {ENVIRONMENT}, or ship it with spark-submit --files"
    )


def _shipped(name: str) -> str | None:
    if os.sep in name:
        return None
    try:
        from pyspark import SparkFiles  # noqa: PLC0415 (a process can be driven without Spark)

        path = SparkFiles.get(name)
    except (ImportError, AttributeError, TypeError, RuntimeError, AssertionError):
        return None
    return path if os.path.isfile(path) and os.access(path, os.X_OK) else None


def version(binary: str) -> str:
    """What the executable says that it is."""
    try:
        done = subprocess.run(
            [binary, "--version"],
            capture_output=True,
            timeout=60,
            check=True,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise Unusable(f"无法运行 {binary}：{error} / {binary} cannot be run: {error}") from error
    return done.stdout.decode("utf-8", "replace").strip()


def _with_parent() -> Callable[[], None]:
    """On Linux the process ends with the Python worker, even one that is killed."""
    if not sys.platform.startswith("linux"):
        return lambda: None
    libc = ctypes.CDLL(None)

    def arrange() -> None:
        libc.prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG

    return arrange


_ARRANGE = _with_parent()


class Process:
    """A process that is asked again and again. It is started when it is needed, and again when it was lost."""

    def __init__(self, command: Command, binary: str) -> None:
        """Nothing is started yet."""
        self._command = command
        self._binary = binary
        self._child: _Child | None = None
        self.starts = 0

    def ask(self, name: str, content: bytes) -> Answer:
        """Looks at one package."""
        ((_, answer),) = self.answers([(name, content)])
        return answer

    def answers(self, packages: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, Answer]]:
        """Looks at packages, in their order; each is a name and a content.

        The next one is taken, and sent if it is small, while the process looks at one: nothing is
        waited for in between. Time counts from when an answer is waited for.
        """
        before: _Sent | None = None
        for name, content in packages:
            sent = _Sent(name, content)
            if before is not None:
                if self._child is not None:
                    self._child.send_ahead(sent)
                yield before.name, self._answer(before)
            before = self._sent(sent)
            if len(content) > PIPE:
                # Its content makes way before the next one is read.
                yield name, self._answer(before)
                before = None
        if before is not None:
            yield before.name, self._answer(before)

    def close(self) -> None:
        """Ends the process."""
        child, self._child = self._child, None
        if child is not None:
            child.close()

    def _answer(self, sent: _Sent) -> Answer:
        """What dies is tried once more: it may have been another's memory that was missing."""
        answer = self._answer_once(sent)
        if answer.lost and answer.lost[0] == "died":
            answer = self._answer_once(self._sent(sent))
        return answer

    def _sent(self, sent: _Sent) -> _Sent:
        """Sends what the process that runs now was not sent."""
        child = self._running()
        if sent.to is not child:
            child.send(sent)
        return sent

    def _answer_once(self, sent: _Sent) -> Answer:
        child = sent.to
        assert child is not None
        failed, expired, lines = child.receive(sent.name) if sent.failed is None else sent.failed
        if failed is not None:
            lost = self._loss(child, failed, expired)
            self.close()
            return Answer(lost=lost)
        if expired:
            # The answer was whole before the process was ended.
            self.close()
        return Answer(lines=lines)

    def _running(self) -> _Child:
        if self._child is not None and not self._child.is_alive():
            self.close()
        if self._child is None:
            self._child = _Child(self._command, self._binary)
            self.starts += 1
        return self._child

    def _loss(self, child: _Child, error: Exception, expired: bool) -> tuple[str, str]:
        chinese = self._command.language.startswith("zh")
        ended = isinstance(error, (EOFError, OSError))
        code, words = child.last(ended)
        if expired:
            seconds = f"{self._command.timeout:g}"
            return (
                "timeout",
                f"超过 {seconds} 秒，已终止"
                if chinese
                else f"it took more than {seconds} seconds and was ended",
            )
        if not ended:
            return (
                "protocol",
                f"输出不符合约定：{error}"
                if chinese
                else f"the output does not follow the protocol: {error}",
            )
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        said = f": {words}" if words else ""
        return (
            "died",
            f"进程中途结束（{how}）{said}" if chinese else f"the process ended ({how}){said}",
        )


# Why there is no answer, whether it took too long, and the lines.
Received = tuple[Optional[Exception], bool, tuple[bytes, ...]]


@dataclass
class _Sent:
    """A frame, and the process that it was sent to."""

    name: str
    content: bytes
    to: _Child | None = None
    # It could not be written.
    failed: Received | None = None


class _Child:
    """A process that runs."""

    def __init__(self, command: Command, binary: str) -> None:
        """Starts it."""
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (it lives as long as the process)
        self._process = subprocess.Popen(
            command.arguments(binary),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env={**os.environ, "RAYON_NUM_THREADS": str(command.threads)},
            bufsize=0,
            preexec_fn=_ARRANGE,  # noqa: PLW1509 (the watch has ended: no other thread of ours runs)
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in = self._process.stdin
        self._out = io.BufferedReader(cast("io.RawIOBase", self._process.stdout))
        self._room = _widened(self._in)
        self._watch = _Watch(self._process, command.timeout)

    def is_alive(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def send(self, sent: _Sent) -> None:
        """Writes a frame, and waits until the process has taken it or as good as."""
        sent.to, sent.failed = self, None
        self._watch.begin()
        failed: Exception | None = None
        try:
            _write(self._in, _head(sent), sent.content)
        except (OSError, ValueError) as error:
            failed = error
        expired = self._watch.end()
        if failed is not None:
            sent.failed = failed, expired, ()

    def send_ahead(self, sent: _Sent) -> None:
        """Writes a frame behind another one if nothing has to be waited for."""
        head = _head(sent)
        if len(head) + len(sent.content) > self._room - _unread(self._in) - SLACK:
            return
        with contextlib.suppress(OSError):
            _write(self._in, head, sent.content)
            sent.to = self

    def receive(self, name: str) -> Received:
        """Reads the answer to the frame that was sent first."""
        self._watch.begin()
        failed: Exception | None = None
        lines: tuple[bytes, ...] = ()
        try:
            lines = self._lines(name)
        except (OSError, EOFError, ValueError) as error:
            failed = error
        return failed, self._watch.end(), lines

    def last(self, ended: bool) -> tuple[int, str]:
        """How it ended, and its last words; one that did not end by itself is ended."""
        if not ended:
            self._process.kill()
        return _exit_code(self._process), self._last_words()

    def close(self) -> None:
        """Ends it."""
        self._process.kill()
        self._process.wait()
        self._watch.close()
        for pipe in (self._in, self._out, self._errors):
            pipe.close()

    def _lines(self, name: str) -> tuple[bytes, ...]:
        lines: list[bytes] = []
        size = 0
        while True:
            line = self._out.readline(MAX_LINE + 1)
            if not line.endswith(b"\n"):
                if len(line) > MAX_LINE:
                    raise ValueError("a line is longer than 64 MB")
                raise EOFError
            closing = _closing(line)
            size += len(line)
            if size > MAX_ANSWER:
                raise ValueError(f"the answer is longer than {MAX_ANSWER} bytes")
            if closing is None:
                line.decode("utf-8")
                lines.append(line)
            elif closing != (name, len(lines)):
                raise ValueError("the answer is that of another frame")
            else:
                return tuple(lines)

    def _last_words(self) -> str:
        self._errors.seek(max(0, self._errors.seek(0, os.SEEK_END) - LAST_WORDS))
        text = self._errors.read().decode("utf-8", "replace")
        return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _head(sent: _Sent) -> bytes:
    name = sent.name.encode("utf-8")
    return struct.pack(">I", len(name)) + name + struct.pack(">Q", len(sent.content))


def _write(pipe: IO[bytes], *parts: bytes) -> None:
    """Writes parts without putting them together; the reader wakes up once where the system knows how."""
    rest = [memoryview(part) for part in parts if part]
    while rest:
        together = hasattr(os, "writev")
        count = os.writev(pipe.fileno(), rest) if together else pipe.write(rest[0])
        while rest and count >= len(rest[0]):
            count -= len(rest.pop(0))
        if rest:
            rest[0] = rest[0][count:]


class _Watch:
    """Ends a process whose answer takes too long. It looks now and then: nothing waits for it."""

    def __init__(self, child: subprocess.Popen[bytes], seconds: float) -> None:
        self._child = child
        self._seconds = seconds
        self._lock = threading.Lock()
        self._since: float | None = None
        self._expired = False
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def begin(self) -> None:
        """From now on."""
        with self._lock:
            self._since, self._expired = time.monotonic(), False

    def end(self) -> bool:
        """No longer; whether it was ended."""
        with self._lock:
            self._since = None
            return self._expired

    def close(self) -> None:
        """Looks no more."""
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(min(1.0, self._seconds / 20)):
            with self._lock:
                if self._since is not None and time.monotonic() - self._since > self._seconds:
                    self._expired, self._since = True, None
                    self._child.kill()


def _widened(pipe: IO[bytes]) -> int:
    """Makes a pipe as wide as a user may have it: the bytes that it takes while nobody reads, 0 if that is not known."""
    try:
        import fcntl  # noqa: PLC0415 (Windows has none)

        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe.fileno(), F_SETPIPE_SZ, PIPE)
        return fcntl.fcntl(pipe.fileno(), F_GETPIPE_SZ)
    except (ImportError, OSError):
        return 0


def _unread(pipe: IO[bytes]) -> int:
    """The bytes in a pipe that was widened."""
    import fcntl  # noqa: PLC0415 (as above)
    import termios  # noqa: PLC0415

    count = array("i", [0])
    fcntl.ioctl(pipe.fileno(), termios.FIONREAD, count)
    return count[0]


def _exit_code(child: subprocess.Popen[bytes]) -> int:
    """How it ended; one that closed its output and goes on is ended."""
    try:
        return child.wait(timeout=1)
    except subprocess.TimeoutExpired:
        child.kill()
        return child.wait()


def _closing(line: bytes) -> tuple[str, int] | None:
    """The input and the number of lines, of a line that closes an answer."""
    if len(line) > MAX_CLOSING or b'"lines":' not in line:
        return None
    value = json.loads(line)
    return (
        (value["input"], value["lines"]) if isinstance(value, dict) and "lines" in value else None
    )
