"""What speaks against a query before it is saved: it can never fire, or fires for everything."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from itertools import combinations
from typing import Final
from zoneinfo import ZoneInfo

from indexing.alerts.candidates import share
from indexing.search.analysis import fold
from indexing.search.binding import leaves, limits
from indexing.search.datemath import has_now
from indexing.search.grammar import render
from indexing.search.tree import (
    DATE_FIELDS,
    And,
    Boost,
    DateRange,
    Everything,
    Field,
    Keyword,
    Leaf,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Span,
    Term,
    is_pattern,
)

_SINGLE: Final = (Field.SOURCE, Field.STORY, Field.LANG, Field.URL)
"""Fields of which an article has one value at most."""
_NEARLY_ALL: Final = 0.6
"""Expected share of all articles from which on a word tells nothing."""
_MOST_LISTED: Final = 10


@dataclass(frozen=True, slots=True)
class Doubt:
    """One objection; ``span`` is the clause that it is about.

    ``is_certain``: no article can ever match, whatever comes. ``suggestion`` is what the clause's
    value may have been meant to be, or empty.
    """

    what: str
    hint: str
    span: Span
    is_certain: bool = False
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class _Demands:
    """What every match must have, must not have, and the choices that it has."""

    held: list[Leaf] = field(default_factory=list)
    denied: list[Leaf] = field(default_factory=list)
    choices: list[Or] = field(default_factory=list)


def doubts(
    node: Node, known: Mapping[Field, Collection[str]], *, now: datetime, zone: ZoneInfo
) -> tuple[Doubt, ...]:
    """Return what speaks against a parsed query as an alert that is saved ``now``.

    ``known`` are the folded values that a field has so far; other fields are not looked at.
    """
    never = why_never(node, now=now, zone=zone)
    found = [never] if never else []
    found += _unknown(node, known)
    if _is_common(node):
        found.append(Doubt("fires for nearly every article", "name what it is about", node.span))
    return tuple(found)


def why_never(node: Node, *, now: datetime, zone: ZoneInfo) -> Doubt | None:
    """Return why no article from ``now`` on can match a parsed query, None if one could."""
    return _clash(node, _Demands(), now, zone)


def _clash(node: Node, outer: _Demands, now: datetime, zone: ZoneInfo) -> Doubt | None:
    """Return what keeps ``node`` from being met beside the demands around it."""
    all_of = _Demands([*outer.held], [*outer.denied])
    _gather(node, all_of)
    reasons = (
        _contradiction(all_of.held, all_of.denied)
        or _two_values(all_of.held)
        or _apart(all_of.held, now, zone)
    )
    if reasons:
        return reasons
    for choice in all_of.choices:
        dead = [_clash(part, all_of, now, zone) for part in choice.parts]
        if all(dead):
            return dead[0]
    return None


def _gather(node: Node, into: _Demands) -> None:
    match node:
        case And(parts):
            for part in parts:
                _gather(part, into)
        case Boost(part):
            _gather(part, into)
        case Or():
            into.choices.append(node)
        case Not(part):
            _gather_denied(part, into)
        case _:
            into.held.append(node)


def _gather_denied(node: Node, into: _Demands) -> None:
    match node:
        case Or(parts):
            for part in parts:
                _gather_denied(part, into)
        case Boost(part):
            _gather_denied(part, into)
        case Not(part):
            _gather(part, into)
        case And():
            pass  # one of its parts may be missing: nothing is certain
        case _:
            into.denied.append(node)


def _contradiction(held: Sequence[Leaf], denied: Sequence[Leaf]) -> Doubt | None:
    for leaf in held:
        if isinstance(leaf, Nothing):
            return _certain("there is no word in it to look for", "write a word", leaf.span)
    implied = {sign for leaf in held for sign in _implied(leaf)}
    for leaf in denied:
        if isinstance(leaf, Everything) or _sign(leaf) in implied:
            what = f"it asks for {render(leaf)} and against it"
            return _certain(what, "leave one of the two out", leaf.span)
    return None


def _implied(leaf: Leaf) -> Iterator[tuple[object, ...]]:
    """Yield what is true of every article that has ``leaf``, itself first."""
    yield _sign(leaf)
    match leaf:
        case Term(_, token):
            yield (Term, Field.TEXT, token)
        case Phrase(where, tokens, gaps, slop):
            yield (Phrase, Field.TEXT, tokens, gaps, slop)
            for token in tokens:
                yield (Term, where, token)
                yield (Term, Field.TEXT, token)


def _sign(leaf: Leaf) -> tuple[object, ...]:
    """Return what makes two clauses the same, wherever and however they were typed."""
    match leaf:
        case Term(where, token):
            return Term, where, token
        case Phrase(where, tokens, gaps, slop):
            return Phrase, where, tokens, gaps, slop
        case Keyword(where, values):
            return Keyword, where, frozenset(map(fold, values))
        case _:
            return type(leaf), render(leaf)


def _two_values(held: Sequence[Leaf]) -> Doubt | None:
    whole = [
        leaf
        for leaf in held
        if isinstance(leaf, Keyword) and leaf.field in _SINGLE and not _has_pattern(leaf)
    ]
    for one, other in combinations(whole, 2):
        if one.field is other.field and not _folded(one) & _folded(other):
            what = f"no article has two values of {one.field}"
            hint = f"write ({render(one)} OR {render(other)})"
            return _certain(what, hint, other.span)
    return None


def _apart(held: Sequence[Leaf], now: datetime, zone: ZoneInfo) -> Doubt | None:
    for where in DATE_FIELDS:
        ranges = [leaf for leaf in held if isinstance(leaf, DateRange) and leaf.field is where]
        ends = [(leaf, *limits(leaf, now=now, zone=zone)) for leaf in ranges]
        lowers = [(lower, leaf) for leaf, lower, _upper in ends if lower is not None]
        uppers = [(upper, leaf) for leaf, _lower, upper in ends if upper is not None]
        if not uppers:
            continue
        upper, last = min(uppers, key=lambda end: end[0])
        is_fixed = not has_now(last.upper_text)
        if where is Field.SEEN and is_fixed and upper <= now:
            what, hint = "these days are over", "an alert sees what comes in from now on"
            return _certain(what, hint, last.span)
        lower, first = max(lowers, key=lambda end: end[0], default=(upper, last))
        # A fixed day that "now" has yet to reach is no contradiction: the time comes.
        if lowers and lower >= upper and (is_fixed or has_now(first.lower_text)):
            return _certain(f"these {where} dates do not meet", "widen one of them", last.span)
    return None


def _unknown(node: Node, known: Mapping[Field, Collection[str]]) -> Iterator[Doubt]:
    for leaf in leaves(node):
        if not isinstance(leaf, Keyword) or leaf.field not in known or _has_pattern(leaf):
            continue
        values = sorted(known[leaf.field])
        if _folded(leaf).isdisjoint(values):
            near = _nearest(fold(leaf.text), values)
            listed = ", ".join(values[:_MOST_LISTED]) or "none yet"
            hint = f"did you mean {near}?" if near else f"there are: {listed}"
            what = f"no article so far has {render(leaf)}"
            yield Doubt(what, hint, leaf.span, suggestion=near)


def _nearest(value: str, values: Sequence[str]) -> str:
    near = get_close_matches(value, values, 1, cutoff=0.65)
    return next(iter([*near, *(one for one in values if value in one)]), "")


def _is_common(node: Node) -> bool:
    """Tell whether nearly every article matches: stop words, or all but something rare."""
    match node:
        case And(parts):
            is_common = all(map(_is_common, parts))
        case Or(parts):
            is_common = any(map(_is_common, parts))
        case Not(part):
            is_common = not _is_common(part)
        case Boost(part):
            is_common = _is_common(part)
        case Term(Field.TEXT | Field.BODY, token):
            is_common = share(frozenset({token})) >= _NEARLY_ALL
        case _:
            is_common = isinstance(node, Everything)
    return is_common


def _certain(what: str, hint: str, span: Span) -> Doubt:
    return Doubt(what, hint, span, is_certain=True)


def _folded(leaf: Keyword) -> frozenset[str]:
    return frozenset(map(fold, leaf.values))


def _has_pattern(leaf: Keyword) -> bool:
    return any(map(is_pattern, leaf.values))
