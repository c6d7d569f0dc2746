"""Texts with their spans written in: ``"[ORG Lark] rose"`` and back."""

import re

from indexing.extraction.entities.knowledge.spans import Label, Span

_MARK = re.compile(r"\[([A-Z_]+) ([^\[\]]*)\]")


def unmarked(marked: str) -> tuple[str, list[Span]]:
    """Return the text without its marks, and the spans that they mark."""
    text, spans, end = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[end : mark.start()]
        spans.append(Span(len(text), len(text) + len(mark[2]), Label(mark[1])))
        text += mark[2]
        end = mark.end()
    return text + marked[end:], spans


def marked(text: str, spans: list[Span]) -> str:
    """Return the text with the spans written into it."""
    for span in sorted(spans, reverse=True):
        text = f"{text[: span.start]}[{span.label} {span.text(text)}]{text[span.end :]}"
    return text
