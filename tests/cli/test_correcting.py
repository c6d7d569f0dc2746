"""What a person corrects at the command line: follows tuned, stories and names rearranged."""

import pytest

pytestmark = pytest.mark.slow

SLUG = "hungary-and-nato"
TUNE = ("follows", "tune", SLUG)


def biggest(presswatch):
    """Return the id of the story with most articles, and that of another."""
    found = presswatch("stories", "list", "--limit", "1000", "--json").json()
    first, *others = sorted(found, key=lambda one: -one["articles"])
    return first["id"], others[0]["id"]


def test_tune_shows_the_effect_saves_and_goes_back(own_news):
    answer = own_news(*TUNE, "--line", ".5", "--pin", "Jens Stoltenberg", "--yes")
    assert answer.code == 0
    assert answer.out.startswith("effect     +0, -")
    assert "goes out   ." in answer.out
    assert answer.heads[-2:] == ["then", "tuned"]
    shown = own_news("follows", "show", SLUG).out
    assert "tuned      pinned Jens Stoltenberg · line .50" in shown
    assert "pinned: Jens Stoltenberg" in shown
    assert "as it was at first" in own_news(*TUNE, "--undo", "--yes").out
    assert own_news(*TUNE, "--undo", "--yes").code == 2


def test_nothing_is_saved_where_nobody_can_answer(own_news):
    answer = own_news(*TUNE, "--line", ".5")
    assert (answer.code, answer.heads[0]) == (2, "effect")
    assert "--yes" in answer.err
    assert "tuned" not in own_news("follows", "show", SLUG).out


def test_an_article_that_is_wrong_is_listed_as_put_aside(own_news):
    first = own_news("follows", "show", SLUG, "--json").json()["coverage"][0]["article"]["id"]
    effect = own_news(*TUNE, "--wrong", f"a:{first[:10]}", "--yes", "--json").json()
    assert first in {one["article"]["id"] for one in effect["lost"]}
    assert f"a:{first[:8]}" not in own_news("follows", "show", SLUG, "--limit", "1000").out
    aside = own_news("follows", "show", SLUG, "--aside")
    assert "put aside by you" in aside.out
    assert f"a:{first[:8]}" in aside.out
    assert "put aside by you" in own_news("explain", f"a:{first}").out
    assert own_news(*TUNE, "--clear", f"a:{first[:10]}", "--yes").code == 0
    assert "nothing is put aside" in own_news("follows", "show", SLUG, "--aside").err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param((), "nothing is to be changed", id="no wish"),
        pytest.param(("--undo", "--pin", "nato"), "undoing goes alone", id="undo and more"),
        pytest.param(("--pin", "Jens Stoltenburg"), "Did you mean", id="a typo"),
        pytest.param(("--line", "high"), "is no score", id="no number"),
        pytest.param(("--wrong", "https://news.example/x"), "no article", id="no article"),
    ],
)
def test_a_wrong_wish_is_2_and_changes_nothing(words, told, own_news):
    answer = own_news(*TUNE, *words, "--yes")
    assert (answer.code, answer.out) == (2, "")
    assert told in answer.err


def test_a_story_shows_what_happened_in_which_order(own_news):
    answer = own_news("stories", "show", biggest(own_news)[0])
    assert answer.heads[:2] == ["story", "per day"]
    assert "first report" in answer.out.split("per day")[1]
    assert {"days", "events", "articles", "story"} <= own_news(
        "stories", "show", biggest(own_news)[0], "--json"
    ).json().keys()


def test_stories_are_merged_split_and_put_back(own_news):
    one, other = biggest(own_news)
    assert own_news("stories", "merge", one, other).code == 2  # nobody can answer
    assert own_news("stories", "merge", one, f"story:{other}", "--yes").code == 0
    assert f"{other} goes on as {one}" in own_news("stories", "show", other).out
    assert own_news("stories", "undo", one, "--yes").code == 0
    articles = own_news("stories", "show", one, "--json").json()["articles"]
    done = own_news("stories", "split", one, f"a:{articles[0]['id']}", "--yes", "--json").json()
    new = done["other"]["id"]
    assert "split" in own_news("stories", "show", new).out
    assert own_news("stories", "undo", new, "--yes").code == 0
    assert own_news("stories", "show", new, "--json").json()["articles"] == [
        {**before, "revision": after["revision"]}
        for before, after in zip(
            articles, own_news("stories", "show", one, "--json").json()["articles"], strict=True
        )
    ]


def test_names_are_joined_and_parted(own_news):
    names = ("Viktor Orbán", "Jens Stoltenberg")
    assert own_news("entities", "merge", *names).code == 2  # nobody can answer
    assert "by a person" in own_news("entities", "merge", *names, "--yes").out
    assert "same as    Viktor Orbán" in own_news("entities", "show", "stoltenberg").out
    assert own_news("entities", "split", *names, "--yes", "--json").json()[0]["name"] == names[1]
    assert "same as" not in own_news("entities", "show", "stoltenberg").out
    assert own_news("entities", "split", names[0], "--yes").code == 2
