import pytest
from marked_text import marked, unmarked

from indexing.extraction.entities.known import missed_names


@pytest.mark.parametrize(
    ("found", "completed"),
    [
        pytest.param("in Hungary.", "in [GPE Hungary].", id="country"),
        pytest.param("from the U.S. on", "from the [GPE U.S.] on", id="short country"),
        pytest.param("in New Zealand now", "in [GPE New Zealand] now", id="of two words"),
        pytest.param("by Georgia Tech", "by Georgia Tech", id="part of another name"),
        pytest.param("US-led", "US-led", id="part of a compound"),
        pytest.param("why NATO waits", "why [ORG NATO] waits", id="body"),
        pytest.param("so Reuters says", "so [AGENCY Reuters] says", id="agency"),
        pytest.param("[GPE Hungary] won", "[GPE Hungary] won", id="seen already"),
        pytest.param("FRANCE BEATS POLAND", "[GPE FRANCE] BEATS [GPE POLAND]", id="all capitals"),
        pytest.param("let us go", "let us go", id="small letters are words"),
    ],
)
def test_missed_names(found, completed):
    text, spans = unmarked(found)
    assert marked(text, missed_names(spans, text)) == completed
