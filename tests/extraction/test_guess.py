import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.extraction import extract, guess_ids
from indexing.models import Document


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        pytest.param("Viktor Orban", ("per:viktor-orban",), id="a known person"),
        pytest.param("Victor Orbán", ("per:viktor-orban",), id="however spelled"),
        pytest.param("Orbán Viktor", ("per:viktor-orban",), id="family name first"),
        pytest.param("Kiev", ("Q1899",), id="older spelling"),
        pytest.param("NATO", ("Q7184",), id="body"),
        pytest.param("Hungarian", ("Q28",), id="nationality"),
        pytest.param("Georgia", ("Q230", "Q1428"), id="two places of one name"),
        pytest.param("the Kremlin", ("org:kremlin",), id="article"),
        pytest.param(
            "Foo Bar", ("per:foo-bar", "org:foo-bar", "loc:foo-bar", "misc:foo-bar"), id="unknown"
        ),
        pytest.param(
            "Orban",
            ("per:viktor-orban", "per:orban", "org:orban", "loc:orban", "misc:orban"),
            id="surname: its bearer, then the name itself",
        ),
        pytest.param("Q28", ("Q28",), id="an id is itself"),
        pytest.param("per:foo-bar", ("per:foo-bar",), id="our own ids too"),
        pytest.param(" – ", (), id="no letters"),
    ],
)
def test_guess_ids(name, ids):
    assert guess_ids(name) == ids


def test_what_extract_finds_can_be_guessed_by_its_name():
    text = "Ada Petri of Lark Holdings Inc met officials of Ruritania’s Budget Audit Board in Oslo."
    for entity in extract(Document("", text, "en")).entities:
        assert entity.id in guess_ids(entity.name), entity.name


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30))
def test_any_text_has_a_guess_or_none(name):
    assert all(guess_ids(name))
