"""Saving alerts: all is checked before anything is kept; what is wrong is told."""

from typing import Any

import pytest
from smallworld.world import World

from indexing.desk.alerts import alerting, channelling, muting
from indexing.desk.alerts.alerting import AlertRequest
from indexing.errors import InvalidQuery, InvalidRequest, NotFound, PresswatchError
from indexing.models import Cadence
from indexing.store.watch.hits import matches_of_alert
from indexing.store.watch.outbox import list_deliveries


@pytest.mark.parametrize(
    ("wishes", "error", "message"),
    [
        pytest.param({"query": ""}, InvalidQuery, "the query is empty", id="no query"),
        pytest.param({"query": "*:*"}, InvalidQuery, "fire for every article", id="everything"),
        pytest.param({"query": "a NOT a"}, InvalidQuery, "can never fire", id="never"),
        pytest.param({"query": "orban AND"}, InvalidQuery, "column", id="a broken query"),
        pytest.param({"query": "topic:x"}, InvalidQuery, "x is no topic", id="no such topic"),
        pytest.param({"at": "25:00"}, InvalidRequest, "'25:00' is no time of day", id="a time"),
        pytest.param({"zone": "Mars/Base"}, InvalidRequest, "is no time zone", id="a zone"),
        pytest.param({"zone": "../etc"}, InvalidRequest, "is no time zone", id="a path for a zone"),
        pytest.param({"weekday": 7}, InvalidRequest, "7 is no day of the week", id="a weekday"),
        pytest.param({"quiet": "22:00"}, InvalidRequest, "no time of day", id="half the hours"),
        pytest.param({"quiet": "08:00-08:00"}, InvalidRequest, "start and end", id="no quiet"),
        pytest.param({"to": ("desk",)}, NotFound, "There are: hook", id="an unknown channel"),
        pytest.param({"to": ("http://h.example/a",)}, InvalidRequest, "encryption", id="plain"),
        pytest.param({"to": ("mailto:a@b.example",)}, PresswatchError, "mail server", id="no smtp"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_saved(
    covered: World, wishes: dict[str, Any], error: type[PresswatchError], message: str
) -> None:
    request = AlertRequest(**{"query": "orban", **wishes})
    with covered.desk() as desk:
        before = alerting.list_alerts(desk)
        for ask in (alerting.check_alert, alerting.add_alert):
            with pytest.raises(error) as caught:
                ask(desk, request)
            assert message in str(caught.value)
        assert alerting.list_alerts(desk) == before


def test_a_saved_alert_says_when_it_sends_next_zone_included(covered: World) -> None:
    wishes = {"cadence": Cadence.WEEKLY, "at": "8:00", "weekday": 0, "zone": "Europe/Budapest"}
    with covered.desk() as desk:
        saved = alerting.add_alert(desk, AlertRequest("orban", **wishes))
    assert saved.next_sending == "Mon 9 March 08:00 Europe/Budapest"


def test_a_new_address_becomes_a_channel_and_a_known_one_is_used(covered: World) -> None:
    address = "https://hooks.example/secret-path"
    with covered.desk() as desk:
        for _ in range(2):
            saved = alerting.add_alert(desk, AlertRequest("orban", to=(address,)))
        known = channelling.list_channels(desk)
    assert saved.channels == ("https://hooks.example/…",)
    assert len(known) == 2
    assert "secret-path" not in repr(known)


def test_a_removed_alert_is_gone_and_its_record_stays(covered: World) -> None:
    with covered.desk() as desk:
        alerting.remove_alert(desk, 1)
        with pytest.raises(NotFound):
            alerting.get_alert(desk, 1)
        with desk.store.read() as db:
            assert {one.alert_id for one in matches_of_alert(db, 1)} == {1}
            assert list_deliveries(db, alert_id=1)


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda desk: alerting.get_alert(desk, 99), id="show"),
        pytest.param(lambda desk: alerting.edit_alert(desk, 99, AlertRequest("orban")), id="edit"),
        pytest.param(lambda desk: muting.unmute_alert(desk, 99), id="mute"),
        pytest.param(lambda desk: alerting.remove_alert(desk, 99), id="remove"),
        pytest.param(lambda desk: channelling.remove_channel(desk, "none"), id="a channel"),
    ],
)
def test_what_is_not_there_is_told(covered: World, ask: Any) -> None:
    with covered.desk() as desk, pytest.raises(NotFound):
        ask(desk)


def test_a_channel_goes_when_no_alert_and_no_log_names_it(covered: World) -> None:
    with covered.desk() as desk:
        with pytest.raises(InvalidRequest, match="alerts 1, 2, 3 go there"):
            channelling.remove_channel(desk, "hook")
        for one in (1, 2, 3):
            alerting.remove_alert(desk, one)
        with pytest.raises(InvalidRequest, match="the log of deliveries names it"):
            channelling.remove_channel(desk, "hook")
        channelling.add_channel(desk, "https://hooks.example/a", "new")
        channelling.remove_channel(desk, "new")
        assert [row.name for row, _masked in channelling.list_channels(desk)] == ["hook"]


def test_two_channels_cannot_have_one_name(covered: World) -> None:
    with covered.desk() as desk, pytest.raises(InvalidRequest, match="has this name already"):
        channelling.add_channel(desk, "https://hooks.example/a", "hook")
