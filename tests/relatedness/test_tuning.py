import pytest

from indexing.relatedness import Tuning, relate, tuned
from indexing.settings.model import Relatedness

LINES = Relatedness()
NAMES = {"per:viktor-orban": "Viktor Orbán", "org:nato": "NATO"}


def score(reference, article):
    return relate(reference, article, lines=LINES).score


def test_no_tuning_changes_nothing(make):
    reference, article = make("summit veto nato", NAMES), make("veto nato grain", NAMES)
    assert score(tuned(reference, Tuning(), [], []), article) == pytest.approx(
        score(reference, article)
    )


@pytest.mark.parametrize(
    "pin",
    [
        pytest.param("org:nato", id="a name"),
        pytest.param("nato", id="a word of the reference"),
        pytest.param("Grain", id="a word that only the articles have"),
    ],
)
def test_a_pin_brings_articles_that_have_it_nearer(make, pin):
    reference = make("summit veto nato", NAMES)
    article = make("nato grain port", {"org:nato": "NATO"})
    assert score(tuned(reference, Tuning(pins=(pin,)), [], []), article) > score(reference, article)


def test_an_excluded_name_counts_neither_as_a_name_nor_as_a_word(make):
    reference, article = make("summit nato", NAMES), make("nato grain", {"org:nato": "NATO"})
    relation = relate(
        tuned(reference, Tuning(exclusions=("org:nato",)), [], []), article, lines=LINES
    )
    assert (relation.lexical, relation.entities) == (0, 0)


def test_what_was_called_right_draws_its_like_nearer(make):
    reference, article = make("summit veto"), make("grain corridor port")
    profile = tuned(reference, Tuning(yes=("a1",)), [make("summit grain corridor")], [])
    assert score(profile, article) > score(reference, article)


def test_what_was_called_wrong_pushes_its_like_away(make):
    reference, article = make("summit veto"), make("summit cup")
    profile = tuned(reference, Tuning(no=("a2",)), [], [make("summit football cup")])
    assert score(profile, article) < score(reference, article)


def test_a_name_learned_from_an_article_is_shown_by_its_name(make):
    profile = tuned(make("summit"), Tuning(yes=("a1",)), [make("summit", NAMES)], [])
    reasons = relate(profile, make("", {"org:nato": "NATO"}), lines=LINES).reasons
    assert "both: NATO" in reasons


def test_the_line_of_a_follow_replaces_the_related_line_only():
    assert Tuning(line=0.2).lines(LINES) == LINES.model_copy(update={"related": 0.2})
    assert Tuning().lines(LINES) is LINES
