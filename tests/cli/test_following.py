"""``follow``: any text in, or the reason why not."""

import io
import sys

import pytest

HUNGARIAN = (
    "Megegyezett Budapesten Orbán Viktor miniszterelnök és Jens Stoltenberg, a NATO főtitkára: "
    "Magyarország nem akadályozza meg, hogy a szövetség nagyobb szerepet vállaljon Ukrajnában, "
    "de katonákat nem küld, és pénzt sem ad hozzá.\n"
)
ENGLISH = (
    "Hungary will not block the plan\n\nViktor Orbán said in Budapest on Wednesday that Hungary "
    "would not stand in the way of the NATO plan for Ukraine, after talks with Jens Stoltenberg.\n"
)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(b"", "it is empty", id="an empty file"),
        pytest.param(b" \n\t\n", "it is empty", id="only white space"),
        pytest.param(b"Orban met Stoltenberg.", "3 words are too few", id="a headline alone"),
        pytest.param(b"\x7fELF\0\0\0" * 40, "is no text file", id="a binary file"),
        pytest.param(None, "No such file", id="no file"),
    ],
)
def test_what_cannot_be_followed_is_2_with_the_reason(content, told, empty, tmp_path):
    file = tmp_path / "article.txt"
    if content is not None:
        file.write_bytes(content)
    answer = empty("follow", str(file))
    assert (answer.code, answer.out) == (2, "")
    assert told in answer.err
    assert empty("follows", "list").out == ""


@pytest.mark.slow
def test_follow_shows_what_it_understood_and_the_next_step(empty, tmp_path):
    (tmp_path / "a.txt").write_text(ENGLISH)
    answer = empty("follow", str(tmp_path / "a.txt"), "--name", "Hungary and NATO")
    assert answer.code == 0
    assert answer.heads == ["read", "about", "found", "follow"]
    assert "people Viktor Orbán 1, Jens Stoltenberg 1" in answer.out
    assert "hungary-and-nato. Next: presswatch start" in answer.out


@pytest.mark.slow
def test_another_language_is_followed_by_its_words(empty, tmp_path):
    (tmp_path / "a.txt").write_text(HUNGARIAN)
    answer = empty("follow", str(tmp_path / "a.txt"), "--name", "Magyar")
    assert answer.code == 0
    assert "language 'hu': compared by its words alone" in answer.out


@pytest.mark.slow
def test_a_text_from_stdin_paused_resumed_and_removed(empty, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ENGLISH.encode())))
    assert empty("follow", "-", "--name", "One").code == 0
    assert "paused" in empty("follows", "pause", "one").out
    assert "paused" in empty("follows", "list").out
    assert "followed" in empty("follows", "resume", "one").out
    assert empty("follows", "remove", "one").code == 2  # nobody can answer
    assert empty("follows", "remove", "one", "--yes").code == 0
    assert "nothing is followed" in empty("follows", "list").err


@pytest.mark.slow
def test_follow_as_json_is_one_document(empty, tmp_path):
    (tmp_path / "a.txt").write_text(ENGLISH)
    made = empty("follow", str(tmp_path / "a.txt"), "--json").json()
    assert made["slug"] == "hungary-will-not-block-the-plan"
    assert made["language"] == "en"
