"""What a search finds, counted by source, name, topic, follow and language; and what "or" adds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from indexing.desk.coverage.naming import count_as_one
from indexing.desk.coverage.queries import bound_now
from indexing.desk.room import Desk
from indexing.search.analysis import fold
from indexing.search.grammar import clause, render
from indexing.search.tree import And, Field, Keyword, Node, Not, Or
from indexing.store.records.feeds import titles
from indexing.store.records.names import names_of

FACETS = (Field.SOURCE, Field.ENTITY, Field.TOPIC, Field.RELATED, Field.LANG)


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet: ``value`` as a query has it, ``name`` as a person reads it."""

    value: str
    name: str
    articles: int


@dataclass(frozen=True, slots=True)
class Alternative:
    """One more value of a facet that is asked for: ``query`` finds so many ``more`` articles."""

    value: str
    name: str
    more: int
    query: str


def counted(desk: Desk, node: Node, fields: Sequence[Field]) -> dict[str, tuple[FacetValue, ...]]:
    """Return field → its values among what a bound tree finds, the commonest first."""
    found = dict(desk.index.facets(node, fields))
    with desk.store.read() as db:
        if Field.ENTITY in found:
            found[Field.ENTITY] = tuple(count_as_one(desk, db, found[Field.ENTITY], among=node))
        names: dict[Field, Mapping[str, str]] = {
            Field.ENTITY: names_of(db, [value for value, _ in found.get(Field.ENTITY, ())]),
            Field.SOURCE: {fold(title): title for title in titles(db)},
        }
    return {
        one.value: tuple(
            FacetValue(value, names.get(one, {}).get(value, value), number)
            for value, number in found[one]
        )
        for one in fields
    }


def alternatives(
    desk: Desk, query: str, tree: Node, fields: Sequence[Field]
) -> dict[str, tuple[Alternative, ...]]:
    """Return field → the values that could be asked for beside the one that is, with OR.

    Only of fields for which the query asks; of several clauses of one field, for the last.
    """
    found = {}
    for field in fields:
        asked = [one for one in _conjuncts(tree) if _asks_for(one, field)]
        if asked:
            rest = bound_now(desk, _negated(tree, asked[-1]))
            values = counted(desk, rest, (field,))[field.value]
            found[field.value] = tuple(_alternative(query, asked[-1], field, one) for one in values)
    return found


def _conjuncts(node: Node) -> Iterator[Node]:
    """Yield what every result meets, in the order in which it was typed."""
    if isinstance(node, And):
        for part in node.parts:
            yield from _conjuncts(part)
    else:
        yield node


def _asks_for(node: Node, field: Field) -> bool:
    """Tell whether a clause asks for one value of a field, or for any of several."""
    parts = node.parts if isinstance(node, Or) else (node,)
    return all(isinstance(one, Keyword) and one.field is field for one in parts)


def _negated(node: Node, chosen: Node) -> Node:
    """Return a tree for what meets all but the chosen clause."""
    if node is chosen:
        return Not(node, node.span)
    if isinstance(node, And):
        return replace(node, parts=tuple(_negated(part, chosen) for part in node.parts))
    return node


def _alternative(query: str, asked: Node, field: Field, one: FacetValue) -> Alternative:
    start, end = asked.span
    either = f"({render(asked)} OR {clause(field, one.value)})"
    return Alternative(one.value, one.name, one.articles, query[:start] + either + query[end:])
