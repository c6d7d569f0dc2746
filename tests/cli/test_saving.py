"""``searches``: kept under a name, shown, written as a feed, removed."""

import json

import feedparser
import pytest

pytestmark = pytest.mark.slow


def test_a_search_is_kept_shown_and_removed(own_news):
    total = own_news("search", "orban", "--json").json()["total"]
    saved = own_news("searches", "save", "the prime minister", "orban")
    assert (saved.code, saved.heads) == (0, ["saved"])
    assert "presswatch searches feed NAME" in own_news("searches", "list").err
    (listed,) = own_news("searches", "list", "--json").json()
    assert (listed["search"]["name"], listed["articles"]) == ("the prime minister", total)
    shown = own_news("searches", "show", "the prime minister", "--limit", "1")
    assert shown.out.startswith('read as: "orban"\n')
    assert shown.err == "0 new; seen now\n"
    told = own_news("searches", "show", "the prime minister", "--json").json()
    assert (told["new"], told["left"], told["answer"]["total"]) == (0, 0, total)
    assert own_news("searches", "remove", "the prime minister").code == 0
    assert "no search is kept" in own_news("searches", "list").err


def test_it_has_a_feed_for_readers(own_news):
    own_news("searches", "save", "summit", "summit OR talks")
    atom = feedparser.parse(own_news("searches", "feed", "summit").out)
    told = json.loads(own_news("searches", "feed", "summit", "--format", "jsonfeed").out)
    assert (atom.bozo, atom.feed.title, told["title"]) == (False, "summit", "summit")
    assert len(atom.entries) == len(told["items"]) > 0
    exported = own_news("export", "summit OR talks", "--format", "atom").out
    assert [one.id for one in feedparser.parse(exported).entries] == [
        one.id for one in atom.entries
    ]


def test_a_wrong_name_is_answered_with_the_nearest(own_news):
    own_news("searches", "save", "summit", "summit")
    answer = own_news("searches", "show", "sumit")
    assert (answer.code, "'summit'" in answer.err) == (2, True)
