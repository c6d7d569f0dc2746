"""Tuning a follow: what counts more, what not at all, what was right; the effect comes first.

``preview`` and ``preview_undo`` draft a tuning with its effect, ``save`` saves what was drafted.
They raise NotFound for a follow, name or article that is not known, naming the nearest, and
InvalidRequest for what cannot be, or changes nothing.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from indexing.desk.follows.comparing import Compared, changing_follows, compare, save_relations
from indexing.desk.follows.following import Tuned, kept_follow, tuned_in_names
from indexing.desk.follows.wishes import Wishes, wished
from indexing.desk.room import Desk
from indexing.errors import ChangedMeanwhile, InvalidRequest
from indexing.models import Article
from indexing.pipeline.following import tuning_from
from indexing.store.records import articles
from indexing.store.watch import follows, relations
from indexing.store.watch.follows import Follow
from indexing.store.watch.stories import original_of


@dataclass(frozen=True, slots=True)
class Moved:
    """An article that a tuning brings in or puts out, with its scores before and after.

    ``is_aside`` if it is put out because a person calls it, or its text, wrong.
    """

    article: Article
    old: float
    new: float
    reasons: tuple[str, ...]
    is_aside: bool


@dataclass(frozen=True, slots=True)
class Effect:
    """What a tuning does: the articles ``gained`` and ``lost``, nearest first.

    ``still_below`` were called right and do not reach the line all the same.
    """

    slug: str
    before: Tuned
    after: Tuned
    gained: tuple[Moved, ...]
    lost: tuple[Moved, ...]
    still_below: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A tuning with its effect, ready to be saved. ``texts_aside`` are the texts called wrong."""

    kept: Follow
    tuned: Follow
    compared: Compared
    texts_aside: frozenset[str]
    effect: Effect


def preview(desk: Desk, slug: str, wishes: Wishes) -> Draft:
    """Return what the wishes would do; nothing is changed."""
    kept = kept_follow(desk, slug)
    return _draft(desk, kept, wished(desk, kept, wishes))


def preview_undo(desk: Desk, slug: str) -> Draft:
    """Return what going back to the tuning before the last would do; nothing is changed."""
    kept = kept_follow(desk, slug)
    return _draft(desk, kept, _before_last(kept))


def save(desk: Desk, draft: Draft) -> Effect:
    """Tune a follow as drafted and relate the store to it anew.

    What it was before is kept for one undo. Raises ChangedMeanwhile if the follow is not as it
    was when the draft was made.
    """
    kept, tuned = draft.kept, draft.tuned
    said = tuning_from(tuned.tuning)
    with desk.store.write() as db:
        state = follows.follow_states(db, only=kept.slug, hold="alone").get(kept.slug)
        if state != (kept.tuning, kept.is_paused):
            what = "somebody changed it meanwhile"
            raise ChangedMeanwhile(what, kept.slug, "Look at it, and tune it again.")
        before = relations.every_relation(db, kept.slug)
        with changing_follows(db, desk, before.keys() | draft.compared.reached()):
            follows.save_tuning(
                db, kept.slug, tuned.tuning, former=tuned.former_tuning, aside=draft.texts_aside
            )
            save_relations(db, draft.compared, keeping={*before, *said.yes, *said.no})
    _catch_up(desk, tuned, draft.compared)
    return draft.effect


def _before_last(kept: Follow) -> Follow:
    if kept.former_tuning is None:
        what = "there is no tuning to go back to"
        raise InvalidRequest(what, kept.slug, "Only the last one is kept.")
    return replace(kept, tuning=kept.former_tuning, former_tuning=None)


def _draft(desk: Desk, kept: Follow, tuned: Follow) -> Draft:
    was, now = compare(desk, kept, tuned)
    with desk.store.read() as db:
        places = articles.story_places(db, list(now.relations))
        text_of = {one: copy_of or one for one, (_score, copy_of) in places.items()}
        aside = _texts_aside(db, tuned)
        held = was.reached() - _among(text_of, _texts_aside(db, kept))
        holds = now.reached() - _among(text_of, aside)
        right = now.relations.keys() & tuning_from(tuned.tuning).yes
        effect = Effect(
            slug=kept.slug,
            before=tuned_in_names(db, kept, desk.settings),
            after=tuned_in_names(db, tuned, desk.settings),
            gained=_moved(db, holds - held, was, now),
            lost=_moved(db, held - holds, was, now, aside=_among(text_of, aside)),
            still_below=_moved(db, right - holds, was, now),
        )
    return Draft(kept, tuned, now, aside, effect)


def _texts_aside(db: Connection, follow: Follow) -> frozenset[str]:
    """Return the texts, each by its first article, that a person called wrong."""
    return frozenset(original_of(db, one) for one in tuning_from(follow.tuning).no)


def _among(text_of: Mapping[str, str], texts: frozenset[str]) -> set[str]:
    return {one for one, text in text_of.items() if text in texts}


def _moved(
    db: Connection,
    ids: Iterable[str],
    was: Compared,
    now: Compared,
    *,
    aside: Collection[str] = (),
) -> tuple[Moved, ...]:
    found = [
        Moved(
            article=article,
            old=was.relations[one].score,
            new=now.relations[one].score,
            reasons=now.relations[one].reasons,
            is_aside=one in aside,
        )
        for one, article in articles.get_articles(db, sorted(ids)).items()
        if articles.duplicate_of(db, one) is None
    ]
    return tuple(sorted(found, key=lambda each: (-each.new, each.article.id)))


def _catch_up(desk: Desk, tuned: Follow, compared: Compared) -> None:
    """Relate what came in between comparing and saving: it met the tuning before."""
    (late,) = compare(desk, tuned, but=compared.relations.keys())
    if late.relations:
        with desk.store.write() as db, changing_follows(db, desk, late.relations):
            save_relations(db, late, keeping=late.relations.keys())
