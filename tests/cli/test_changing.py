"""Commands that change something, on an own copy of the filled store."""

import os
import pty
import subprocess
import sys
from contextlib import suppress

import pytest
from sqlalchemy import update

from indexing.store.schema import alert_versions, alerts

pytestmark = pytest.mark.slow

SLUG = "hungary-and-nato"
QUERY = "stoltenberg AND budapest"


def test_add_shows_the_back_test_and_saves_with_yes(own_news):
    answer = own_news("alerts", "add", QUERY, "--to", "desk", "--at", "08:00", "--yes")
    assert answer.code == 0
    assert [one for one in answer.heads if one != "noise"] == [
        "tried", "best", "typical", "weakest", "alert 2",
    ]  # fmt: skip
    assert "messages a week" in answer.out
    assert "*" in answer.out, "the words are marked"
    assert "saved. Next message: " in answer.out
    assert "08:00 Europe/Budapest" in answer.out
    assert [one["alert"]["id"] for one in own_news("alerts", "list", "--json").json()] == [1, 2]


def test_without_a_terminal_add_names_the_flag_and_saves_nothing(own_news):
    answer = own_news("alerts", "add", QUERY)
    assert answer.code == 2
    assert answer.out.startswith("tried")
    assert "--yes" in answer.err
    assert len(own_news("alerts", "list", "--json").json()) == 1


@pytest.mark.parametrize(("typed", "code", "told"), [("y", 0, "alert 2"), ("n", 1, "not saved")])
def test_on_a_terminal_add_asks(typed, code, told, own_news, tmp_path):
    ours, theirs = pty.openpty()
    config = tmp_path / "own" / "presswatch.toml"
    words = ["alerts", "add", QUERY, "--config", str(config)]
    command = [sys.executable, "-c", f"from flows.cli import main; main({words!r})"]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs) as child:
        os.close(theirs)
        os.write(ours, typed.encode() + b"\n")
        shown = b""
        with suppress(OSError):  # the other end was closed
            while piece := os.read(ours, 4096):
                shown += piece
    os.close(ours)
    assert child.returncode == code
    assert "save? [y/N]" in shown.decode()
    assert told in shown.decode()


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        pytest.param(["orban AND (nato"], 2, "^ opened here", id="a query with the caret"),
        pytest.param(["a NOT a"], 2, "can never fire", id="what would never fire"),
        pytest.param(["*:*"], 2, "every article", id="what would fire always"),
        pytest.param([QUERY, "--to", "nobody"], 2, "There are: desk", id="no such channel"),
        pytest.param([QUERY, "--to", "mailto:a@b.example"], 5, "[smtp] host", id="no mail server"),
        pytest.param([QUERY, "--at", "25:00"], 2, "no time of day", id="no time"),
        pytest.param(
            [QUERY, "--quiet", "22:00"], 2, "no time of day", id="half of the quiet hours"
        ),
        pytest.param([QUERY, "--zone", "X/Y"], 2, "no time zone", id="no zone"),
        pytest.param([QUERY, "--every", "year"], 2, "'week'", id="no such rhythm"),
    ],
)
def test_what_cannot_alert_is_refused_before_anything_is_asked(words, code, told, own_news):
    answer = own_news("alerts", "add", *words, "--yes")
    assert (answer.code, answer.out) == (code, "")
    assert told in answer.err
    assert len(own_news("alerts", "list", "--json").json()) == 1


def test_an_alert_is_edited_muted_and_removed(own_news):
    edited = own_news("alerts", "edit", "1", QUERY)
    assert "version 2" in edited.out
    assert " before, " in edited.out
    assert {"change", "lost"} <= set(edited.heads)
    muted = own_news("alerts", "mute", "1", "--until", "3d")
    assert "muted until" in muted.out
    assert "it would have held" in muted.out
    assert "muted until" in own_news("alerts", "list").out
    assert own_news("alerts", "mute", "1", "--until", "2001-01-01").code == 2
    source = own_news("alerts", "show", "1", "--json").json()["backtest"]["samples"][0]
    source = source["found"]["article"]["source"]
    assert own_news("alerts", "mute", "1", "--until", "3d", "--source", source).code == 0
    assert "muted" in own_news("alerts", "show", "1").heads
    story = own_news("stories", "list", "--json").json()[0]["id"]
    held = own_news("alerts", "mute", "1", "--until", "3d", "--story", story)
    assert f"story {story} muted until" in held.out
    both = ("--story", "x", "--source", source)
    assert own_news("alerts", "mute", "1", "--until", "3d", *both).code == 2
    assert "not muted" in own_news("alerts", "unmute", "1").out
    assert own_news("alerts", "remove", "1").code == 2
    assert own_news("alerts", "remove", "1", "--yes").code == 0
    assert "no alert yet" in own_news("alerts", "list").err


def test_what_is_named_is_changed_and_the_rest_stays(own_news):
    words = ("--every", "week", "--day", "fri", "--at", "9:15", "--quiet", "22:00-07:00")
    edited = own_news("alerts", "edit", "1", *words, "--on", "spikes", "--name", "Mine")
    assert (edited.code, "version 1" in edited.out, "change" in edited.heads) == (0, True, False)
    assert "weekly, a hit for a story, and for spikes, quiet 22:00-07:00" in edited.out
    assert "Fri " in edited.out
    assert " 09:15 " in edited.out
    told = own_news("alerts", "edit", "1", "--quiet", "", "--on", "nothing", "--to", "", "--json")
    alert = told.json()["alert"]
    assert (alert["alert"]["quiet"], alert["alert"]["on_spikes"]) == (None, False)
    assert (alert["channels"], alert["alert"]["cadence"]) == ([], "weekly")
    assert own_news("alerts", "edit", "1", "--zone", "Mars/Base").code == 2


def test_an_alert_that_was_set_aside_is_mended_by_an_edit(own_news, own_record):
    with own_record() as db:
        db.execute(update(alert_versions).values(query="orban AND ("))
        db.execute(update(alerts).values(fault="the bracket is never closed"))
    assert "set aside: the bracket" in own_news("alerts", "list").out
    shown = own_news("alerts", "show", "1")
    assert (shown.code, "set aside: the bracket" in shown.out) == (0, True)
    assert own_news("alerts", "edit", "1", "orban").code == 0
    assert "set aside" not in own_news("alerts", "list").out


def test_a_marked_test_goes_through_the_real_path(own_news, filled):
    before = len(filled.site.hooks)
    answer = own_news("alerts", "test", "1")
    assert (answer.code, answer.out) == (0, "sent       desk: 204 No Content\n")
    assert own_news("channels", "test", "desk").code == 0
    assert [hook.body["type"] for hook in filled.site.hooks[before:]] == ["test", "test"]


def test_a_message_is_sent_again_under_a_new_id(own_news, filled):
    sent = own_news("alerts", "log", "--json").json()
    before = len(filled.site.hooks)
    assert own_news("alerts", "resend", str(sent[0]["id"])).code == 0
    assert own_news("run").code == 0
    log = own_news("alerts", "log", "--json").json()
    assert [one["state"] for one in log] == ["sent"] * (len(sent) + 1)
    assert len(filled.site.hooks) == before + 1
    assert len({one["message_id"] for one in log}) == len(log)


def test_a_channel_shows_its_secret_once_and_never_its_address(own_news, filled):
    added = own_news("channels", "add", f"webhook+{filled.site.url}/secret-path", "--name", "two")
    assert "whsec_" in added.out
    listed = own_news("channels", "list").out + own_news("channels", "list", "--json").out
    assert "secret-path" not in listed
    assert "whsec_" not in listed
    assert own_news("channels", "remove", "two", "--yes").code == 0
    assert "alerts 1 go there" in own_news("channels", "remove", "desk", "--yes").err


def test_new_means_since_the_last_look(own_news):
    assert "NEW" in own_news("follows", "show", SLUG, "--new", "--limit", "1000").out
    again = own_news("follows", "show", SLUG, "--new")
    assert "nothing new" in again.err
    assert "0 new" in again.out


def test_feeds_go_out_and_come_in_again_unchanged(own_news, tmp_path):
    file = tmp_path / "out.opml"
    assert own_news("feeds", "export", str(file)).code == 0
    answer = own_news("feeds", "import", str(file))
    assert answer.code == 0
    assert set(answer.heads) == {"had it"}


@pytest.mark.parametrize(
    ("path", "code", "told"),
    [
        pytest.param("/touchline/feed.xml", 0, "added", id="a feed"),
        pytest.param("/touchline/", 1, "not a feed", id="a page"),
    ],
)
def test_adding_a_feed_says_what_it_is(path, code, told, own_news, filled):
    answer = own_news("feeds", "add", filled.site.url + path)
    assert answer.code == code
    assert answer.out.startswith((told, "had it"))


@pytest.mark.parametrize(
    ("url", "code", "told"),
    [
        pytest.param("http://10.1.2.3/feed", 1, "refused", id="an inner address is never kept"),
        pytest.param("http://127.0.0.1:1/feed", 4, "unreachable, kept", id="a server that is away"),
        pytest.param("ftp://x.example/feed", 2, "", id="no web address"),
    ],
)
def test_a_feed_that_cannot_be_had(url, code, told, own_news):
    answer = own_news("feeds", "add", url)
    assert answer.code == code
    assert answer.out.startswith(told)


def test_a_feed_is_removed_when_confirmed(own_news):
    number = own_news("feeds", "list", "--json").json()[-1]["state"]["feed_id"]
    assert own_news("feeds", "remove", str(number)).code == 2
    assert own_news("feeds", "remove", str(number), "--yes").code == 0
    left = own_news("feeds", "list", "--json").json()
    assert number not in {one["state"]["feed_id"] for one in left}


def test_a_feed_is_paused_and_resumed(own_news):
    assert "paused" in own_news("feeds", "pause", "1").out
    assert "well" in own_news("feeds", "resume", "1").out


def test_a_back_up_is_checked_and_restored_with_its_index(own_news, tmp_path):
    file = tmp_path / "kept.sqlite3"
    total = own_news("search", "orban", "--json").json()["total"]
    assert own_news("backup", str(file)).out.endswith(
        " articles, 6 feeds, 1 follow, 1 alert, 1 delivery\n"
    )
    assert own_news("backup", str(file)).code == 2  # never over a file that exists
    own_news("follows", "remove", SLUG, "--yes")
    assert "is whole" in own_news("restore", str(file), "--check").out
    assert own_news("restore", str(file)).code == 2  # nobody can answer
    assert own_news("restore", str(file), "--yes").code == 0
    assert own_news("index", "verify").code == 0
    assert own_news("search", "orban", "--json").json()["total"] == total
    assert SLUG in own_news("follows", "list").out


def test_what_is_no_back_up_is_refused(own_news, tmp_path):
    file = tmp_path / "no.sqlite3"
    file.write_bytes(b"no database at all" * 100)
    answer = own_news("restore", str(file), "--yes")
    assert answer.code == 2
    assert "no Presswatch back-up" in answer.err
