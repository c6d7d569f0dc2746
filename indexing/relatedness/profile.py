"""An extraction made ready to be compared: built once, used for every comparison."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from indexing.models import Entity, EntityType, Extraction

_PEOPLE = "nationality"
_PLACE_KINDS = frozenset({"country", "capital", _PEOPLE})


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """What ``relate`` reads of a text.

    ``terms`` word or figure → weight, ``entities`` id → weight: each of length 1, or empty.
    ``embedding`` has length 1, or is empty. ``names`` id → name as shown; ``places`` are the ids
    shown as places, ``peoples`` those of them that stand there as adjectives only ("French");
    ``name_words`` are the folded words of all names, which are no news beside them; ``topics``
    slug → name. Nothing here is changed after it is made.
    """

    language: str
    terms: Mapping[str, float]
    entities: Mapping[str, float]
    embedding: tuple[float, ...]
    names: Mapping[str, str]
    places: frozenset[str]
    peoples: frozenset[str]
    name_words: frozenset[str]
    topics: Mapping[str, str]

    @property
    def is_understood(self) -> bool:
        """Whether names, topics and meaning of this text can be trusted, not only its words."""
        return self.language == "en"


def profile(extraction: Extraction, *, rarity: Callable[[str], float] | None = None) -> Profile:
    """Return ``extraction`` ready to be compared.

    ``rarity`` gives an entity id's weight (greater than 0; rarer in the window, greater): with
    it a name that all the week's news carry counts for less. Without it all ids count alike.
    """
    entities = [each for each in extraction.entities if each.kind != "agency"]
    return Profile(
        language=extraction.language,
        terms=unit(dict(extraction.terms)),
        entities=unit(_entity_weights(entities, rarity)),
        embedding=extraction.embedding,
        names=_names(entities),
        places=frozenset(each.id for each in entities if _is_place(each)),
        peoples=_peoples(entities),
        name_words=frozenset(word for each in entities for word in folded(each.name).split()),
        topics={topic.slug: topic.name for topic in extraction.topics},
    )


def unit(weights: Mapping[str, float]) -> dict[str, float]:
    """Return the positive ``weights`` scaled to length 1; empty if none is positive."""
    kept = {key: weight for key, weight in weights.items() if weight > 0}
    # Summed in a fixed order, so that the order in which a text names things changes no bit.
    length = sum(sorted(weight * weight for weight in kept.values())) ** 0.5
    return {key: weight / length for key, weight in kept.items()} if length > 0 else {}


def is_figure(term: str) -> bool:
    """Whether a term is a number, alone or with what it counts; no word starts with a digit."""
    return "0" <= term[0] <= "9"


def folded(text: str) -> str:
    """Return ``text`` in lower case, without accents, with everything but words as spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = (char for char in plain if not unicodedata.combining(char))
    return " ".join("".join(char if char.isalnum() else " " for char in kept).split())


def _entity_weights(
    entities: list[Entity], rarity: Callable[[str], float] | None
) -> dict[str, float]:
    """Return id → square root of its salience, times its rarity.

    The root keeps one dominant name from deciding alone: two reports of one event may differ
    in who they put first, but name the same people. A nationality shares its country's id.
    """
    salience: dict[str, float] = {}
    for each in entities:
        salience[each.id] = salience.get(each.id, 0.0) + each.salience
    return {id_: share**0.5 * (rarity(id_) if rarity else 1.0) for id_, share in salience.items()}


def _names(entities: list[Entity]) -> dict[str, str]:
    """Return id → name; a nationality's name ("Hungarian") gives way to its country's."""
    last_wins = sorted(entities, key=lambda each: (each.kind != _PEOPLE, each.name))
    return {each.id: each.name for each in last_wins}


def _peoples(entities: list[Entity]) -> frozenset[str]:
    named = {each.id for each in entities if each.kind != _PEOPLE}
    return frozenset(each.id for each in entities if each.id not in named)


def _is_place(entity: Entity) -> bool:
    return entity.type is EntityType.LOC or entity.kind in _PLACE_KINDS
