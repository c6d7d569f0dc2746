"""Names in the news: who and what, each one's spellings, and which of them are one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from indexing.desk.room import Desk
from indexing.errors import InvalidRequest, NotFound
from indexing.search.analysis import fold
from indexing.search.tree import And, Everything, Field, Keyword, Node
from indexing.store.records.names import (
    entities_of,
    families,
    names_like,
    names_of,
    same_as,
    save_decision,
    spellings_of,
    top_entities,
    with_redirects,
    written_so,
)


@dataclass(frozen=True, slots=True)
class SameEntity:
    """Another id of an entity; ``evidence`` is empty if they are one through a third."""

    id: str
    name: str
    evidence: str


@dataclass(frozen=True, slots=True)
class NamedEntity:
    """An entity with its spellings, commonest first, as (spelling, articles).

    ``same_as`` are those that are one with it, by their names.
    """

    id: str
    name: str
    type: str
    articles: int
    spellings: Sequence[tuple[str, int]]
    same_as: Sequence[SameEntity]


def most_named(desk: Desk, *, limit: int = 20) -> list[tuple[str, str, str, int]]:
    """Return (id, name, type, articles), those in most articles first; who is one, once."""
    with desk.store.read() as db:
        top = {row[0]: row for row in top_entities(db, limit=2 * limit)}
        counted = count_as_one(desk, db, [(one, top[one][3]) for one in top], among=Everything())
    return [(one, top[one][1], top[one][2], articles) for one, articles in counted[:limit]]


def count_as_one(
    desk: Desk, db: Connection, counted: Sequence[tuple[str, int]], *, among: Node
) -> list[tuple[str, int]]:
    """Return (entity id, articles), most first, where ids that are one entity stand once.

    The first of them stays, with the exact number of articles ``among`` those matched that name
    any of them.
    """
    one_with = families(db, [one for one, _ in counted])
    kept: dict[str, int] = {}
    for one, articles in counted:
        if kept.keys().isdisjoint(one_with[one]):
            kept[one] = articles if len(one_with[one]) == 1 else _count(desk, one_with[one], among)
    return sorted(kept.items(), key=lambda each: -each[1])


def _count(desk: Desk, ids: Sequence[str], among: Node) -> int:
    any_of_them = Keyword(Field.ENTITY, tuple(ids), "", among.span)
    return desk.index.count(And((among, any_of_them), among.span))


def show_entity(desk: Desk, name: str) -> list[NamedEntity]:
    """Return every entity that is written so, or has this id; those in most articles first.

    Raises NotFound, naming what begins like it.
    """
    with desk.store.read() as db:
        found = [_named(db, row) for row in entities_of(db, _ids_of(db, name))]
        if not found:
            raise _unknown(db, name)
    return found


def merge_entities(desk: Desk, name: str, other: str, *, by: str) -> list[NamedEntity]:
    """Let two names be one entity wherever somebody asks; return all that are one now.

    Nothing that is stored about articles changes, so it can be taken back (``split_entity``).
    Raises NotFound, InvalidRequest for a name that may mean several, or two that are one.
    """
    with desk.store.write() as db:
        one, two = _only(db, name), _only(db, other)
        if two in with_redirects(db, [one]):
            raise InvalidRequest("they are one already", other, "See: presswatch entities show")
        save_decision(db, one, two, is_same=True, by=by, now=desk.now)
    return show_entity(desk, one)


def split_entity(desk: Desk, name: str, other: str = "", *, by: str) -> list[SameEntity]:
    """Part a name from another, or from all that it is directly one with; return those.

    What the news suggest later does not join them again. Raises NotFound, InvalidRequest for a
    name that may mean several, or two that are not directly one.
    """
    with desk.store.write() as db:
        one = _only(db, name)
        two = _only(db, other) if other else ""
        known = same_as(db, one)
        parted = [two] if two else list(known)
        if not known or (two and two not in known):
            through = ", ".join(names_of(db, list(known)).values())
            do = f"It is one with: {through}." if through else "It is one with nobody else."
            raise InvalidRequest(
                "they are not directly one" if two else "it stands alone", name, do
            )
        for each in parted:
            save_decision(db, one, each, is_same=False, by=by, now=desk.now)
        return _same(db, {each: known[each] for each in parted})


def _only(db: Connection, name: str) -> str:
    """Return the id that a name means; of several, that of the one who is called so."""
    rows = entities_of(db, _ids_of(db, name))
    if not rows:
        raise _unknown(db, name)
    meant = [row for row in rows if fold(row[1]) == fold(name)] or rows
    if len(meant) > 1:
        told = ", ".join(f"{one} ({known_as}, in {count})" for one, known_as, _, count in meant)
        raise InvalidRequest(f"it may mean {len(meant)} entities", name, f"Write an id: {told}.")
    return meant[0][0]


def _ids_of(db: Connection, name: str) -> list[str]:
    return [name] if names_of(db, [name]) else written_so(db, fold(name))


def _unknown(db: Connection, name: str) -> NotFound:
    near = ", ".join(known_as for _, known_as, _, _ in names_like(db, fold(name), limit=5))
    return NotFound(
        "nobody and nothing is written so in the coverage",
        name,
        f"There are: {near}." if near else "See: presswatch entities top",
    )


def _named(db: Connection, row: tuple[str, str, str, int]) -> NamedEntity:
    entity_id, name, kind, articles = row
    direct = same_as(db, entity_id)
    others = [one for one in with_redirects(db, [entity_id]) if one != entity_id]
    same = _same(db, {one: direct.get(one, "") for one in others})
    return NamedEntity(entity_id, name, kind, articles, spellings_of(db, entity_id), same)


def _same(db: Connection, evidence: Mapping[str, str]) -> list[SameEntity]:
    names = names_of(db, list(evidence))
    found = [SameEntity(one, names.get(one, one), why) for one, why in evidence.items()]
    return sorted(found, key=lambda one: (one.name, one.id))
