"""Addresses that act by one click: what they state cannot be changed, guessed or mixed up."""

from dataclasses import replace

import pytest

from indexing.delivery.message import Links
from indexing.delivery.one_click import Act, Pages, Wish, linked, read_signed, sign

KEY = b"k" * 32
MUTE = Wish(Act.MUTE, 17, 3, "s-1:2")
LEAVE = Wish(Act.UNSUBSCRIBE, 17, 3)
PUBLIC = "https://pw.example.org"


@pytest.mark.parametrize("wish", [MUTE, LEAVE, replace(MUTE, story_id="élysée")])
def test_a_token_says_what_was_signed(wish):
    token = sign(wish, KEY)
    assert read_signed(token, KEY) == wish
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


def test_another_stores_key_opens_nothing():
    assert read_signed(sign(MUTE, KEY), b"x" * 32) is None
    assert read_signed(sign(MUTE, b""), b"") is None


def test_no_part_of_a_token_can_be_changed():
    token = sign(LEAVE, KEY)
    statement, _, signature = token.partition(".")
    other, _, _ = sign(replace(LEAVE, alert_id=18), KEY).partition(".")
    wrong = [f"{other}.{signature}", f"{statement}.", f".{signature}", statement, "", ".", "é.é"]
    wrong += [f"{token}=", f"{token}\n", f"{token}A", token[:-1], f" {token}", token.swapcase()]
    wrong += [token[:at] + "~" + token[at + 1 :] for at in range(len(token))]
    assert [one for one in wrong if read_signed(one, KEY) is not None] == []


def test_a_message_has_a_mute_for_all_one_for_each_story_and_a_why_for_each_article(digest):
    told = linked(digest, Pages(f"{PUBLIC}/", KEY), channel_id=3)
    alert = digest.alert.id
    assert told.links == Links(mute=f"{PUBLIC}/m/{sign(Wish(Act.MUTE, alert, 3), KEY)}")
    for story in told.stories:
        of_story = sign(Wish(Act.MUTE, alert, 3, story.id), KEY)
        assert story.mute == f"{PUBLIC}/m/{of_story}"
        for article in story.articles:
            assert article.why == f"{PUBLIC}/explain?url={article.id}"


def test_an_article_of_no_story_has_no_story_to_mute(digest):
    (story, *_) = digest.stories
    alone = replace(digest, stories=(replace(story, id=story.articles[0].id),))
    assert linked(alone, Pages(PUBLIC, KEY), channel_id=3).stories[0].mute == ""


def test_without_a_public_address_nothing_is_linked(digest):
    assert linked(digest, Pages(), channel_id=3) == digest
    assert Pages("", KEY).one_click(LEAVE) == Pages().why("a1") == ""
