import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.relatedness import bands, is_copy, shingles, signature

WIRE = """A passenger ferry ran aground on rocks off the island early on Sunday, and all 212
people aboard were taken off by fishing boats. The ship had left the mainland on Saturday evening
when it lost steering in high wind, the coast guard said. Eleven passengers were treated for
bruises and shock. The captain told investigators that both rudders had failed within minutes.
Divers found a tear of nine metres in the hull, and a boom was laid around the ship to hold back
fuel. The minister said that the vessel had passed its inspection in April."""
ADDED = """Our reporter on the island adds that the harbour café stayed open all night and gave
soup and blankets to whoever came ashore, while the mayor drove the youngest children to the
school hall in his own bus."""
OTHER_REPORT = """Fishermen brought more than two hundred people to safety before dawn on Sunday
after their ferry struck rocks. Travellers described a loud bang and then a list to one side. The
crew handed out life jackets and nobody pushed, said a teacher. Eleven people were looked at in
hospital, none with serious wounds. The captain told investigators that both rudders had failed
within minutes. Prosecutors let him go afterwards, and workers stretched a floating boom round
the hull to keep fuel from the beaches while the minister flew in to see the wreck."""


@pytest.mark.parametrize(
    ("text", "copied"),
    [
        pytest.param(WIRE, True, id="the same text"),
        pytest.param(WIRE.upper().replace(",", " -"), True, id="other case and punctuation"),
        pytest.param("ISLAND (Example Wire) - " + WIRE, True, id="a dateline before it"),
        pytest.param(" ".join(WIRE.split()[:40]), True, id="the tail cut off"),
        pytest.param(f"{WIRE[:220]} {ADDED} {WIRE[220:]}", True, id="a paragraph added"),
        pytest.param(WIRE.replace("said", "told us"), True, id="words exchanged by an editor"),
        pytest.param(OTHER_REPORT, False, id="another report with a quoted sentence"),
        pytest.param(ADDED, False, id="another text"),
        pytest.param("The captain told investigators", False, id="a phrase"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_copies(text, copied):
    assert is_copy(WIRE, text).is_copy is copied
    assert is_copy(text, WIRE) == is_copy(WIRE, text)
    if copied:
        assert set(bands(shingles(text))) & set(bands(shingles(WIRE))), (
            "the store would not find this copy"
        )


def test_a_verdict_tells_a_cut_copy_from_a_whole_one():
    cut = is_copy(WIRE, " ".join(WIRE.split()[:40]))
    assert cut.containment == 1
    assert cut.jaccard < 0.6


@pytest.mark.parametrize(
    ("text", "copied"),
    [
        pytest.param("Storm closes port of Genoa", True, id="the same few words are a copy"),
        pytest.param("Storm closes port of Naples for days", False, id="a shared phrase is none"),
    ],
)
def test_short_texts(text, copied):
    assert is_copy("Storm closes port of Genoa", text).is_copy is copied


def test_texts_without_spaces_between_words_are_compared_too():
    one = "首相は月曜日に北大西洋条約機構の首脳会議で拒否権を行使しないと述べた"
    assert is_copy(one, one + "。野党は説明を求めた").is_copy
    assert not is_copy(one, "台風が沖縄に接近し多くの便が欠航となったため空港は混雑した").is_copy


def test_a_text_too_short_for_a_sequence_has_no_bands():
    assert signature(shingles("three words only")) == ()
    assert bands(shingles("")) == ()


def test_bands_are_the_same_in_every_process():
    program = (
        "import sys; from indexing.relatedness import bands, shingles; "
        "print(*bands(shingles(sys.argv[1])))"
    )
    for seed in ("1", "2"):
        printed = subprocess.run(
            [sys.executable, "-c", program, WIRE],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        assert tuple(printed.split()) == bands(shingles(WIRE))


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_gets_a_verdict_that_is_the_same_both_ways(one, other):
    verdict = is_copy(one, other)
    assert verdict == is_copy(other, one)
    assert 0 <= verdict.jaccard <= verdict.containment <= 1
    assert is_copy(one, one).is_copy is bool(shingles(one))
    assert all(0 <= key < 2**64 for key in signature(shingles(one)))
