import pytest

from indexing.extraction.entities.knowledge.kinds import kind_by_words
from indexing.extraction.entities.knowledge.spans import Label


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        pytest.param("Lark Hospital", Label.ORG, id="hospitals are bodies"),
        pytest.param("Lark High School", Label.ORG, id="schools too"),
        pytest.param("Lark Orthodox Church", Label.ORG, id="a denomination"),
        pytest.param("Lark Medical Center", Label.ORG, id="a centre that is a body"),
        pytest.param("Lark Tech", Label.ORG, id="a university in short"),
        pytest.param("Big Tech", None, id="but no industry"),
        pytest.param("FC Lark", Label.ORG, id="a club"),
        pytest.param("Lark University Hull", Label.ORG, id="a body with its place behind"),
        pytest.param("Lark College Green", Label.FAC, id="a site with a body in its name"),
        pytest.param("Anna Lark GmbH", Label.ORG, id="a legal form"),
        pytest.param("US Congress", None, id="US opens no club's name"),
        pytest.param("Lark Church", Label.FAC, id="a church"),
        pytest.param("Lark Center", Label.FAC, id="a hall"),
        pytest.param("Lark River", Label.FAC, id="a river"),
        pytest.param("Mount Lark", Label.FAC, id="what stands first"),
        pytest.param("Lark Prize", Label.EVENT, id="a prize"),
        pytest.param("Lark Act 2024", Label.EVENT, id="a law with its year"),
        pytest.param("Typhoon Lark", Label.EVENT, id="a storm"),
        pytest.param("Order of the Lark", Label.EVENT, id="an order"),
        pytest.param("Ana Lark", None, id="says nothing"),
        pytest.param("River", None, id="one word says nothing"),
    ],
)
def test_kind_by_words(name, kind):
    assert kind_by_words(name) == kind
