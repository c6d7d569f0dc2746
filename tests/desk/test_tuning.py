"""Tuning a follow: the effect first, then the store related anew; what is wrong is put aside."""

import pytest
from smallworld.coverage import COPY, OTHERS, SLUG, STORY
from smallworld.press import MORE_ORBAN, ORBAN
from smallworld.world import World

from indexing.desk.coverage import searching
from indexing.desk.follows import briefing, covering, following, tuning
from indexing.desk.follows.wishes import Wishes
from indexing.desk.room import Desk, find_article
from indexing.desk.upkeep import overseeing
from indexing.errors import InvalidRequest, NotFound

HIGH_LINE = Wishes(line=0.6)


def tune(desk: Desk, slug: str, wishes: Wishes) -> tuning.Effect:
    return tuning.save(desk, tuning.preview(desk, slug, wishes))


def undo(desk: Desk, slug: str) -> tuning.Effect:
    return tuning.save(desk, tuning.preview_undo(desk, slug))


def last_part(url: str) -> str:
    return url.rpartition("/")[2]


def shown(desk: Desk, slug: str = SLUG) -> set[str]:
    """Return what the coverage of a follow shows, by the ends of addresses."""
    return {last_part(row.article.url) for row in covering.coverage(desk, slug)}


def article(world: World, slug: str) -> str:
    return world.explain(f"{world.press.url}/2026/{slug}").article_id


def ends(moved: tuple[tuning.Moved, ...]) -> set[str]:
    return {last_part(one.article.url) for one in moved}


def test_the_effect_is_told_before_anything_changes(covered: World) -> None:
    with covered.desk() as desk:
        before = following.get_follow(desk, SLUG)
        effect = tuning.preview(desk, SLUG, HIGH_LINE).effect
        assert following.get_follow(desk, SLUG) == before
        rows = {row.article.id: row for row in covering.coverage(desk, SLUG)}
    assert effect.gained == ()
    assert effect.lost
    for one in effect.lost:
        assert one.new < HIGH_LINE.line
        if one.article.id in rows:
            assert one.old == pytest.approx(rows[one.article.id].relation.score)
    assert (effect.before.has_own_line, effect.after.line) == (False, HIGH_LINE.line)


def test_what_was_shown_is_what_happens_and_undo_brings_it_back(covered: World) -> None:
    with covered.desk() as desk:
        before = shown(desk)
        lost = ends(tuning.preview(desk, SLUG, HIGH_LINE).effect.lost)
        assert ends(tune(desk, SLUG, HIGH_LINE).lost) == lost
        assert shown(desk) == before - lost
        assert ends(undo(desk, SLUG).gained) == lost
        assert shown(desk) == before
        with pytest.raises(InvalidRequest, match="no tuning to go back to"):
            undo(desk, SLUG)


def test_a_lower_line_brings_in_what_lies_below(covered: World) -> None:
    with covered.desk() as desk:
        effect = tune(desk, SLUG, Wishes(line=0.001))
        assert ends(effect.gained) >= set(OTHERS[1:])
        assert shown(desk) >= set(OTHERS[1:])
        assert ends(tune(desk, SLUG, Wishes(settings_line=True)).lost) == ends(effect.gained)


def test_a_pinned_name_brings_nearer_and_stands_beside_each_row_that_has_it(covered: World) -> None:
    with covered.desk() as desk:
        before = {row.article.id: row.relation.score for row in covering.coverage(desk, SLUG)}
        tune(desk, SLUG, Wishes(pin=("jens STOLTENBERG", "alliance")))
        rows = covering.coverage(desk, SLUG)
        assert following.get_follow(desk, SLUG).tuned.pinned == ("Jens Stoltenberg", "alliance")
    pinned = [row for row in rows if "Jens Stoltenberg" in row.pinned]
    assert pinned
    assert any(row.relation.score > before[row.article.id] for row in pinned)
    assert {"alliance"} <= {name for row in rows for name in row.pinned}


def test_an_excluded_name_is_no_reason_any_more(covered: World) -> None:
    with covered.desk() as desk:
        tune(desk, SLUG, Wishes(exclude=("orban",)))
        rows = covering.coverage(desk, SLUG, below=True)
        assert following.get_follow(desk, SLUG).tuned.excluded == ("Viktor Orbán",)
    assert not any("Orbán" in reason for row in rows for reason in row.relation.reasons)


def test_what_is_wrong_is_put_aside_with_its_copies(covered: World) -> None:
    with covered.desk() as desk:
        wrong = article(covered, ORBAN)
        effect = tune(desk, SLUG, Wishes(wrong=(wrong[:8],)))
        assert {ORBAN, last_part(COPY)} <= ends(effect.lost)
        assert all(one.is_aside for one in effect.lost if last_part(one.article.url) == ORBAN)
        assert not shown(desk) & {ORBAN, last_part(COPY)}
        (row,) = covering.put_aside(desk, SLUG)
        assert (row.article.id, row.is_aside, row.copies) == (wrong, True, 1)
        review = briefing.brief(desk, SLUG, since=desk.now - min_seen(desk))
        assert ORBAN not in briefing.as_markdown(review)
    assert covered.explain(f"{covered.press.url}{COPY}").relations[0].is_aside


def min_seen(desk: Desk):
    return min(row.article.first_seen_at for row in covering.put_aside(desk, SLUG))


def test_an_article_that_was_never_near_can_be_put_aside(covered: World) -> None:
    with covered.desk() as desk:
        far = article(covered, OTHERS[2])
        tune(desk, SLUG, Wishes(wrong=(far,)))
        assert [row.article.id for row in covering.put_aside(desk, SLUG)] == [far]
        tune(desk, SLUG, Wishes(clear=(far,)))
        assert covering.put_aside(desk, SLUG) == []


def test_what_was_called_right_and_stays_below_is_told(covered: World) -> None:
    with covered.desk() as desk:
        far = article(covered, OTHERS[2])
        effect = tune(desk, SLUG, Wishes(right=(far,), line=0.9))
        assert [one.article.id for one in effect.still_below] == [far]
        assert effect.still_below[0].new > effect.still_below[0].old


def test_what_was_said_is_taken_back_by_its_name(covered: World) -> None:
    with covered.desk() as desk:
        near = article(covered, STORY[0])
        tune(desk, SLUG, Wishes(pin=("nato", "summit"), exclude=("budapest",), right=(near,)))
        cleared = tune(desk, SLUG, Wishes(clear=("NATO", "Budapest", near[:9]))).after
    assert (cleared.pinned, cleared.excluded, cleared.right) == (("summit",), (), ())


def test_the_last_word_counts(covered: World) -> None:
    with covered.desk() as desk:
        tune(desk, SLUG, Wishes(pin=("nato",)))
        after = tune(desk, SLUG, Wishes(exclude=("nato",))).after
        assert (after.pinned, after.excluded) == ((), ("NATO",))


@pytest.mark.parametrize(
    ("wishes", "error", "message"),
    [
        pytest.param(Wishes(pin=("Jens Stoltenburg",)), NotFound, "Jens Stoltenberg", id="a typo"),
        pytest.param(Wishes(exclude=("xyzzy",)), NotFound, "no name in the", id="no word of it"),
        pytest.param(Wishes(wrong=("a:nothing",)), NotFound, "no article", id="no article"),
        pytest.param(Wishes(clear=("nato",)), NotFound, "nothing was said", id="never said"),
        pytest.param(Wishes(("nato",), ("NATO",)), InvalidRequest, "both pinned", id="both"),
        pytest.param(Wishes(line=0.0), InvalidRequest, "is no line", id="a line of 0"),
        pytest.param(Wishes(line=float("nan")), InvalidRequest, "is no line", id="no number"),
        pytest.param(Wishes(settings_line=True), InvalidRequest, "so already", id="no change"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    covered: World, wishes: Wishes, error: type[Exception], message: str
) -> None:
    with covered.desk() as desk:
        before = following.get_follow(desk, SLUG)
        with pytest.raises(error, match=message):
            tune(desk, SLUG, wishes)
        assert following.get_follow(desk, SLUG) == before


def test_two_who_tune_at_once_do_not_overwrite_each_other(
    covered: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = tuning.compare

    def compare(desk: Desk, *follows, **options):
        monkeypatch.setattr(tuning, "compare", real)
        tune(desk, SLUG, Wishes(pin=("nato",)))
        return real(desk, *follows, **options)

    monkeypatch.setattr(tuning, "compare", compare)
    with covered.desk() as desk:
        with pytest.raises(InvalidRequest, match="somebody changed it"):
            tune(desk, SLUG, HIGH_LINE)
        assert following.get_follow(desk, SLUG).tuned.pinned == ("NATO",)


def test_what_was_drafted_is_saved_as_it_was_shown_or_not_at_all(covered: World) -> None:
    with covered.desk() as desk:
        first, second = (tuning.preview(desk, SLUG, HIGH_LINE) for _ in range(2))
        assert tuning.save(desk, first) is first.effect
        with pytest.raises(InvalidRequest, match="somebody changed it"):
            tuning.save(desk, second)


@pytest.mark.parametrize(
    ("wishes", "brings_in_or_out"),
    [
        pytest.param(Wishes(pin=("nato",)), False, id="scores alone: the index has none"),
        pytest.param(HIGH_LINE, True, id="a line that more articles miss"),
    ],
)
def test_the_index_is_told_only_of_articles_that_come_in_or_go_out(
    covered: World, wishes: Wishes, brings_in_or_out: bool
) -> None:
    with covered.desk() as desk:
        before = following.get_follow(desk, SLUG).related
        effect = tune(desk, SLUG, wishes)
        copies = before - following.get_follow(desk, SLUG).related - len(effect.lost)
        moved = len(effect.gained) + len(effect.lost)
        assert bool(moved) is brings_in_or_out
        assert overseeing.status(desk).not_projected == moved + copies


def test_what_comes_in_while_a_follow_is_tuned_is_related_too(
    covered: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, late = tuning.compare, article(covered, OTHERS[1])

    def compare(desk: Desk, *follows, but=()):
        return real(desk, *follows, but=but or {late})

    monkeypatch.setattr(tuning, "compare", compare)
    with covered.desk() as desk:
        tune(desk, SLUG, Wishes(line=0.001))
        assert OTHERS[1] in shown(desk)


async def test_search_follows_and_a_copy_to_come_is_put_aside_too(world: World) -> None:
    slug = world.follow("price-of-a-veto")
    await world.subscribe()
    url = world.press.publish(ORBAN)
    await world.cycle()
    with world.desk() as desk:
        assert searching.search(desk, f"related:{slug}").total == 1
        tune(desk, slug, Wishes(wrong=(find_article(desk, url),)))
    world.press.publish(ORBAN, path=COPY)
    await world.cycle()
    with world.desk() as desk:
        assert searching.search(desk, "*:*").total == 2
        assert searching.search(desk, f"related:{slug}").total == 0
        assert following.get_follow(desk, slug).related == 0
        undo(desk, slug)
    await world.cycle()
    with world.desk() as desk:
        assert searching.search(desk, f"related:{slug}").total == 2


async def test_no_alert_tells_of_what_was_put_aside(world: World) -> None:
    slug = world.follow("price-of-a-veto")
    world.alert(f"related:{slug}", per_story=False)
    await world.subscribe()
    url = world.press.publish(ORBAN)
    await world.cycle()
    assert len(await world.deliver()) == 1
    with world.desk() as desk:
        tune(desk, slug, Wishes(wrong=(find_article(desk, url),)))
    world.press.publish(ORBAN, path=COPY)
    world.press.publish(MORE_ORBAN[0])
    await world.cycle()
    (told,) = await world.deliver()
    (story,) = told["stories"]
    assert [last_part(one["url"]) for one in story["articles"]] == [MORE_ORBAN[0]]


def test_a_paused_follow_is_tuned_and_a_forgotten_one_leaves_nothing(covered: World) -> None:
    with covered.desk() as desk:
        tune(desk, SLUG, Wishes(wrong=(article(covered, ORBAN),)))
        following.pause_follow(desk, SLUG, is_paused=True)
        assert ends(tune(desk, SLUG, HIGH_LINE).lost)
        following.remove_follow(desk, SLUG)
        assert following.list_follows(desk) == []
