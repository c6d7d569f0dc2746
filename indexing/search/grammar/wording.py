"""A tree in words, so that a person sees what was understood before reading any result."""

from typing import Final

from indexing.search.datemath import TimeStep, has_now, steps_of
from indexing.search.tree import (
    DATE_FIELDS,
    And,
    Boost,
    DateRange,
    Everything,
    Exists,
    Field,
    Fuzzy,
    Keyword,
    Leaf,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Term,
    Wildcard,
)

_PLACES: Final = {Field.TEXT: "", Field.TITLE: " in the headline", Field.BODY: " in the text"}
_KEYWORDS: Final = {
    Field.ENTITY: "{} under any spelling",
    Field.TOPIC: "topic {}",
    Field.SOURCE: "source {}",
    Field.AUTHOR: "author {}",
    Field.STORY: "story {}",
    Field.RELATED: "related to {}",
    Field.LANG: "language {}",
    Field.URL: "address {}",
}
_UNITS: Final = {
    "y": "year",
    "M": "month",
    "w": "week",
    "d": "day",
    "h": "hour",
    "m": "minute",
    "s": "second",
}
_NUMBERED_DAYS: Final = {0: "today", -1: "yesterday", 1: "tomorrow"}
_LOWER_CASE_OPERATORS: Final = ("and", "or", "not")


def in_words(node: Node) -> str:
    """Return what ``node`` asks for, dates last: ``"orban" AND "nato"; published in …``."""
    parts = node.parts if isinstance(node, And) else (node,)
    dates = [part for part in parts if isinstance(part, DateRange)]
    others = [part for part in parts if not isinstance(part, DateRange)]
    main = " AND ".join(_words(part, is_inner=len(others) > 1) for part in others)
    return "; ".join(filter(None, [main, *map(_date, dates)]))


def remarks(node: Node) -> tuple[str, ...]:
    """Return what the person may have meant otherwise: operators in lower case, searched as words.

    Words in quotes are meant, so they bring no remark.
    """
    match node:
        case And(parts) | Or(parts):
            return tuple(dict.fromkeys(remark for part in parts for remark in remarks(part)))
        case Not(part) | Boost(part):
            return remarks(part)
        case Term(Field.TEXT, _, word, (start, end)) if (
            word in _LOWER_CASE_OPERATORS and end - start == len(word)
        ):
            return (f'"{word}" is searched for as a word; the operator is {word.upper()}',)
    return ()


def _words(node: Node, *, is_inner: bool = True) -> str:
    match node:
        case And(parts):
            text = " AND ".join(map(_words, parts))
            return f"({text})" if is_inner else text
        case Or(parts):
            text = " OR ".join(map(_words, parts))
            return f"({text})" if is_inner else text
        case Not(part):
            return f"NOT {_words(part)}"
        case Boost(part, factor):
            return f"{_words(part)} (weighing {factor:g} times)"
        case _:
            return _leaf(node)


def _leaf(node: Leaf) -> str:
    match node:
        case Term() | Phrase() | Wildcard() | Fuzzy():
            text = f"{_word(node)}{_PLACES[node.field]}"
        case Keyword(field, text=value):
            text = _KEYWORDS[field].format(value)
        case DateRange():
            text = _date(node)
        case Exists(field):
            text = "a known date of publication" if field in DATE_FIELDS else f"any {field}"
        case Everything():
            text = "every article"
        case Nothing():
            text = "nothing"
    return text


def _word(node: Term | Phrase | Wildcard | Fuzzy) -> str:
    match node:
        case Term(word=word):
            return f'"{word}"'
        case Phrase(slop=slop, text=text):
            return f'the phrase "{text}"' + (f" at most {slop} steps apart" if slop else "")
        case Wildcard(pattern=pattern):
            return f"a word like {pattern}"
        case Fuzzy(token=token, distance=distance):
            edits = "1 letter" if distance == 1 else f"{distance} letters"
            return f'a word within {edits} of "{token}"'


def _date(node: DateRange) -> str:
    """Return a range as a person says it: ``published in the last 7 days``."""
    verb, lower, upper = str(node.field), node.lower_text, node.upper_text
    if lower == upper and node.is_lower_inclusive and node.is_upper_inclusive:
        return f"{verb} {_span(lower)}"
    if not upper and (last := _last(lower)):
        return f"{verb} in the last {last}"
    since = "from" if node.is_lower_inclusive else "after"
    until = "to the end of" if node.is_upper_inclusive else "before"
    if node.is_upper_inclusive and has_now(upper) and "/" not in upper:
        until = "to"
    ends = [f"{since} {_moment(lower)}"] if lower else []
    ends += [f"{until} {_moment(upper)}"] if upper else []
    return f"{verb} {' '.join(ends)}"


def _last(text: str) -> str:
    """Return "7 days" for ``now-7d``, "" for anything less plain."""
    if not has_now(text):
        return ""
    steps, rounding = steps_of(text)
    if rounding or len(steps) != 1 or steps[0].amount >= 0:
        return ""
    return _amount(TimeStep(-steps[0].amount, steps[0].unit), bare_one=True)


def _span(text: str) -> str:
    moment = _moment(text)
    return moment if moment in _NUMBERED_DAYS.values() else f"in {moment}"


def _moment(text: str) -> str:
    if not has_now(text):
        return text
    steps, rounding = steps_of(text)
    if rounding == "d" and all(step.unit == "d" for step in steps):
        days = sum(step.amount for step in steps)
        if days in _NUMBERED_DAYS:
            return _NUMBERED_DAYS[days]
    moved = " and ".join(map(_step, steps))
    if not rounding:
        return moved or "now"
    return f"the {_UNITS[rounding]} of {moved}" if moved else f"this {_UNITS[rounding]}"


def _step(step: TimeStep) -> str:
    when = "from now" if step.amount > 0 else "ago"
    return f"{_amount(TimeStep(abs(step.amount), step.unit))} {when}"


def _amount(step: TimeStep, *, bare_one: bool = False) -> str:
    """Return "7 days", "1 day", or with ``bare_one`` just "day"."""
    unit = _UNITS[step.unit]
    if step.amount == 1:
        return unit if bare_one else f"1 {unit}"
    return f"{step.amount} {unit}s"
