"""The chain gives what Lucene gives. Expectations were recorded from Lucene 9.12."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.search.analysis import STEM_OVERRIDES, analyze, analyze_query_word, fold


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("Viktor Orbán's veto", "viktor orban veto", id="possessive and accent go"),
        pytest.param("the EU’s and x＇S", "the eu and x", id="every kind of apostrophe"),
        pytest.param("rock'n'roll, o'neil", "rock'n'roll o'neil", id="inner apostrophes stay"),
        pytest.param(
            "foo-bar e-mail AC/DC", "foo bar e mail ac dc", id="hyphens and slashes split"
        ),
        pytest.param("3.5 1,000 a.b 2,b", "3.5 1,000 a.b 2 b", id="stops inside numbers and names"),
        pytest.param("snake_case _x_ __", "snake_case _x_", id="underscores join, alone are none"),
        pytest.param("10:30 a:b", "10 30 a:b", id="a colon joins letters, not digits"),
        pytest.param("Łódź Straße Ærø ŉ ﬃ", "lodz strasse aero n ffi", id="letters NFD would keep"),
        pytest.param("İzmir ΣΑΣ", "izmir σασ", id="lower case letter by letter"),
        pytest.param(
            "北京 ひら カタカナ 한글", "北 京 ひ ら カタカナ 한글", id="ideographs one by one"
        ),
        pytest.param("ภาษาไทย", "ภาษาไทย", id="Thai stays together"),
        pytest.param("a👍b ★ 🇭🇺 👩‍💻 ❤️", "a 👍 b ★ 🇭🇺 👩‍💻 ❤️", id="emoji are words"),
        pytest.param("א\"ב א' aא'", "א\"ב א' aא'", id="quotes in Hebrew"),
        pytest.param("co­op a‍b", "co­op a‍b", id="soft hyphens and joiners stay inside"),
        pytest.param("… – — “” .,;!", "", id="punctuation gives nothing"),
        pytest.param("", "", id="empty"),
    ],
)
def test_words_are_those_of_the_standard_tokenizer(text, words):
    assert analyze(text).words == tuple(words.split())


@pytest.mark.parametrize(
    ("word", "token"),
    [
        pytest.param("news", "news", id="porter2, not the stemmer that makes it new"),
        pytest.param("running", "run", id="double letter shortened"),
        pytest.param("Sanctions", "sanction", id="plural"),
        pytest.param("generously", "generous", id="R1 of gener-"),
        pytest.param("skies", "sky", id="listed exception"),
        pytest.param("added", "add", id="override: the double letter stays"),
        pytest.param("erring", "err", id="override in -ing"),
        pytest.param("offings", "off", id="override in -ings"),
    ],
)
def test_tokens_are_stemmed_by_porter2(word, token):
    assert analyze_query_word(word) == (token,)


def test_overrides_are_fit_for_a_server_mapping():
    assert all(
        word.isascii() and word.islower() for pair in STEM_OVERRIDES.items() for word in pair
    )


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        pytest.param("x" * 255, [255], id="the longest whole token"),
        pytest.param("x" * 256, [255, 1], id="one more begins a new one"),
        pytest.param("x" * 600 + " y", [255, 255, 90, 1], id="cut every 255"),
        pytest.param("a." * 300, [255, 255, 87], id="joiners do not save it"),
        pytest.param("漢" * 300, [1] * 300, id="short tokens in a long run"),
    ],
)
def test_long_tokens_are_cut_at_255(text, lengths):
    stream = analyze(text)
    assert [end - start for start, end in zip(stream.starts, stream.ends, strict=True)] == lengths


@pytest.mark.parametrize("unit", ["a", "a.", "_", "a_", "_'", "1a", "\u0301", "\u200d", "א"])
def test_a_hundred_thousand_characters_without_a_space_are_read(unit):
    stream = analyze(unit * (100_000 // len(unit)))
    assert all(end - start <= 255 for start, end in zip(stream.starts, stream.ends, strict=True))


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_columns_are_of_one_length_and_offsets_rise(text):
    stream = analyze(text)
    assert len(stream.tokens) == len(stream.words) == len(stream.starts) == len(stream.ends)
    assert all(stream.tokens)
    assert all(stream.words)
    borders = [place for pair in zip(stream.starts, stream.ends, strict=True) for place in pair]
    assert borders == sorted(borders)
    assert not borders or borders[-1] <= len(text)


@given(st.text(max_size=40))
@settings(max_examples=100, deadline=None)
def test_folding_twice_changes_nothing(value):
    assert fold(fold(value)) == fold(value)


@pytest.mark.parametrize(
    ("value", "folded"),
    [
        pytest.param("  Viktor   ORBÁN\n", "viktor orban", id="case, accents, spaces"),
        pytest.param("Süddeutsche", "suddeutsche", id="umlaut"),
        pytest.param("O’Neil", "o'neil", id="typographic apostrophe"),
        pytest.param("北京", "北京", id="no ASCII form: kept"),
    ],
)
def test_keywords_are_folded(value, folded):
    assert fold(value) == folded
