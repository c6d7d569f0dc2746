"""A tree → one function that tells whether an article matches: parsed once, asked often."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from indexing.search.binding import limits, range_uses_now
from indexing.search.tree import (
    DATE_FIELDS,
    KEYWORD_FIELDS,
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
    is_pattern,
)
from indexing.search.view import ArticleView, WordLeaf, pattern_regex

Check = Callable[[ArticleView], bool]
UTC_ZONE: Final = ZoneInfo("UTC")
_ANY_MOMENT: Final = datetime(2000, 1, 1, tzinfo=UTC)


def compiled(node: Node, *, zone: ZoneInfo = UTC_ZONE) -> Check:
    """Return the check of a tree. Entities must be ids already; dates may be as typed.

    Dates as typed are those of a saved query: ``now`` is then the article's first_seen_at, and
    days are those of ``zone``. Bound dates are taken as they are.
    """
    match node:
        case And(parts):
            return _every(parts, zone)
        case Or(parts):
            return _some(parts, zone)
        case Not(part):
            check = compiled(part, zone=zone)
            return lambda view: not check(view)
        case Boost(part):
            return compiled(part, zone=zone)
        case _:
            return _leaf(node, zone)


def _every(parts: Sequence[Node], zone: ZoneInfo) -> Check:
    """Check bare words first, all at once: they are the cheapest and refuse the most."""
    tokens, others = _split(parts)
    checks = [compiled(part, zone=zone) for part in others]

    def holds(view: ArticleView) -> bool:
        if not tokens <= view.tokens:
            return False
        for check in checks:  # noqa: SIM110 - a generator would double the time
            if not check(view):
                return False
        return True

    return holds


def _some(parts: Sequence[Node], zone: ZoneInfo) -> Check:
    tokens, others = _split(parts)
    checks = [compiled(part, zone=zone) for part in others]

    def holds(view: ArticleView) -> bool:
        if not tokens.isdisjoint(view.tokens):
            return True
        for check in checks:  # noqa: SIM110
            if check(view):
                return True
        return False

    return holds


def _split(parts: Sequence[Node]) -> tuple[frozenset[str], list[Node]]:
    """Return the tokens of the parts that are words without a field, and the other parts."""
    tokens, others = set(), []
    for part in parts:
        if isinstance(part, Term) and part.field is Field.TEXT:
            tokens.add(part.token)
        else:
            others.append(part)
    return frozenset(tokens), others


def _leaf(leaf: Leaf, zone: ZoneInfo) -> Check:
    match leaf:
        case Term() | Phrase() | Wildcard() | Fuzzy():
            check = _word_leaf(leaf)
        case Keyword(field, values):
            check = _keyword(field, values)
        case DateRange():
            check = _date_range(leaf, zone)
        case Exists(field):
            check = _exists(field)
        case Everything():
            check = _always
        case Nothing():
            check = _never
    return check


def _word_leaf(leaf: WordLeaf) -> Check:
    match leaf:
        case Term(field, token):
            return _term(field, token)
        case Phrase(field):
            return lambda view: any(each.has_phrase(leaf) for each in view.streams(field))
        case Wildcard(field, pattern):
            found = re.compile(f"\n{pattern_regex(pattern)}\n").search
            return lambda view: found(view.word_list(field).lines) is not None
        case Fuzzy(field):
            return lambda view: view.word_list(field).has_near(leaf)


def _always(_view: ArticleView) -> bool:
    return True


def _never(_view: ArticleView) -> bool:
    return False


def _term(field: Field, token: str) -> Check:
    if field is Field.TITLE:
        return lambda view: token in view.title.tokens
    if field is Field.BODY:
        return lambda view: token in view.body.tokens
    return lambda view: token in view.tokens


def _keyword(field: Field, values: Sequence[str]) -> Check:
    test = keyword_test(values)
    return lambda view: any(map(test, view.values(field)))


def keyword_test(values: Sequence[str]) -> Callable[[str], bool]:
    """Return what tells whether a value is among ``values``, some of which may be patterns."""
    patterns = list(filter(is_pattern, values))
    whole = frozenset(values) - frozenset(patterns)
    if not patterns:
        return whole.__contains__
    fits = re.compile("|".join(map(pattern_regex, patterns))).fullmatch
    return lambda value: value in whole or fits(value) is not None


def _exists(field: Field) -> Check:
    if field in DATE_FIELDS:
        return lambda view: view.moment(field) is not None
    if field in KEYWORD_FIELDS:
        return lambda view: bool(view.values(field))
    return lambda view: any(each.tokens for each in view.streams(field))


def _date_range(node: DateRange, zone: ZoneInfo) -> Check:
    field = node.field
    if node.lower is None and node.upper is None and range_uses_now(node):
        return lambda view: _lies_in(
            view.moment(field), *limits(node, now=view.article.first_seen_at, zone=zone)
        )
    lower, upper = node.lower, node.upper
    if lower is None and upper is None:
        # Without ``now`` in it, any moment gives the same range.
        lower, upper = limits(node, now=_ANY_MOMENT, zone=zone)
    return lambda view: _lies_in(view.moment(field), lower, upper)


def _lies_in(moment: datetime | None, lower: datetime | None, upper: datetime | None) -> bool:
    if moment is None:
        return False
    return (lower is None or lower <= moment) and (upper is None or moment < upper)
