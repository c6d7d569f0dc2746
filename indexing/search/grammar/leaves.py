"""One clause: a field and what was typed after it → a leaf of the tree."""

import re
from typing import Final

from indexing.search import datemath
from indexing.search.analysis import fold
from indexing.search.grammar.words import (
    ESCAPED_WILDCARD,
    LEAST_FIXED,
    Clause,
    check_gaps,
    quoted_leaf,
    word_leaf,
)
from indexing.search.tree import DATE_FIELDS, KEYWORD_FIELDS, DateRange, Exists, Keyword, Leaf

_COMPARISON: Final = re.compile(r"([<>]=?)(.*)", re.DOTALL)
_RANGE: Final = re.compile(r"([\[{])\s*(\S+)\s+TO\s+(\S+)\s*([\]}])", re.DOTALL)
_ANY: Final = "*"
_NAMED_DAYS: Final = {"today": "now/d", "yesterday": "now-1d/d", "tomorrow": "now+1d/d"}


def leaf(clause: Clause) -> Leaf:
    """Return the leaf that ``clause`` means. Raises InvalidQuery for what no engine would do."""
    if clause.field in DATE_FIELDS or clause.field in KEYWORD_FIELDS:
        if clause.tilde is not None:
            raise clause.tilde_refusal(
                f"~ does not work on {clause.field}:",
                "it is for words and phrases of the headline and the text",
                "",
            )
        if clause.value == _ANY and not clause.is_quoted:
            return Exists(clause.field, clause.span)
        return _date(clause) if clause.field in DATE_FIELDS else _keyword(clause)
    return quoted_leaf(clause) if clause.is_quoted else word_leaf(clause)


def range_leaf(clause: Clause) -> Leaf:
    """Return the leaf of ``field:[a TO b]``; ``raw`` holds the brackets."""
    if clause.field not in DATE_FIELDS:
        raise clause.refusal(
            "ranges are for dates", "write published:[2026-01 TO 2026-03] or seen:[now-7d TO now]"
        )
    match = _RANGE.fullmatch(clause.raw)
    if match is None:
        raise clause.refusal(
            "this range has no two ends", "expected [FROM TO UNTIL], with * for an open end"
        )
    opening, lower, upper, closing = match.groups()
    lower, upper = ("" if text == _ANY else text.strip('"') for text in (lower, upper))
    if not lower and not upper:
        return Exists(clause.field, clause.span)
    return _range(clause, (lower, upper), (opening == "[", closing == "]"))


def _date(clause: Clause) -> DateRange:
    text = clause.value
    if match := _COMPARISON.fullmatch(text):
        sign, moment = match.groups()
        if not moment:
            raise clause.refusal(f"no date follows {sign}", datemath.EXPECTED)
        ends = (moment, "") if sign[0] == ">" else ("", moment)
        return _range(clause, ends, (sign == ">=", sign == "<="))
    date = _range(clause, (text, text), (True, True))
    if datemath.is_instant(text):
        raise clause.refusal(
            f"{text} is one instant, and nothing is published in it",
            f"write >={text} for the time since, or {text}/d for that day",
            f">={text}",
        )
    return date


def _range(clause: Clause, ends: tuple[str, str], inclusive: tuple[bool, bool]) -> DateRange:
    for text in filter(None, ends):
        if problem := datemath.fault_of(text):
            raise clause.refusal(problem, datemath.EXPECTED, _nearest_date(text))
    lower, upper = ends
    is_lower, is_upper = inclusive  # an open end counts as inclusive, however it was typed
    return DateRange(
        clause.field, lower, upper, is_lower or not lower, is_upper or not upper, clause.span
    )


def _nearest_date(text: str) -> str | None:
    """Return what ``text`` was probably meant to be as a date's value."""
    if match := re.fullmatch(r"-?(\d{1,4})([yMwdhHms])", text):
        return f">=now-{match[1]}{match[2]}"
    if match := re.fullmatch(r"(\d{4})[/.]?(\d\d)[/.]?(\d\d)", text):
        return "-".join(match.groups())
    return _NAMED_DAYS.get(text.lower())


def _keyword(clause: Clause) -> Keyword:
    if ESCAPED_WILDCARD.search(clause.raw):
        raise clause.refusal(
            f"a value of {clause.field}: cannot hold an escaped * or ?",
            "write ?, which stands for any one character",
            ESCAPED_WILDCARD.sub("?", clause.raw),
        )
    text = clause.value
    folded = fold(text)
    if not folded:
        raise clause.refusal("this value is empty", f"write what {clause.field}: should be")
    if "*" in folded and len(re.sub(r"[*?\s]", "", folded)) < LEAST_FIXED:
        raise clause.refusal(
            "this pattern fits nearly everything", "give at least two characters that are fixed"
        )
    check_gaps(clause, folded)
    return Keyword(clause.field, (text,), text, clause.span)
