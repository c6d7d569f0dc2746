"""Extractions made by hand: what the rules of this room need, and no model."""

from collections.abc import Callable, Mapping

import pytest

from indexing.models import Entity, EntityType, Extraction, Mention, Topic
from indexing.relatedness.profile import unit

Make = Callable[..., Extraction]


def entity(id_: str, name: str, *, salience: float, kind: str = "") -> Entity:
    types = {"per": EntityType.PER, "org": EntityType.ORG}
    type_ = EntityType.LOC if id_.startswith("Q") else types.get(id_[:3], EntityType.MISC)
    return Entity(id_, name, type_, kind, (Mention(0, len(name), name),), salience)


@pytest.fixture
def make() -> Make:
    """``make({"word": weight}, {"per:jan-novak": "Jan Novák"}, topics=…, language=…)``."""

    def build(
        words: Mapping[str, float] | str = "",
        names: Mapping[str, str] | None = None,
        *,
        topics: tuple[str, ...] = (),
        language: str = "en",
        kinds: Mapping[str, str] | None = None,
        embedding: tuple[float, ...] = (1.0, 0.0),
    ) -> Extraction:
        weights = dict.fromkeys(words.split(), 1.0) if isinstance(words, str) else words
        names, kinds = names or {}, kinds or {}
        entities = tuple(
            entity(id_, name, salience=1 / len(names), kind=kinds.get(id_, ""))
            for id_, name in names.items()
        )
        terms = sorted(unit(weights).items(), key=lambda each: -each[1])
        known = tuple(Topic(slug, slug.replace("-", " "), 0.8) for slug in topics)
        return Extraction(language, entities, known, embedding, tuple(terms), "by hand")

    return build
