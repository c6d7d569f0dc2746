"""Status and doctor: whether it works, and what to do if not, on any store."""

import pytest
from smallworld.coverage import ARTICLES
from smallworld.world import DAY, MINUTE, NOON, World

from indexing.desk import overseeing
from indexing.desk.overseeing import Check, IndexState


def checks(world: World) -> dict[str, Check]:
    """Return the doctor's lines by name."""
    with world.desk() as desk:
        return {one.name: one for one in overseeing.doctor(desk)}


def compared(world: World) -> IndexState:
    """Return the index against the store."""
    with world.desk() as desk:
        return overseeing.verify_index(desk)


async def test_an_empty_store_has_answers_and_no_failure(world: World) -> None:
    found = checks(world)
    assert {one.state for one in found.values()} <= {"ok", "warn"}
    assert found["feeds"].do == "presswatch feeds add URL"
    assert found["cycle"].sentence == "none has run yet"
    with world.desk() as desk:
        status = overseeing.status(desk)
    assert (status.articles, status.indexed, status.last_cycle) == (0, 0, None)


def test_after_a_week_status_counts_what_there_is(covered: World) -> None:
    with covered.desk() as desk:
        found = overseeing.status(desk)
    assert (found.articles, found.indexed, found.not_projected) == (ARTICLES, ARTICLES, 0)
    assert found.waiting["read"][1] > 0, "one page is tried again later"
    assert {one.kind for one in found.set_aside} == {"ArticleUnreadable"}
    assert found.last_cycle is not None
    assert found.last_cycle.outcome == "done"


def test_a_well_store_passes_every_check_but_mail(covered: World) -> None:
    found = checks(covered)
    assert {name for name, one in found.items() if one.state != "ok"} <= {"mail", "disk"}
    assert f"{ARTICLES} articles, equal to the store" in found["index"].sentence


@pytest.mark.parametrize(
    ("statement", "name", "sentence"),
    [
        pytest.param("UPDATE alerts SET fault = 'broken' WHERE id = 1", "alerts",
                     "alert 1: broken", id="an alert set aside"),
        pytest.param("UPDATE channels SET parked = '410 Gone'", "channels",
                     "hook is parked: 410 Gone", id="a parked channel"),
        pytest.param("UPDATE articles SET revision = revision + 1", "index",
                     f"0 missing, 0 too many, {ARTICLES} stale", id="a stale index"),
        pytest.param("UPDATE articles SET indexed_at = NULL", "index",
                     f"0 missing, {ARTICLES} too many, 0 stale", id="too much in the index"),
    ],
)  # fmt: skip
def test_what_is_wrong_fails_its_check_and_says_what_to_do(
    covered: World, statement: str, name: str, sentence: str
) -> None:
    with covered.desk() as desk, desk.store.write() as db:
        db.exec_driver_sql(statement)
    check = checks(covered)[name]
    assert (check.state, check.sentence) == ("FAIL", sentence)
    assert check.do.startswith("presswatch ")


def test_parked_deliveries_are_a_warning(covered: World) -> None:
    with covered.desk() as desk, desk.store.write() as db:
        db.exec_driver_sql("UPDATE deliveries SET state = 'parked'")
    assert checks(covered)["alerts"].do == "presswatch alerts log"


def test_a_last_cycle_long_ago_is_a_warning(covered: World) -> None:
    covered.clock.wait(DAY)
    assert checks(covered)["cycle"].sentence == "the last one ended 1440 min ago"


def test_a_clock_that_went_back_fails(covered: World) -> None:
    covered.clock.now = NOON
    assert checks(covered)["clock"].do == "Set this machine's clock."


def test_a_check_that_breaks_is_a_failed_check(
    covered: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_desk: object) -> Check:
        raise ZeroDivisionError("no such thing")

    monkeypatch.setattr(overseeing, "_CHECKS", (("disk", breaks), *overseeing._CHECKS[:1]))
    found = checks(covered)
    assert found["disk"].sentence == "ZeroDivisionError: no such thing"
    assert found["config"].state == "ok"


def test_what_is_queued_is_no_difference(covered: World) -> None:
    covered.follow("price-of-a-veto")  # raises revisions, and queues them
    state = compared(covered)
    assert state.queued > 0
    assert state.is_equal


def test_a_difference_that_a_running_cycle_makes_is_none(
    covered: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, looks = overseeing._compared, []

    def looked(desk: overseeing.Desk) -> IndexState:
        looks.append(desk.now + MINUTE)
        if len(looks) > 1:
            return real(desk)
        return IndexState(1, 1, 0, 0, missing=("just-indexed",), surplus=(), stale=())

    monkeypatch.setattr(overseeing, "_compared", looked)
    assert compared(covered).is_equal
