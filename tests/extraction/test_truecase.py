import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.extraction.entities.marking.truecase import truecased

LONG = "and much more was said about it on the day, as people do when it rains."


@pytest.mark.parametrize(
    ("text", "quiet"),
    [
        pytest.param(
            "COPS FIND LARK IN HULL\n\nThe cops saw Lark, " + LONG,
            "Cops find Lark in Hull\n\nThe cops saw Lark, " + LONG,
            id="as the body and the tables write it",
        ),
        pytest.param(
            "LRKX CHIEF QUITS!\n\nHe left LRKX, " + LONG,
            "LRKX chief quits!\n\nHe left LRKX, " + LONG,
            id="an acronym of the body stays",
        ),
        pytest.param("NATO AND EU MEET", "NATO and EU meet", id="an acronym of the tables stays"),
        pytest.param("A CRY! WHO RAN?", "A cry! Who ran?", id="a sentence opens with a capital"),
        pytest.param("Lark\n\nRATS ran, " + LONG, "Lark\n\nRats ran, " + LONG,
                     id="shouted opening of the lead"),
        pytest.param("Lark\n\nOSLO (AP) - It, " + LONG, "Lark\n\nOSLO (AP) - It, " + LONG,
                     id="a dateline is left to its own rule"),
        pytest.param("US TROOPS LEAVE OSLO\n\nHelp us, they told us, " + LONG,
                     "US troops leave Oslo\n\nHelp us, they told us, " + LONG,
                     id="the US is no pronoun"),
        pytest.param("HELP US, SAY CABBIES", "Help us, say cabbies", id="a pronoun is no US"),
        pytest.param("WHO OFFICIALS BLAME RATS\n\nThe man who ran, who fell, " + LONG,
                     "WHO officials blame rats\n\nThe man who ran, who fell, " + LONG,
                     id="the health body is no pronoun"),
        pytest.param("THE MAN WHO SOLD FROGS", "The man who sold frogs", id="a pronoun is no WHO"),
        pytest.param("UN SCOLDS JONG UN\n\nJong Un told Jong Un of the UN, " + LONG,
                     "UN scolds Jong Un\n\nJong Un told Jong Un of the UN, " + LONG,
                     id="as the body writes it beside that word"),
        pytest.param("Lark\n\nUS officials told us, let us, " + LONG,
                     "Lark\n\nUS officials told us, let us, " + LONG,
                     id="an acronym that opens the lead"),
        pytest.param("Lark\n\nWHO officials, those who ran, " + LONG,
                     "Lark\n\nWHO officials, those who ran, " + LONG,
                     id="a body that opens the lead"),
        pytest.param("Lark\n\nRMX bosses ran, " + LONG, "Lark\n\nRMX bosses ran, " + LONG,
                     id="no word is without a vowel"),
        pytest.param("MRS LARK HIT BY FROGS", "Mrs lark hit by frogs", id="but a title is"),
        pytest.param("Lark buys Finch", "Lark buys Finch", id="nobody shouts"),
    ],
)  # fmt: skip
def test_truecased(text, quiet):
    assert truecased(text) == quiet


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.sampled_from("ABßİŉ éx.\n'!"), max_size=120))
def test_every_offset_stays_where_it_was(text):
    assert len(truecased(text)) == len(text)
