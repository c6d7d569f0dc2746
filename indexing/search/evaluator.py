"""Whether an article matches, by which words, and if not, what it lacks.

All of it reads the stored token streams: no text is analysed again, so every engine's results
are explained alike.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from indexing.models import MatchedClause
from indexing.search.checks import UTC_ZONE, compiled, keyword_test
from indexing.search.grammar.rendering import render
from indexing.search.searchable import Searchable
from indexing.search.tree import (
    And,
    Boost,
    DateRange,
    Exists,
    Field,
    Fuzzy,
    Keyword,
    Leaf,
    Node,
    Not,
    Or,
    Phrase,
    Term,
    Wildcard,
)
from indexing.search.view import ArticleView, StreamView, WordLeaf

__all__ = ["compiled", "explain", "matches", "why_not"]

_MOST_REASONS = 3
_Told = Callable[[datetime], str]


def matches(node: Node, article: Searchable, *, zone: ZoneInfo = UTC_ZONE) -> bool:
    """Tell whether ``article`` matches. For many articles or queries use ``compiled``."""
    return compiled(node, zone=zone)(ArticleView(article))


def explain(
    node: Node, article: Searchable, *, zone: ZoneInfo = UTC_ZONE
) -> tuple[MatchedClause, ...]:
    """Return the clauses that made ``article`` match, in the order of the query, each once.

    A clause without a field that stands in headline and text gives one entry for each.
    Negations say nothing. Empty when the article does not match.
    """
    view = ArticleView(article)
    if not compiled(node, zone=zone)(view):
        return ()
    return tuple(dict.fromkeys(_satisfied(node, view, zone)))


def _satisfied(node: Node, view: ArticleView, zone: ZoneInfo) -> Iterator[MatchedClause]:
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                if compiled(part, zone=zone)(view):
                    yield from _satisfied(part, view, zone)
        case Boost(part):
            yield from _satisfied(part, view, zone)
        case Term() | Phrase() | Wildcard() | Fuzzy():
            yield from _in_streams(node, view)
        case Keyword(field, values):
            fits = keyword_test(values)
            found = tuple(value for value in view.values(field) if fits(value))
            yield MatchedClause(render(node), field.value, found, ())
        case DateRange(field) | Exists(field):
            yield MatchedClause(render(node), field.value, (), ())


def _in_streams(leaf: WordLeaf, view: ArticleView) -> Iterator[MatchedClause]:
    article = view.article
    places = ((view.title, article.title, "title"), (view.body, article.text, "text"))
    for stream, text, name in places:
        if stream in view.streams(leaf.field) and (spans := _spans(leaf, stream)):
            words = tuple(dict.fromkeys(text[start:end] for start, end in spans))
            yield MatchedClause(render(leaf), name, words, spans)


def _spans(leaf: WordLeaf, view: StreamView) -> tuple[tuple[int, int], ...]:
    starts, ends = view.stream.starts, view.stream.ends
    return tuple(sorted({(starts[first], ends[last]) for first, last in view.leaf_rows(leaf)}))


def _in_utc(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def why_not(
    node: Node, article: Searchable, *, zone: ZoneInfo = UTC_ZONE, told: _Told = _in_utc
) -> str:
    """Return what ``article`` lacks, ``needs "nato", which is not in the text``; "" if it matches.

    Of several things that it lacks, the first three. ``told`` says a moment to the reader.
    """
    return _lack(node, ArticleView(article), zone, told)


def _lack(node: Node, view: ArticleView, zone: ZoneInfo, told: _Told) -> str:
    if compiled(node, zone=zone)(view):
        return ""
    match node:
        case And(parts):
            lacks = dict.fromkeys(filter(None, (_lack(part, view, zone, told) for part in parts)))
            return "; ".join(list(lacks)[:_MOST_REASONS])
        case Or(parts):
            return _lack_of_all(parts, view, zone, told)
        case Not(part):
            return f"must not have {render(part)}, which it has"
        case Boost(part):
            return _lack(part, view, zone, told)
        case _:
            return _lacking_leaf(node, view, told)


def _lack_of_all(parts: tuple[Node, ...], view: ArticleView, zone: ZoneInfo, told: _Told) -> str:
    if all(isinstance(part, Term | Phrase) and part.field is Field.TEXT for part in parts):
        names = [f'"{_typed(part)}"' for part in parts if isinstance(part, Term | Phrase)]
        listed = f"{', '.join(names[:-1])} or {names[-1]}"
        return f"needs {listed}, and none of them is in the text"
    lacks = dict.fromkeys(_lack(part, view, zone, told) for part in parts)
    return " or ".join(list(lacks)[:_MOST_REASONS])


def _lacking_leaf(leaf: Leaf, view: ArticleView, told: _Told) -> str:
    match leaf:
        case Term(field):
            lack = f'needs "{leaf.word}", which is not in {_place(field)}'
        case Phrase(field, tokens):
            is_apart = any(each.tokens.issuperset(tokens) for each in view.streams(field))
            how = "whose words stand apart" if is_apart else "which is not"
            lack = f'needs "{leaf.text}", {how} in {_place(field)}'
        case Wildcard(field) | Fuzzy(field):
            lack = f"needs {render(leaf)}, and no word is like it in {_place(field)}"
        case Keyword(field):
            # Ids of entities say nothing to a person.
            has = ", ".join(view.values(field)) if field is not Field.ENTITY else ""
            lack = f"needs {render(leaf)}, and has {has or 'no such value'}"
        case DateRange(field):
            lack = f"needs {render(leaf)}, and {_told_moment(field, view, told)}"
        case Exists(field):
            lack = f"needs any {field}, and has none"
        case _:
            lack = "asks for what no article has"
    return lack


def _told_moment(field: Field, view: ArticleView, told: _Told) -> str:
    moment = view.moment(field)
    return f"was {field} {told(moment)}" if moment else "has no known date"


def _typed(leaf: Term | Phrase) -> str:
    return leaf.word if isinstance(leaf, Term) else leaf.text


def _place(field: Field) -> str:
    return "the headline" if field is Field.TITLE else "the text"
