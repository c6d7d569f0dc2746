"""A tutorial, read as a person reads it and typed line by line into a shell."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from documents.reading import Document

CTRL_C = "^C\n"
_DIFFERS = (
    r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ",
    r"\b\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*",
    r"\b\d\d:\d\d\b",
    r"\b\d+\.\d s\b",
    r"\b[0-9a-f]{32}\b",
    r"\ba:[0-9a-f]{8}\b",
    r"whsec_\S+",
)
"""What the tutorial says that differs: days, times, how long it took, ids, secrets."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A line to be typed, and what is to be seen then. One that ``stays`` runs until Ctrl-C."""

    line: str
    seen: str
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """A file that the reader is to write."""

    name: str
    body: str


def steps(document: Document, instead: Mapping[str, str]) -> Iterator[Typed | Saved]:
    """Yield what the reader does, with the parts of the text replaced that ``instead`` has.

    Behind the language of a block stands ``stays``, or the name of the file that it is.
    """
    text = document.text
    for old, new in instead.items():
        text = text.replace(old, new)
    for info, body in re.findall(r"^```(\w+[^\n]*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        kind, _, more = info.partition(" ")
        if kind == "console":
            yield from _typed(body, stays=more == "stays")
        elif more:
            yield Saved(more, body)


def _typed(body: str, *, stays: bool) -> Iterator[Typed]:
    for piece in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        line, _, seen = piece.partition("\n")
        yield Typed(line, seen, stays)


def is_as_told(told: str, seen: str) -> bool:
    """Whether output is what the tutorial shows: ``…`` is anything in a line, alone any lines."""
    pattern = ""
    for line in _alike(told).splitlines():
        if line.strip() == "…":
            pattern += r"(?:.*\n)*"
        else:
            pattern += ".*".join(re.escape(part) for part in line.split("…")) + r"\n"
    return re.fullmatch(pattern, _alike(seen)) is not None


def _alike(text: str) -> str:
    for pattern in _DIFFERS:
        text = re.sub(pattern, "~", text)
    return text


class Desk:
    """Where the reader sits: a folder, a shell in it, and terminals in which things go on."""

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        self.folder, self._env = folder, dict(env)
        self._shell = self._run("exec bash --norc", errors=subprocess.DEVNULL)
        self._others: list[tuple[subprocess.Popen[str], str]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for one in (self._shell, *(process for process, _ in self._others)):
            if one.poll() is None:
                os.killpg(one.pid, signal.SIGKILL)
            one.communicate()

    def type(self, line: str) -> str:
        """Type a line; return what it printed. Progress and hints, on standard error, are lost."""
        assert self._shell.stdin
        assert self._shell.stdout
        self._shell.stdin.write(f"{line}\necho END OF LINE\n")
        self._shell.stdin.flush()
        printed = iter(self._shell.stdout.readline, "END OF LINE\n")
        return "".join(one if one else self._gone(line) for one in printed)

    def leave_running(self, step: Typed) -> str:
        """Type a line in another terminal; return as much of what it prints as is told."""
        process = self._run(f"exec {step.line}", errors=subprocess.STDOUT)
        before, _, after = step.seen.partition(CTRL_C)
        self._others.append((process, after))
        assert process.stdout
        lines = [process.stdout.readline() for _ in before.splitlines()]
        return "".join(lines) + (CTRL_C + after if after else "")

    def press_ctrl_c(self) -> Iterator[tuple[str, str]]:
        """End what was left running, the latest first; yield what is told and seen of each end."""
        for process, told in reversed(self._others):
            process.send_signal(signal.SIGINT)
            seen, _ = process.communicate()
            yield told, seen

    def _run(self, line: str, *, errors: int) -> subprocess.Popen[str]:
        path = f"{self.folder / '.venv' / 'bin'}:{self._env['PATH']}"
        return subprocess.Popen(
            ["bash", "-c", line],
            cwd=self.folder,
            env={**self._env, "PATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )

    @staticmethod
    def _gone(line: str) -> str:
        raise AssertionError(f"the shell ended at: {line}")
