"""Why two texts are related, in words a person would give."""

from collections.abc import Iterable, Mapping
from heapq import nlargest

from indexing.relatedness.profile import Profile, folded, is_figure
from indexing.settings.model import Relatedness

_SHOWN = 4  # a reason is read at a glance; the parts of the score tell the rest
_TELLING = 0.008  # a shared word below this share of the lexical cosine explains nothing
_NEAR = 0.5  # embedding cosine from which two texts speak of the same kind of thing ...
_CHANCE = 0.4  # ... and what unrelated news texts may reach (ours: median .1, highest .41)
_TOPIC_STRENGTH = 0.02  # topics are no part of the score: told, but after what made it


def reasons(
    one: Profile, other: Profile, *, lines: Relatedness, embedding: float
) -> tuple[str, ...]:
    """Return phrases, the one that added most to the score first; empty if none can be told.

    Names only where both texts are in a language the models know; where one is not, the last
    phrase says that words alone were compared. ``embedding`` is 0 to 1.
    """
    told = _terms(one, other, lines.lexical_weight)
    if not (one.is_understood and other.is_understood):
        return (*_phrases(told), "only words could be compared")
    told += _names(one, other, lines.entity_weight)
    if shared := [name for slug, name in one.topics.items() if slug in other.topics]:
        told.append((_TOPIC_STRENGTH, "topic", sorted(shared)))
    if embedding >= _NEAR:
        told.append((lines.embedding_weight * (embedding - _CHANCE), "near in meaning", []))
    return _phrases(told)


_Told = tuple[float, str, list[str]]


def _phrases(told: Iterable[_Told]) -> tuple[str, ...]:
    ranked = sorted((each for each in told if each[0] > 0), key=lambda each: (-each[0], each[1]))
    return tuple(f"{head}: {', '.join(what)}" if what else head for _, head, what in ranked)


def _terms(one: Profile, other: Profile, weight: float) -> list[_Told]:
    """Tell the shared words that weigh most and are not part of a name told anyway; figures."""
    known = one.name_words & other.name_words
    products = _products(one.terms, other.terms)
    shared = {term: product for term, product in products.items() if product >= _TELLING}
    figures = {term: product for term, product in shared.items() if is_figure(term)}
    words = {
        word: product
        for word, product in shared.items()
        if not any(map(str.isdigit, word)) and folded(word) not in known
    }
    return [
        (weight * sum(group.values()), head, _heaviest(group))
        for head, group in (("rare words", words), ("figures", figures))
    ]


def _names(one: Profile, other: Profile, weight: float) -> list[_Told]:
    products = _products(one.entities, other.entities)
    groups: dict[str, dict[str, float]] = {}
    for id_, product in products.items():
        is_people = id_ in one.peoples and id_ in other.peoples
        head = "peoples" if is_people else "places" if id_ in one.places else "both"
        groups.setdefault(head, {})[id_] = product
    return [
        (weight * sum(group.values()), head, [_name(id_, one, other) for id_ in _heaviest(group)])
        for head, group in groups.items()
    ]


def _name(id_: str, one: Profile, other: Profile) -> str:
    """Return the name that ``one`` has for it, unless that is an adjective and the other's is not.

    A tuned reference may hold what it has no name for.
    """
    first, second = (other, one) if id_ in one.peoples else (one, other)
    return first.names.get(id_) or second.names.get(id_, id_)


def _products(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    return {key: weight * many[key] for key, weight in few.items() if key in many}


def _heaviest(weights: Mapping[str, float]) -> list[str]:
    return nlargest(_SHOWN, weights, key=lambda key: (weights[key], key))
