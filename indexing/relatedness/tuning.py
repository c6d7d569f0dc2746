"""A follow as the person has tuned it: what counts more, what not at all, what was right."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from indexing.models import Extraction
from indexing.relatedness.profile import Profile, folded, profile, unit
from indexing.settings.model import Relatedness

_PIN = 2.5  # a pinned name or word counts as if the reference dwelt on it this much longer
_TOWARDS, _AWAY = 0.5, 0.25  # Rocchio: what was right teaches more surely than what was wrong


@dataclass(frozen=True, slots=True)
class Tuning:
    """What a person has said about a follow.

    ``pins`` count more and ``exclusions`` not at all; each is an entity id (``per:jan-novak``,
    ``Q28``) or a word. ``line`` replaces the ``related`` line, None keeps it. ``yes`` and
    ``no`` are ids of articles that the person called right and wrong.
    """

    pins: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    line: float | None = None
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()

    def lines(self, lines: Relatedness) -> Relatedness:
        """Return ``lines`` with this follow's own ``related`` line, if it has one."""
        return lines if self.line is None else lines.model_copy(update={"related": self.line})


def tuned(
    reference: Extraction,
    tuning: Tuning,
    yes_extractions: Sequence[Extraction],
    no_extractions: Sequence[Extraction],
) -> Profile:
    """Return the reference's profile, moved towards ``yes`` and away from ``no``, then pinned.

    The two sequences are what ``tuning.yes`` and ``tuning.no`` name, as far as it still
    exists. Words and names move; language, meaning and topics stay the reference's.
    """
    own = profile(reference)
    yes, no = (
        [profile(each) for each in yes_extractions],
        [profile(each) for each in no_extractions],
    )
    names = {id_: name for each in (*yes, own) for id_, name in each.names.items()}
    terms = _moved(own.terms, [each.terms for each in yes], [each.terms for each in no])
    entities = _moved(own.entities, [each.entities for each in yes], [each.entities for each in no])
    pinned, excluded = _with_words(tuning.pins, names), _with_words(tuning.exclusions, names)
    return replace(
        own,
        terms=_weighed(terms, {pin for pin in pinned if not _is_id(pin)}, excluded),
        entities=_weighed(entities, {pin for pin in pinned if _is_id(pin)}, excluded),
        names=names,
        places=own.places.union(*(each.places for each in yes)),
        peoples=_peoples([own, *yes]),
        name_words=own.name_words.union(*(each.name_words for each in yes)),
    )


def _peoples(profiles: Sequence[Profile]) -> frozenset[str]:
    """Return the places that none of them names, only their peoples."""
    named = frozenset[str]().union(*(each.places - each.peoples for each in profiles))
    return frozenset[str]().union(*(each.peoples for each in profiles)) - named


def _moved(
    own: Mapping[str, float],
    towards: Sequence[Mapping[str, float]],
    away: Sequence[Mapping[str, float]],
) -> dict[str, float]:
    moved = dict(own)
    for step, examples in ((_TOWARDS, towards), (-_AWAY, away)):
        for example in examples:
            for key, weight in example.items():
                moved[key] = moved.get(key, 0.0) + step * weight / len(examples)
    return unit(moved)


def _weighed(
    weights: Mapping[str, float], pins: set[str], exclusions: set[str]
) -> dict[str, float]:
    """Raise ``pins`` (one that the texts lack gets the mean weight first), drop ``exclusions``."""
    mean = sum(weights.values()) / len(weights) if weights else 1.0
    raised = {pin: _PIN * max(mean, weights.get(pin, 0.0)) for pin in pins}
    merged = {**weights, **raised}
    return unit({key: weight for key, weight in merged.items() if key not in exclusions})


def _with_words(chosen: Iterable[str], names: Mapping[str, str]) -> set[str]:
    """Return what was chosen, and for a name also its words, which count among the terms."""
    asked = {each if _is_id(each) else each.casefold() for each in chosen}
    return asked.union(*(folded(names[each]).split() for each in asked if each in names))


def _is_id(text: str) -> bool:
    return ":" in text or (text[:1] == "Q" and text[1:].isdigit())
