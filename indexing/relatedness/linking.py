"""One person under two ids: found across documents, with the evidence, and rather not than wrong.

``extract`` sees one document only. "Orban" alone, "V. Orban" or "Victor Orban" get ids of their
own there; what the news of the window call that person decides here. A link is a redirect that
is followed when somebody asks, so undoing one changes no stored extraction.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from indexing.models import Entity, EntityType, Extraction

_DOMINANCE = 0.7  # share of the documents that name this surname in full and mean this person
_LEAST_DOCUMENTS = 3  # fewer prove nothing about whom the news mean
_PARTICLES = frozenset(
    ("van", "von", "der", "den", "de", "di", "da", "del", "della", "du", "la", "le", "lo", "ter")
)  # "al" and "bin" are not here: "per:al-gore" is no surname used alone
_LEAST_LETTERS = 5  # shorter first names are too alike: Jan and Jon, Lena and Lina
_PREFIX = "per:"

# Spellings of one sound, in the order in which they are replaced.
_SOUNDS = (
    ("tch", "c"), ("sch", "s"), ("kh", "h"), ("ph", "f"), ("th", "t"), ("sh", "s"), ("zh", "z"),
    ("ch", "c"), ("ck", "k"), ("c", "k"), ("q", "k"), ("x", "ks"), ("w", "v"), ("j", "i"),
    ("y", "i"), ("ei", "i"), ("ii", "i"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name in the window's news: in how many ``documents`` the person stood under this id."""

    entity_id: str
    name: str
    documents: int


@dataclass(frozen=True, slots=True)
class Link:
    """``entity_id`` is taken to be the person ``target_id``; ``evidence`` says in words why."""

    entity_id: str
    target_id: str
    evidence: str


_Person = list[KnownName]  # the spellings of one person, commonest first


@lru_cache(maxsize=50_000)  # the window's names are asked for again with every article
def surname_key(entity_id: str) -> str:
    """Return the surname in a person's id, by which the store finds the names for ``link``.

    ``orban`` for ``per:orban`` and ``per:viktor-orban``; ``zelenski`` for -sky, -skyy, -skiy;
    ``doe-jr`` for ``per:john-doe-jr``, who is not his father.
    """
    *_, last = surname = _tokens(entity_id)
    if last == "jr":
        return "-".join(surname[-2:])
    return re.sub(r"(?<=..)(?:[iy]+|ij)$", "i", last)


def link(extraction: Extraction, window: Iterable[KnownName]) -> tuple[Link, ...]:
    """Return the people of ``extraction`` whom the window's news know under another id.

    A bare surname, or one with an initial, goes to the person who is meant in at least 70% of
    the documents that name somebody of this surname in full (three at least). A first name in
    another spelling (Victor, Viktor) goes to the commoner one, if it is as dominant. Nobody is
    linked who has a namesake in this document: then the document tells two people apart.
    ``window`` may hold any names; only those of the same ``surname_key`` are used. In the
    order of ``extraction.entities``.
    """
    people = [entity for entity in extraction.entities if _is_person(entity)]
    here = Counter(surname_key(person.id) for person in people)
    wanted = (name for name in window if name.entity_id.startswith(_PREFIX))
    known = sorted(
        (name for name in wanted if surname_key(name.entity_id) in here),
        key=lambda name: (surname_key(name.entity_id), -name.documents, name.entity_id),
    )
    by_surname = {
        key: _persons(names)
        for key, names in groupby(known, key=lambda name: surname_key(name.entity_id))
    }
    alone = [person for person in people if here[surname_key(person.id)] == 1]
    links = (_link(person, by_surname.get(surname_key(person.id), [])) for person in alone)
    return tuple(each for each in links if each)


def _link(person: Entity, namesakes: list[_Person]) -> Link | None:
    given = _given(person.id)
    if len(given) > 1:
        return _to_commoner_spelling(person, given, namesakes)
    fitting = [each for each in namesakes if _given(each[0].entity_id).startswith(given)]
    named = sum(map(_documents, fitting))
    leader = max(fitting, key=lambda each: (_documents(each), each[0].entity_id), default=None)
    if leader is None or not _is_dominant(_documents(leader), named):
        return None
    target = leader[0]
    whom = f"somebody called {person.name}"
    evidence = f"{_documents(leader)} of {named} recent articles that name {whom} in full"
    return Link(person.id, target.entity_id, f"{evidence} mean {target.name}")


def _to_commoner_spelling(person: Entity, given: str, namesakes: list[_Person]) -> Link | None:
    for spellings in namesakes:
        target = spellings[0]
        if not _is_one_name(given, _given(target.entity_id)):
            continue
        if target.entity_id == person.id:
            return None
        own = sum(each.documents for each in spellings if each.entity_id == person.id)
        if not _is_dominant(target.documents, target.documents + own):
            return None
        evidence = f"{target.documents} recent articles write {target.name}, {own} {person.name}"
        return Link(person.id, target.entity_id, evidence)
    return None


def _persons(names: Iterable[KnownName]) -> list[_Person]:
    """Group the full names of one surname by person; ``names`` and result commonest first."""
    persons: list[_Person] = []
    for name in names:
        given = _given(name.entity_id)
        if len(given) < 2:
            continue
        same = (each for each in persons if _is_one_name(given, _given(each[0].entity_id)))
        if person := next(same, None):
            person.append(name)
        else:
            persons.append([name])
    return persons


def _is_dominant(documents: int, of_all: int) -> bool:
    return documents >= _LEAST_DOCUMENTS and documents >= _DOMINANCE * of_all


def _is_one_name(one: str, other: str) -> bool:
    """Whether two first names are spellings of one: equal in sound, or but for inner vowels.

    Martin and Marvin, Daniel and Daniela stay apart, though they differ by a letter only.
    """
    one, other = _sound(one), _sound(other)
    if one == other:
        return True
    return (
        min(len(one), len(other)) >= _LEAST_LETTERS
        and (one[0], one[-1]) == (other[0], other[-1])
        and re.sub("[aeiou]", "", one) == re.sub("[aeiou]", "", other)
    )


@lru_cache(maxsize=10_000)  # the same first names come again and again
def _sound(given: str) -> str:
    for spelling, sound in _SOUNDS:
        given = given.replace(spelling, sound)
    return re.sub(r"(.)\1", r"\1", given).removesuffix("h")


def _documents(person: _Person) -> int:
    return sum(name.documents for name in person)


def _is_person(entity: Entity) -> bool:
    return entity.type is EntityType.PER and entity.id.startswith(_PREFIX)


def _tokens(entity_id: str) -> list[str]:
    return entity_id.removeprefix(_PREFIX).split("-")


def _given(entity_id: str) -> str:
    """Return the part before the surname without its particles; empty for a bare surname."""
    parts = [part for part in _tokens(entity_id) if part != "jr"]
    return " ".join(part for part in parts[:-1] if part not in _PARTICLES)
