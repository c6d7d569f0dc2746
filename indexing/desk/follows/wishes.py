"""What a person asks to change of a follow, made the tuning that it is to have."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from indexing.desk.follows.meaning import Vocabulary, meant, vocabulary_of
from indexing.desk.room import Desk, find_article
from indexing.errors import InvalidRequest, NotFound
from indexing.pipeline.following import tuning_from
from indexing.relatedness import Tuning
from indexing.search.analysis import fold
from indexing.store.records.understanding import get_understanding
from indexing.store.watch.follows import Follow


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person asks for: names or words to pin and exclude, articles right and wrong.

    ``clear`` takes back what was said of a name, a word or an article. ``line`` is the score
    from which an article counts as related; ``settings_line`` takes that of the settings again.
    """

    pin: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    clear: tuple[str, ...] = ()
    line: float | None = None
    settings_line: bool = False


def wished(desk: Desk, kept: Follow, wishes: Wishes) -> Follow:
    """Return a follow as it is to be. Raises NotFound and InvalidRequest: see ``tuning``."""
    before = tuning_from(kept.tuning)
    with desk.store.read() as db:
        words = _words(db, kept, wishes)
        pins = _all_meant(db, words, wishes.pin)
        exclusions = _all_meant(db, words, wishes.exclude)
    if both := set(pins) & set(exclusions):
        name = words.shown.get(min(both), min(both))
        raise InvalidRequest("is both pinned and excluded", name, "Say one of the two.")
    right, wrong = _articles(desk, wishes.right), _articles(desk, wishes.wrong)
    if both := set(right) & set(wrong):
        raise InvalidRequest("is called both right and wrong", min(both), "Say one of the two.")
    cleared = _cleared(desk, before, wishes.clear, words)
    after = Tuning(
        pins=_with(cleared.pins, pins, but=exclusions),
        exclusions=_with(cleared.exclusions, exclusions, but=pins),
        line=None if wishes.settings_line else _line(wishes.line, cleared.line),
        yes=_with(cleared.yes, right, but=wrong),
        no=_with(cleared.no, wrong, but=right),
    )
    if after == before:
        raise InvalidRequest(
            "it is so already", kept.slug, f"See: presswatch follows show {kept.slug}"
        )
    return replace(kept, tuning=_as_kept(after), former_tuning=kept.tuning)


def _words(db: Connection, kept: Follow, wishes: Wishes) -> Vocabulary:
    """Return the words of a follow; none where no name is to be found in them."""
    if wishes.pin or wishes.exclude or wishes.clear:
        return vocabulary_of(db, kept)  # reads all of the coverage
    return Vocabulary({}, {}, frozenset())


def _all_meant(db: Connection, words: Vocabulary, names: Iterable[str]) -> list[str]:
    return [one for name in names for one in meant(db, words, name)]


def _articles(desk: Desk, wanted: Sequence[str]) -> list[str]:
    """Return the ids of articles. Raises InvalidRequest for one that is not understood yet."""
    ids = [find_article(desk, one) for one in wanted]
    with desk.store.read() as db:
        known = get_understanding(db, ids)
    for one, name in zip(ids, wanted, strict=True):
        if one not in known:
            raise InvalidRequest("it is not understood yet", name, "Next: presswatch run")
    return ids


def _cleared(desk: Desk, tuning: Tuning, wanted: Sequence[str], words: Vocabulary) -> Tuning:
    """Return ``tuning`` without what was said of ``wanted``. Raises NotFound for what was not."""
    for one in wanted:
        without = _without(tuning, _is_meant(desk, one, words))
        if without == tuning:
            said = (*tuning.pins, *tuning.exclusions, *tuning.yes, *tuning.no)
            told = ", ".join(words.shown.get(each, each) for each in said) or "nothing"
            raise NotFound("nothing was said of it", one, f"Something was of: {told}.")
        tuning = without
    return tuning


def _is_meant(desk: Desk, wanted: str, words: Vocabulary) -> Callable[[str], bool]:
    """Return what tells whether something that was said is of ``wanted``."""
    ids: set[str] = {wanted}
    with desk.store.read() as db:
        try:
            ids.update(meant(db, words, wanted))
        except NotFound:
            ids.add(fold(wanted))
    with suppress(InvalidRequest):  # else it is a name
        ids.add(find_article(desk, wanted))
    return lambda said: said in ids or fold(words.shown.get(said, said)) == fold(wanted)


def _without(tuning: Tuning, is_meant: Callable[[str], bool]) -> Tuning:
    def left(said: Sequence[str]) -> tuple[str, ...]:
        return tuple(one for one in said if not is_meant(one))

    return replace(
        tuning,
        pins=left(tuning.pins),
        exclusions=left(tuning.exclusions),
        yes=left(tuning.yes),
        no=left(tuning.no),
    )


def _with(known: Sequence[str], new: Sequence[str], *, but: Sequence[str]) -> tuple[str, ...]:
    return tuple(one for one in dict.fromkeys([*known, *new]) if one not in but)


def _line(wished: float | None, own: float | None) -> float | None:
    if wished is None:
        return own
    if not 0 < wished <= 1:
        raise InvalidRequest(f"{wished:g} is no line", "line", "Give a score over 0, at most 1.")
    return wished


def _as_kept(tuning: Tuning) -> dict[str, Any]:
    """Return what was said in the store's plain form; what was not said is not there."""
    said = {
        "pins": tuning.pins,
        "exclusions": tuning.exclusions,
        "yes": tuning.yes,
        "no": tuning.no,
    }
    raw: dict[str, Any] = {name: list(values) for name, values in said.items() if values}
    return raw if tuning.line is None else {**raw, "line": tuning.line}
