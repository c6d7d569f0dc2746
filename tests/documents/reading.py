"""What stands in the documents: blocks, spans, headings, links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"^ *```(\w*)[^\n]*\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
_SPAN = re.compile(r"(?<!`)`([^`]+)`(?!`)")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)


class Block(NamedTuple):
    """A fenced block: its language and its lines."""

    kind: str
    body: str


@dataclass(frozen=True)
class Document:
    """One Markdown file of the repository, ``name`` from its root."""

    name: str

    @property
    def path(self) -> Path:
        """Where it lies."""
        return ROOT / self.name

    @cached_property
    def text(self) -> str:
        """All of it."""
        return self.path.read_text("utf-8")

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Its fenced blocks, from top to bottom."""
        return tuple(Block(*found) for found in _BLOCK.findall(self.text))

    @cached_property
    def prose(self) -> str:
        """What is no fenced block."""
        return _BLOCK.sub("", self.text)

    @cached_property
    def spans(self) -> tuple[str, ...]:
        """What stands between single backticks, on one line each."""
        return tuple(" ".join(span.split()) for span in _SPAN.findall(self.prose))

    @cached_property
    def links(self) -> tuple[str, ...]:
        """Where its links and pictures lead within the repository."""
        found = _LINK.findall(_SPAN.sub("", self.prose))
        return tuple(link for link in found if not re.match(r"[a-z]+:", link))

    @cached_property
    def anchors(self) -> frozenset[str]:
        """What may stand behind ``#``, made of its headings as GitHub makes it."""
        seen: dict[str, int] = {}
        made = []
        for heading in _HEADING.findall(self.prose):
            words = re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
            number = seen.get(words, 0)
            seen[words] = number + 1
            made.append(f"{words}-{number}" if number else words)
        return frozenset(made)

    def lines(self) -> Iterator[str]:
        """Yield what a person is to type: lines of ``sh`` blocks, prompts of ``console`` blocks."""
        for kind, body in self.blocks:
            whole = body.replace("\\\n", " ")
            if kind == "sh":
                yield from whole.splitlines()
            elif kind == "console":
                yield from (line[2:] for line in whole.splitlines() if line.startswith("$ "))


def documents() -> tuple[Document, ...]:
    """Return README, changelog and everything in ``docs/``."""
    inner = sorted((ROOT / "docs").rglob("*.md"))
    return tuple(
        Document(path.relative_to(ROOT).as_posix())
        for path in (ROOT / "README.md", ROOT / "CHANGELOG.md", *inner)
    )


DOCUMENTS = documents()
