# SPDX-License-Identifier: MIT OR Apache-2.0
"""One long-lived privguide process, asked about one package after the other.

The protocol is that of `--format ndjson --framed`: a frame is the length of a name (4 bytes, big-endian), the name (UTF-8), the
length of the content (8 bytes, big-endian) and the content. The answer is some lines of JSON and one that closes it and says how
many there were.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from typing import IO, Callable

# Bytes of one line. A line of a program with ten thousand uses has a tenth of this.
MAX_LINE = 64 << 20
# Of all lines about one package: it is one value in a column of Arrow.
MAX_ANSWER = 256 << 20
# Of what is on its way to the process: a package is then written in few pieces. Linux grants it.
PIPE = 1 << 20
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
        self._child: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] | None = None
        self._watch: _Watch | None = None
        self.starts = 0

    def ask(self, name: str, content: bytes) -> Answer:
        """Looks at one package. What dies is tried once more: it may have been another's memory that was missing."""
        answer = self._ask_once(name, content)
        if answer.lost and answer.lost[0] == "died":
            answer = self._ask_once(name, content)
        return answer

    def close(self) -> None:
        """Ends the process."""
        child, self._child = self._child, None
        watch, self._watch = self._watch, None
        if child is None:
            return
        child.kill()
        child.wait()
        if watch is not None:
            watch.close()
        for pipe in (child.stdin, child.stdout, self._errors):
            if pipe is not None:
                # A frame that the process did not take is still in the buffer.
                with contextlib.suppress(OSError):
                    pipe.close()

    def _ask_once(self, name: str, content: bytes) -> Answer:
        child, watch = self._running()
        watch.begin()
        failed: Exception | None = None
        lines: tuple[bytes, ...] = ()
        try:
            lines = self._exchange(child, name, content)
        except (OSError, EOFError, ValueError) as error:
            failed = error
        finally:
            expired = watch.end()
        if failed is not None:
            return Answer(lost=self._loss(child, failed, expired))
        if expired:
            # The answer was whole before the process was ended.
            self.close()
        return Answer(lines=lines)

    def _running(self) -> tuple[subprocess.Popen[bytes], _Watch]:
        if self._child is not None and self._child.poll() is not None:
            self.close()
        if self._child is None or self._watch is None:
            self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (it lives as long as the process)
            self._child = subprocess.Popen(
                self._command.arguments(self._binary),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                env={**os.environ, "RAYON_NUM_THREADS": str(self._command.threads)},
                bufsize=PIPE,
                preexec_fn=_ARRANGE,  # noqa: PLW1509 (the watch has ended: no other thread of ours runs)
            )
            _widen(self._child.stdin)
            self._watch = _Watch(self._child, self._command.timeout)
            self.starts += 1
        return self._child, self._watch

    @staticmethod
    def _exchange(child: subprocess.Popen[bytes], name: str, content: bytes) -> tuple[bytes, ...]:
        assert child.stdin is not None
        assert child.stdout is not None
        encoded = name.encode("utf-8")
        child.stdin.write(
            struct.pack(">I", len(encoded)) + encoded + struct.pack(">Q", len(content))
        )
        child.stdin.write(content)
        child.stdin.flush()
        lines: list[bytes] = []
        size = 0
        while True:
            line = child.stdout.readline(MAX_LINE + 1)
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

    def _loss(
        self, child: subprocess.Popen[bytes], error: Exception, expired: bool
    ) -> tuple[str, str]:
        chinese = self._command.language.startswith("zh")
        ended = isinstance(error, (EOFError, OSError))
        if not ended:
            child.kill()
        code = _exit_code(child)
        words = self._last_words()
        self.close()
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

    def _last_words(self) -> str:
        if self._errors is None:
            return ""
        self._errors.seek(max(0, self._errors.seek(0, os.SEEK_END) - LAST_WORDS))
        text = self._errors.read().decode("utf-8", "replace")
        return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


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


def _widen(pipe: IO[bytes] | None) -> None:
    """As wide a pipe as a user may have."""
    try:
        import fcntl  # noqa: PLC0415 (Windows has none)

        if pipe is not None:
            fcntl.fcntl(pipe.fileno(), 1031, PIPE)  # F_SETPIPE_SZ
    except (ImportError, OSError):
        return


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
