"""The follows as relating needs them: profiles bent to what their readers said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from indexing.relatedness import Profile, Tuning, tuned
from indexing.settings import Settings
from indexing.settings.model import Relatedness
from indexing.store.records.understanding import get_understanding
from indexing.store.watch.follows import Follow, follow_states, list_follows


@dataclass(frozen=True, slots=True)
class Followed:
    """A follow that is not paused, ready to be compared; ``lines`` are its own."""

    slug: str
    profile: Profile
    lines: Relatedness


def followed(db: Connection, settings: Settings) -> Sequence[Followed]:
    """Return every follow that is not paused."""
    return [ready(db, follow, settings) for follow in list_follows(db) if not follow.is_paused]


def ready(db: Connection, follow: Follow, settings: Settings) -> Followed:
    """Return one follow as its reader tuned it."""
    tuning = tuning_from(follow.tuning)
    chosen = get_understanding(db, [*tuning.yes, *tuning.no])
    yes = [chosen[one].extraction for one in tuning.yes if one in chosen]
    no = [chosen[one].extraction for one in tuning.no if one in chosen]
    return Followed(
        follow.slug,
        tuned(follow.extraction, tuning, yes, no),
        tuning.lines(settings.relatedness),
    )


def tuning_from(raw: Mapping[str, Any]) -> Tuning:
    """Return what a reader changed of a follow, from the store's plain form."""
    return Tuning(
        pins=tuple(raw.get("pins", ())),
        exclusions=tuple(raw.get("exclusions", ())),
        line=raw.get("line"),
        yes=tuple(raw.get("yes", ())),
        no=tuple(raw.get("no", ())),
    )


def lines_of(db: Connection, settings: Settings) -> dict[str, float]:
    """Return slug → the score from which an article counts as related to that follow."""
    return {
        slug: tuning_from(raw).lines(settings.relatedness).related
        for slug, (raw, _is_paused) in follow_states(db).items()
    }
