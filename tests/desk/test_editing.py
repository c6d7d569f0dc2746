"""Editing alerts: all is checked before anything is kept, and no one overwrites another."""

from dataclasses import replace
from typing import Any

import pytest
from smallworld.world import World

from indexing.desk.alerts import alerting, channelling
from indexing.desk.alerts.alerting import AlertRequest, SavedAlert
from indexing.errors import (
    ChangedMeanwhile,
    InvalidQuery,
    InvalidRequest,
    NotFound,
    PresswatchError,
)
from indexing.models import Cadence

NEW = "https://hooks.example/new"


def edited(world: World, alert: int, **changes: Any) -> SavedAlert:
    world.edit(alert, **changes)
    with world.desk() as desk:
        return alerting.get_alert(desk, alert)


def test_everything_is_changed_at_once(covered: World) -> None:
    wishes = {
        "name": "Budapest", "query": "orban AND veto", "to": ("hook", NEW), "weekday": 4,
        "cadence": Cadence.WEEKLY, "at": "9:30", "zone": "Europe/Budapest", "quiet": "22:00-07:00",
        "per_story": False, "on_corrections": True, "on_spikes": True,
    }  # fmt: skip
    saved = edited(covered, 1, **wishes)
    assert saved.next_sending == "Fri 13 March 09:30 Europe/Budapest"
    assert saved.channels == ("hook", "https://hooks.example/…")
    assert (saved.alert.version, saved.alert.since) == (2, covered.clock.now)
    asked = {name: getattr(saved.alert, name) for name in wishes if name not in ("to", "at")}
    assert asked == {**asked, **{name: wishes[name] for name in asked if name != "quiet"}}
    assert (saved.alert.at, saved.alert.quiet) == ("09:30", ("22:00", "07:00"))


def test_an_alert_asked_for_as_it_is_stays_so(covered: World) -> None:
    for number in (1, 2, 3):
        with covered.desk() as desk:
            before = alerting.get_alert(desk, number)
        assert edited(covered, number) == before


def test_a_name_goes_with_the_query_unless_it_was_given(covered: World) -> None:
    assert edited(covered, 1, query="veto").alert.name == "veto"
    assert edited(covered, 1, name="Mine").alert.name == "Mine"
    assert edited(covered, 1, query="orban").alert.name == "Mine"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        pytest.param({"query": "(orban"}, InvalidQuery, id="the query"),
        pytest.param({"at": "25:00"}, InvalidRequest, id="the time"),
        pytest.param({"zone": "Mars/Base"}, InvalidRequest, id="the zone"),
        pytest.param({"quiet": "22:00"}, InvalidRequest, id="the quiet hours"),
        pytest.param({"weekday": 9}, InvalidRequest, id="the day"),
        pytest.param({"to": (NEW, "nowhere")}, NotFound, id="a channel, behind a new one"),
    ],
)
def test_one_wrong_wish_saves_none(
    covered: World, changes: dict[str, Any], error: type[PresswatchError]
) -> None:
    with covered.desk() as desk:
        before = alerting.list_alerts(desk), channelling.list_channels(desk)
        request = replace(AlertRequest("veto", name="Mine", to=(NEW,)), **changes)
        with pytest.raises(error):
            alerting.edit_alert(desk, 1, request)
        assert (alerting.list_alerts(desk), channelling.list_channels(desk)) == before


def test_who_edits_an_older_version_is_told_both(covered: World) -> None:
    mine, hers = AlertRequest("orban AND veto"), AlertRequest("orban AND summit")
    with covered.desk() as desk:
        seen = alerting.get_alert(desk, 1).edition
        alerting.edit_alert(desk, 1, mine, expected=seen)
        with pytest.raises(ChangedMeanwhile) as caught:
            alerting.edit_alert(desk, 1, hers, expected=seen)
        assert alerting.get_alert(desk, 1).alert.query == "orban AND veto"
    assert "version 2 of its query is in force (orban AND veto)" in caught.value.what


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"name": "Ours"}, id="the name"),
        pytest.param({"at": "11:00"}, id="the time"),
        pytest.param({"to": ()}, id="the channels"),
        pytest.param({"zone": "Asia/Tokyo"}, id="the zone"),
        pytest.param({"per_story": False}, id="what a hit is"),
    ],
)
def test_no_change_of_another_is_overwritten(covered: World, changes: dict[str, Any]) -> None:
    with covered.desk() as desk:
        seen = alerting.get_alert(desk, 1)
        mine = replace(alerting.request_of(seen), weekday=3)
        kept = edited(covered, 1, **changes)
        with pytest.raises(ChangedMeanwhile):
            alerting.edit_alert(desk, 1, mine, expected=seen.edition)
        assert alerting.get_alert(desk, 1) == kept
        assert alerting.edit_alert(desk, 1, mine, expected=kept.edition).alert.weekday == 3
