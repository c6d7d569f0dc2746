"""How near an article is to a reference, in three parts that add up, with its reasons."""

from collections.abc import Callable, Mapping
from operator import mul
from typing import Literal

from indexing.models import Extraction, Relation
from indexing.relatedness.profile import Profile, profile
from indexing.relatedness.reasons import reasons
from indexing.settings.model import Relatedness

LineName = Literal["same story", "related", "below"]


def relate(
    reference: Extraction | Profile,
    article: Extraction | Profile,
    *,
    lines: Relatedness,
    rarity: Callable[[str], float] | None = None,
) -> Relation:
    """Return how near ``article`` is to ``reference``; swapping the two changes nothing.

    The score is the sum of three cosines, weighted by ``lines``: of words, of names, of
    meaning. If either text is in a language that the models do not know, the parts for names
    and meaning are 0, so only shared words can bring such texts together. ``rarity`` weighs
    the names of whatever is given as Extraction; a Profile has been weighed when it was made.
    """
    one, other = _ready(reference, rarity), _ready(article, rarity)
    lexical, entities, embedding = parts = _parts(one, other)
    whole = _weighted(parts, lines)
    why = reasons(one, other, lines=lines, embedding=embedding) if whole > 0 else ()
    return Relation(whole, lexical, entities, embedding, why)


def score(one: Profile, other: Profile, *, lines: Relatedness) -> float:
    """Return the score of ``relate`` alone: its reasons cost as much again."""
    return _weighted(_parts(one, other), lines)


def _parts(one: Profile, other: Profile) -> tuple[float, float, float]:
    understood = one.is_understood and other.is_understood
    return (
        cosine(one.terms, other.terms),
        cosine(one.entities, other.entities) if understood else 0.0,
        nearness(one.embedding, other.embedding) if understood else 0.0,
    )


def _weighted(parts: tuple[float, float, float], lines: Relatedness) -> float:
    lexical, entities, embedding = parts
    whole = (
        lines.lexical_weight * lexical
        + lines.entity_weight * entities
        + lines.embedding_weight * embedding
    )
    return min(whole, 1.0)


def line_name(score: float, lines: Relatedness, *, is_in_story: bool) -> LineName:
    """Return what a follow says of an article that is so near to its reference.

    ``is_in_story``: the article is in a story of the reference's event (``stories_of_reference``),
    for the score alone does not tell an event from another of the same people. What lies below
    ``related`` is "below" all the same.
    """
    if score < lines.related:
        return "below"
    return "same story" if is_in_story else "related"


def cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return the cosine, 0 to 1, of two mappings of length 1 with no negative weight."""
    # Sorted, so that neither the order of words nor of the two texts changes the last bit.
    products = sorted([one[key] * other[key] for key in one.keys() & other.keys()])
    return min(1.0, sum(products))


def nearness(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Return the cosine of two embeddings, 0 to 1: what points apart is as far as can be."""
    product: float = sum(map(mul, one, other))
    return min(1.0, max(0.0, product))


def _ready(text: Extraction | Profile, rarity: Callable[[str], float] | None) -> Profile:
    return text if isinstance(text, Profile) else profile(text, rarity=rarity)
