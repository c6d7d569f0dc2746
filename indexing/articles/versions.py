"""When a text has changed so that a reader would care, and what changed."""

import difflib
import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from indexing.models import Document

_ALIKE = str.maketrans(
    {"‘": "'", "’": "'", "‚": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
     "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "…": "..."}
)  # fmt: skip
_UNIT = r"(?:second|sec|minute|min|hour|hr|day|week|month)s?"
_STAMP = r"(?:last |first )?(?:updated|published|modified|posted|edited)"
# "Updated 5 minutes ago", wherever it stands.
_AGO = re.compile(
    rf"\b(?:{_STAMP}(?: on| at)?[: ]*)?(?:\d+|an?|one|two|three) {_UNIT} ago\b|\bjust now\b", re.I
)
# The words of a date. Each is set off by something else, so no line can be cut in many ways.
_DATE_WORD = (
    r"(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:[a-z]{0,6})|(?:mon|tues|wednes|thurs"
    r"|fri|satur|sun)day|(?:mon|tue|wed|thu|fri|sat|sun)|at|on|the|of|st|nd|rd|th|a|p|m|am|pm|t|z"
    r"|gmt|utc|bst|cet|cest|est|edt|pst|pdt|et)"
)
_COUNT = r"[\d.,]+ ?[km]?"
_COUNTED = r"(?:comments?|shares?|likes?|views?|reads?|replies|reactions?|votes?|retweets?)"
_SHARING = (
    r"(?:share|save|print|tweet|e?-?mail|bookmark|copy link|link|facebook|twitter|whatsapp|linkedin"
    r"|reddit|telegram|x|this|article|story|page|on|via|by|with|friends)"
)
# Whole lines that say nothing of the news.
_BOILERPLATE = re.compile(
    rf"(?=.*\d){_STAMP}(?:[^a-z]+{_DATE_WORD})*[^a-z]*"
    rf"|{_COUNT} {_COUNTED}(?:[ |·,]+{_COUNT} {_COUNTED})*"
    rf"|{_COUNTED} ?[(:]? ?{_COUNT}\)?|(?:no|add a|leave a|view) comments?"
    rf"|(?:share|save|print|tweet|e?-?mail|bookmark|copy link)(?:[ ,|·/:]+{_SHARING})*"
    r"|(?:read|see) (?:more|also)(?::? .{1,120})?|related(?: articles| stories)?(?:: .{1,120})?"
    r"|most (?:read|popular)(?: \w+){0,2}|trending(?: now)?|recommended(?: for you| stories)?"
    r"|advertisement|sponsored|(?:sign up|subscribe) (?:to|for) .{1,120}"
    r"|\d+[ -]min(?:ute)?s? read|(?:all rights reserved|©|copyright ©).{0,120}",
    re.IGNORECASE,
)
_LONGEST_BOILERPLATE = 200  # characters; longer lines are sentences
_CORRECTION = re.compile(
    r"\W*(?:correction|clarification|corrected|erratum|editor's note)\b.{0,40}[:—–-]"
    r"|.{0,40}\b(?:article|story|report|headline|version) (?:was|has been) (?:\w+ )?"
    r"(?:amended|corrected|clarified)\b",
    re.IGNORECASE,
)
# Beyond this a comparison takes seconds, and tells a reader nothing.
_MOST_TOKENS = 4_000

Kind = Literal["same", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Change:
    """A run of words. The texts of ``same`` and ``added`` in turn give the new text's words."""

    kind: Kind
    text: str


def text_hash(document: Document) -> str:
    """Return 32 hex digits that change when headline or text change for a reader.

    White space, quotes, dashes, counters ("12 comments"), relative times, stamps of updates and
    lines of boilerplate make no difference.
    """
    lines = [*_spelled(document.title), "", *_lines(document.text)]
    return hashlib.sha256("\n".join(lines).encode("utf-8", "replace")).hexdigest()[:32]


def word_diff(old: str, new: str) -> tuple[Change, ...]:
    """Return what became of the words, in reading order; removed goes before added.

    Paragraphs are compared first, words within those that changed. Line breaks are kept.
    """
    changes: list[tuple[Kind, str]] = []
    before, after = old.split("\n"), new.split("\n")
    for tag, left, right in _opcodes(before, after):
        removed, added = _words(left), _words(right)
        if tag == "equal":
            changes += [("same", word) for word in added]
        elif tag == "replace" and len(removed) + len(added) <= _MOST_TOKENS:
            changes += _word_changes(removed, added)
        else:
            changes += [("removed", word) for word in removed]
            changes += [("added", word) for word in added]
    del changes[-1:]  # the break after the last line: each line was given one
    return tuple(
        Change(kind, _joined([word for _, word in run]))
        for kind, run in groupby(changes, key=lambda change: change[0])
    )


def change_summary(old: Document, new: Document) -> str:
    """Return what changed in words: "headline changed, 1 paragraph changed"; "nothing" if so."""
    counts = {"changed": 0, "added": 0, "removed": 0}
    for tag, left, right in _opcodes(_lines(old.text), _lines(new.text)):
        if tag != "equal":
            counts["changed"] += min(len(left), len(right))
            counts["added"] += max(len(right) - len(left), 0)
            counts["removed"] += max(len(left) - len(right), 0)
    said = [
        f"{count} paragraph{'s' if count > 1 else ''} {what}"
        for what, count in counts.items()
        if count
    ]
    if _spelled(old.title) != _spelled(new.title):
        said.insert(0, "headline changed")
    return ", ".join(said) or "nothing"


def correction_note(document: Document) -> str:
    """Return the publisher's own note of a correction, word for word; empty if there is none."""
    lines = document.text.split("\n")
    return next((line for line in lines if _CORRECTION.match(line)), "")


def _lines(text: str) -> list[str]:
    """Return the lines that count, in one spelling."""
    return [line for line in _spelled(text) if not _is_boilerplate(line)]


def _spelled(text: str) -> list[str]:
    """Return lines with one kind of quote, dash and space, without relative times; none empty."""
    plain = unicodedata.normalize("NFKC", text.translate(_ALIKE))
    bare = (" ".join(_undated(line).split()).strip(" |·•") for line in plain.split("\n"))
    return [line for line in bare if line]


def _undated(line: str) -> str:
    lowered = line.lower()
    return _AGO.sub(" ", line) if " ago" in lowered or "just now" in lowered else line


def _is_boilerplate(line: str) -> bool:
    is_short = len(line) <= _LONGEST_BOILERPLATE
    return is_short and _BOILERPLATE.fullmatch(line.rstrip(".!:")) is not None


def _opcodes(old: list[str], new: list[str]) -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield (tag, old part, new part) of two lists, in order; one replacement if they are long."""
    if len(old) + len(new) > _MOST_TOKENS:
        yield ("equal" if old == new else "replace"), old, new
        return
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, left, left_end, right, right_end in matcher.get_opcodes():
        yield tag, old[left:left_end], new[right:right_end]


def _words(lines: list[str]) -> list[str]:
    return [word for line in lines for word in [*line.split(), "\n"]]


def _word_changes(old: list[str], new: list[str]) -> Iterator[tuple[Kind, str]]:
    for tag, left, right in _opcodes(old, new):
        if tag == "equal":
            yield from (("same", word) for word in right)
        else:
            yield from (("removed", word) for word in left)
            yield from (("added", word) for word in right)


def _joined(words: list[str]) -> str:
    return re.sub(r" ?\n ?", "\n", " ".join(words))
