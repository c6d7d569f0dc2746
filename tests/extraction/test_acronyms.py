import pytest
from marked_text import marked, unmarked

from indexing.extraction.entities.marking.acronyms import defined_acronyms, defined_names


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The [ORG Lark and Finch Board] ([ORG LFB]) met", id="in brackets"),
        pytest.param("the [ORG Radio Relay League], or [ORG RRL], met", id="behind or"),
        pytest.param("the [ORG Grain Board of Hull] ([ORG GBH])", id="with its place"),
        pytest.param("the [ORG Finch Port Board of Hull] ([ORG FPB])", id="without its place"),
        pytest.param("a [ORG Bank of Ruritania] ([ORG BoR])", id="a small letter"),
        pytest.param("the Lark Act (LA) passed", id="a law is no body"),
        pytest.param("gross domestic product (GDP)", id="small letters name nothing"),
        pytest.param("Ana Lark (UKX)", id="other letters"),
    ],
)
def test_defined_names(text):
    plain, spans = unmarked(text)
    assert marked(plain, defined_names(plain)) == marked(plain, spans)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("the Budget Audit Board (BAB) met", {"bab": "budget audit board"}, id="plain"),
        pytest.param(
            "a Court of Appeal (CA) and a Bank of Ruritania (BoR)",
            {"ca": "court of appeal", "bor": "bank of ruritania"},
            id="small words counted or not",
        ),
        pytest.param(
            "the Trade Office of Hull, or TOH; the Finch Port Board of Hull (FPB)",
            {"toh": "trade office of hull", "fpb": "finch port board of hull"},
            id="as the names are marked",
        ),
        pytest.param("the Lark Act (LA) passed", {}, id="a law is no body"),
        pytest.param("Ana Petri (PM) met", {}, id="other letters"),
        pytest.param("(BAB) opens the text", {}, id="nothing before"),
    ],
)
def test_defined_acronyms(text, expected):
    assert defined_acronyms(text) == expected
