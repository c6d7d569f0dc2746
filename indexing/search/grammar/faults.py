"""How every error of the language is made, and the one evident repair that it may propose.

A repair is a whole query, proposed and never carried out; ``parse`` drops it if it does not parse.
"""

import re
from typing import Final

from indexing.errors import InvalidQuery
from indexing.search.tree import Span

# None of them may try a run of spaces more than once: queries can be 20,000 characters long.
_QUOTE_ENDS: Final = re.compile(r"(?<!\s)\s+(?:(?:AND|OR|NOT)\s|-?\w+:)|\)")
_SIGN_AT_END: Final = re.compile(r"(?:\bNOT|(?<![^\s(])[!+-])$")
_OPERATOR_AT_END: Final = re.compile(r"(?:\b(?:AND|OR)|&&|\|\|)$")
_OPERATOR_AT_START: Final = re.compile(r"(?:(?:AND|OR)\b|&&|\|\|)")


def fault(query: str, span: Span, what: str, do: str, repair: str = "") -> InvalidQuery:
    """Return the error to raise: what is wrong at ``span``, and what was expected there."""
    start, end = span
    return InvalidQuery(what, do, query=query, start=start, end=end, suggestion=repair.strip())


def replaced(query: str, span: Span, text: str) -> str:
    """Return ``query`` with the characters of ``span`` replaced by ``text``."""
    return query[: span[0]] + text + query[span[1] :]


def removed(query: str, span: Span) -> str:
    """Return ``query`` without the characters of ``span``, and with one space for two."""
    head, tail = query[: span[0]], query[span[1] :]
    return head.rstrip() + " " + tail.lstrip() if head[-1:].isspace() else head + tail


def clause_removed(query: str, span: Span) -> str:
    """Return ``query`` without a whole clause, and without the operator that it leaves over."""
    head, tail = query[: span[0]].rstrip(), query[span[1] :].lstrip()
    head = _SIGN_AT_END.sub("", head).rstrip()
    next_operator = _OPERATOR_AT_START.match(tail)
    if next_operator and head[-1:] in ("", "("):
        tail = tail[next_operator.end() :].lstrip()
    elif next_operator or tail[:1] in ("", ")"):
        head = _OPERATOR_AT_END.sub("", head).rstrip()
    gap = " " if tail[:1] not in ("", ")") and head[-1:] not in ("", "(") else ""
    return head + gap + tail


def quote_closed(query: str, opened_at: int) -> str:
    """Close a quote before the first thing that looks like the query going on, else at the end."""
    end = _QUOTE_ENDS.search(query, opened_at + 1)
    position = end.start() if end and end.start() > opened_at + 1 else len(query.rstrip())
    return f'{query[:position]}"{query[position:]}'
