"""Links in mails act by one click, without a cookie, a login or a redirect (RFC 8058)."""

import pytest
from fastapi.testclient import TestClient
from smallworld.world import DAY, HOUR

from indexing.delivery.one_click import Act, Wish, sign
from indexing.desk.alerts import alerting, muting
from indexing.pipeline.pages import pages_of
from indexing.store.records.articles import get_articles
from indexing.store.watch.hits import matches_of_alert
from indexing.web.app import make_app

PUBLIC = "https://pw.example.org"
SENT = {"List-Unsubscribe": "One-Click"}
ALERT = 1


@pytest.fixture
def public(covered):
    """The settings of a Presswatch that others reach by a name."""
    web = covered.settings.web.model_copy(update={"host": "0.0.0.0"})
    general = covered.settings.presswatch.model_copy(update={"public_url": PUBLIC})
    return covered.settings.model_copy(update={"web": web, "presswatch": general})


@pytest.fixture
def reader(public, covered):
    """A mail program somewhere, that has no token and keeps no cookies."""
    with TestClient(
        make_app(public, clock=covered.clock), base_url=PUBLIC, follow_redirects=False
    ) as client:
        yield client


@pytest.fixture
def link(public, covered):
    """Return a function: what is wished → the path of its link."""

    def make(act: Act, *, alert: int = ALERT, story: str = "") -> str:
        with covered.desk() as desk:
            channel = desk_channel(desk, ALERT)
            wish = Wish(act, alert, channel, story)
            return pages_of(desk.store, public).one_click(wish).removeprefix(PUBLIC)

    return make


def desk_channel(desk, alert: int) -> int:
    return alerting.get_alert(desk, alert).alert.channel_ids[0]


def muted_until(covered):
    with covered.desk() as desk:
        return alerting.get_alert(desk, ALERT).alert.muted_until


def story_of(covered) -> str:
    with covered.desk() as desk, desk.store.read() as db:
        first = matches_of_alert(db, ALERT)[-1].article_id
        return get_articles(db, [first])[first].story_id


def test_a_click_mutes_the_alert_for_a_day(reader, link, covered):
    path = link(Act.MUTE)
    page = reader.get(path)
    assert (page.status_code, page.text.count("<button")) == (200, 1)
    assert muted_until(covered) is None, "a look changes nothing"
    done = reader.post(path)
    assert (done.status_code, "<button" in done.text) == (200, False)
    assert "orban AND nato" in done.text
    assert muted_until(covered) == covered.clock.now + DAY


def test_a_click_never_shortens_a_mute(reader, link, covered):
    with covered.desk() as desk:
        muting.mute_alert(desk, ALERT, desk.now + 9 * DAY)
    reader.post(link(Act.MUTE))
    assert muted_until(covered) == covered.clock.now + 9 * DAY


def test_a_click_mutes_one_story(reader, link, covered):
    story = story_of(covered)
    done = reader.post(link(Act.MUTE, story=story))
    assert done.status_code == 200
    assert muted_until(covered) is None
    with covered.desk() as desk:
        ((held, until),) = [(one.value, one.until) for one in muting.mutes_in_force(desk, ALERT)]
    assert (held, until) == (story, covered.clock.now + DAY)
    covered.clock.wait(HOUR)
    assert reader.post(link(Act.MUTE, story=story)).status_code == 200


def channels(covered) -> tuple[str, ...]:
    with covered.desk() as desk:
        return alerting.get_alert(desk, ALERT).channels


def test_one_click_unsubscribes_and_a_second_changes_nothing(reader, link, covered):
    path = link(Act.UNSUBSCRIBE)
    assert reader.get(path).text.count("<button") == 1
    assert channels(covered) == ("hook",)
    for _ in range(2):
        done = reader.post(path, data=SENT)
        assert (done.status_code, "Unsubscribed" in done.text) == (200, True)
        assert channels(covered) == ()


@pytest.mark.parametrize("how", ["form", "multipart"])
def test_a_mail_program_sends_either_kind_of_form_from_anywhere(reader, link, covered, how):
    path, headers = link(Act.UNSUBSCRIBE), {"origin": "https://mail.example"}
    sent = {"data": SENT} if how == "form" else {"files": {"List-Unsubscribe": (None, "One-Click")}}
    assert reader.post(path, headers=headers, **sent).status_code == 200
    assert channels(covered) == ()


def test_it_needs_no_cookie_and_sets_none(reader, link):
    for act in Act:
        path = link(act)
        for answer in (reader.get(path), reader.post(path, data=SENT)):
            assert "set-cookie" not in answer.headers
            assert "Log in" not in answer.text


def test_a_scan_of_links_unsubscribes_nobody(reader, link, covered):
    path = link(Act.UNSUBSCRIBE)
    assert reader.get(path).status_code == 200
    assert reader.post(path).status_code == 400
    assert channels(covered) == ("hook",)


@pytest.mark.parametrize("path", ["/m/", "/u/"])
def test_a_link_that_nobody_signed_does_nothing(reader, covered, path):
    forged = sign(Wish(Act.UNSUBSCRIBE, ALERT, 1), b"x" * 32)
    for token in (forged, "x", "x.y", "%00"):
        assert reader.get(path + token).status_code == 404
        assert reader.post(path + token, data=SENT).status_code == 404
    assert (channels(covered), muted_until(covered)) == (("hook",), None)


def test_a_link_does_what_it_says_and_nothing_else(reader, link, covered):
    mute, leave = link(Act.MUTE), link(Act.UNSUBSCRIBE)
    assert reader.post(mute.replace("/m/", "/u/"), data=SENT).status_code == 404
    assert reader.post(leave.replace("/u/", "/m/")).status_code == 404
    assert (channels(covered), muted_until(covered)) == (("hook",), None)


def test_of_a_removed_alert_nobody_gets_more(reader, link, covered):
    mute, leave = link(Act.MUTE), link(Act.UNSUBSCRIBE)
    with covered.desk() as desk:
        alerting.remove_alert(desk, ALERT)
    assert reader.post(leave, data=SENT).status_code == 200
    assert "this alert was removed" in reader.post(mute).text


def test_names_are_shown_as_text(reader, link, covered):
    with covered.desk() as desk:
        request = alerting.AlertRequest("ferry", name="<script>alert(1)</script>", to=("hook",))
        number = alerting.add_alert(desk, request).alert.id
    page = reader.get(link(Act.MUTE, alert=number)).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_it_tells_nothing_else_of_what_the_server_knows(reader, link, covered):
    with covered.desk() as desk, desk.store.write() as db:
        from indexing.store.watch import channels as kept

        kept.park(db, desk_channel(desk, ALERT), "it answered 500")
    assert "cannot be reached" not in reader.get(link(Act.MUTE)).text
