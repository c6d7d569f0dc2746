"""What our tables know: countries, places, organisations, agencies, people, given names.

The tables in ``data/`` hold facts only: names, older and other spellings, Wikidata ids. A row
without an id gets one made from its name. All look-ups are by folded name (``folding.fold``).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from indexing.extraction.entities.knowledge.folding import fold, slug
from indexing.extraction.entities.knowledge.persons import TITLES, person_key
from indexing.extraction.words import word_list
from indexing.models import EntityType

_DATA = Path(__file__).parents[2] / "data"


_CONTINENTS = {"European": "europe", "African": "africa", "Asian": "asia"}


@dataclass(frozen=True, slots=True)
class Known:
    """An entity of the tables, as ``Entity`` shows it."""

    id: str
    name: str
    type: EntityType
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The tables by folded name; ``people`` by (first, last) as ``person_key`` gives it,
    ``spelled_possessive`` as written.

    ``demonyms`` hold the nationalities, under the country's id, and other peoples and camps.
    """

    countries: dict[str, Known] = field(default_factory=dict)
    capitals: dict[str, Known] = field(default_factory=dict)
    places: dict[str, Known] = field(default_factory=dict)
    demonyms: dict[str, Known] = field(default_factory=dict)
    organisations: dict[str, Known] = field(default_factory=dict)
    people: dict[tuple[str, str], Known] = field(default_factory=dict)
    surnames: dict[str, tuple[Known, ...]] = field(default_factory=dict)
    given_names: frozenset[str] = frozenset()
    spelled_possessive: frozenset[str] = frozenset()

    def place(self, folded: str) -> Known | None:
        """Return the country, else the capital, else any other place of that name."""
        return self.countries.get(folded) or self.capitals.get(folded) or self.places.get(folded)

    def is_role(self, word: str) -> bool:
        """Tell whether a word is a title or what somebody is, and no given name: "Singer"."""
        folded = fold(word)
        is_role = folded in TITLES or folded in word_list("roles")
        return is_role and folded not in self.given_names

    def sure_body(self, folded: str) -> Known | None:
        """Return the body of that name, unless the name also means a river, a fruit, a man."""
        return None if folded in _ambiguous_bodies() else self.organisations.get(folded)


@lru_cache(maxsize=1)
def _ambiguous_bodies() -> frozenset[str]:
    return frozenset(map(fold, word_list("ambiguous-bodies")))


def _rows(table: str) -> Iterator[list[str]]:
    for line in (_DATA / table).read_text("utf-8").splitlines():
        if not line.startswith("#"):
            yield [*line.split("\t"), "", "", "", ""]


def _enter(index: dict[str, Known], known: Known, names: Iterable[str]) -> None:
    """Add ``known`` under each name; the row that came first keeps a contested name."""
    for name in names:
        if name:
            index.setdefault(fold(name), known)


def _read_countries(tables: Gazetteer) -> None:
    for _, id_, name, aliases, demonyms, capital, capital_id, capital_aliases in (
        row[:8] for row in _rows("countries.tsv")
    ):
        _enter(
            tables.countries,
            Known(id_, name, EntityType.LOC, "country"),
            [name, *aliases.split(";")],
        )
        _enter(
            tables.capitals,
            Known(capital_id, capital, EntityType.LOC, "capital"),
            [capital, *capital_aliases.split(";")],
        )
        for demonym in filter(None, demonyms.split(";")):
            nationality = Known(id_, demonym, EntityType.MISC, "nationality")
            _enter(tables.demonyms, nationality, [demonym, f"{demonym}s"])
    for country in tables.countries:  # Philippine + s, Lao + s
        tables.demonyms.pop(country, None)


def _read_named(table: str, type_: EntityType, index: dict[str, Known]) -> None:
    """Read a table of id, name, [kind,] aliases; organisations alone have a kind."""
    for id_, name, *rest in _rows(table):
        kind, aliases = rest[:2] if type_ is EntityType.ORG else ("", rest[0])
        known = Known(id_ or f"{type_.lower()}:{slug(name)}", name, type_, kind)
        _enter(index, known, [name, *aliases.split(";")])


def _spelled_possessive() -> frozenset[str]:
    """Return the bodies whose own name ends in "'s", as they spell it: "Sotheby's"."""
    cells = (cell for row in _rows("organisations.tsv") for cell in (row[1], *row[3].split(";")))
    return frozenset(cell for cell in cells if cell.endswith("'s"))


def _read_people(tables: Gazetteer) -> None:
    for name, aliases, *_ in _rows("people.tsv"):
        first, last = person_key(name)
        known = Known(person_id(first, last), name, EntityType.PER)
        for spelling in filter(None, [name, *aliases.split(";")]):
            key = person_key(spelling)
            tables.people.setdefault(key, known)
            bearers = tables.surnames.get(key[1], ())
            if known not in bearers:
                tables.surnames[key[1]] = (*bearers, known)


def person_id(first: str, last: str) -> str:
    """Return the id of a person, from the two halves of the key; ``first`` may be empty."""
    return "per:" + slug(f"{first} {last}")


def _enter_peoples(tables: Gazetteer) -> None:
    """Enter the adjectives of peoples, faiths and camps that belong to no country.

    Those of a continent have its id, as a nationality has its country's.
    """
    for people in sorted(word_list("peoples")):
        continent = tables.places.get(_CONTINENTS.get(people, ""))
        id_ = continent.id if continent else f"misc:{slug(people)}"
        known = Known(id_, people, EntityType.MISC, "nationality" if continent else "")
        _enter(tables.demonyms, known, [people, f"{people}s"])


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """Return the tables, read once in a process."""
    given = frozenset(fold(name) for name in (row[0] for row in _rows("given-names.txt")))
    tables = Gazetteer(given_names=given, spelled_possessive=_spelled_possessive())
    _read_countries(tables)
    _read_named("places.tsv", EntityType.LOC, tables.places)
    _enter_peoples(tables)
    _read_named("organisations.tsv", EntityType.ORG, tables.organisations)
    _read_people(tables)
    return tables


# The name table gives "Georgia" to the country; a document about Atlanta means the state.
GEORGIA_STATE = Known("Q1428", "Georgia", EntityType.LOC)
