import pytest

from indexing.extraction.entities.knowledge.folding import ascii_fold, fold, initials, slug


@pytest.mark.parametrize(
    ("spelling", "folded"),
    [
        pytest.param("Viktor Orbán", "viktor orban", id="accents go"),
        pytest.param("Łódź", "lodz", id="strokes go"),
        pytest.param("Orbán’s", "orban", id="possessive goes"),
        pytest.param("the U.S.", "us", id="article and dots go"),
        pytest.param("Al-Qaeda", "al qaeda", id="hyphen is a blank"),
        pytest.param("Marks & Spencer", "marks & spencer", id="ampersand stays"),
        pytest.param("A", "a", id="a lone article is a name"),
        pytest.param("Мій Київ", "мій київ", id="other scripts stay"),
        pytest.param(" –— ", "", id="nothing is left of dashes"),
    ],
)
def test_fold(spelling, folded):
    assert fold(spelling) == folded


def test_ascii_fold_keeps_case():
    assert ascii_fold("Ærø, Þór, İzmir") == "Aero, Thor, Izmir"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("Marks & Spencer", "marks-and-spencer", id="ampersand is a word"),
        pytest.param("N'Djamena", "n-djamena", id="apostrophe parts"),
    ],
)
def test_slug(name, expected):
    assert slug(name) == expected


def test_initials_may_pass_over_small_words():
    assert initials("court of appeal") == "ca"
    assert initials("court of appeal", small_words=True) == "coa"
