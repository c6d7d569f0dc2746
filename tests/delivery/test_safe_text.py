import pytest

from indexing.delivery.safe_text import clean, one_line, web_address


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Orbán drops  objection", "Orbán drops objection", id="spaces are one"),
        pytest.param("a\r\nBcc: all@b.example", "a Bcc: all@b.example", id="no line break"),
        pytest.param("a\u2028b\u0085c\x00d", "a b c d", id="no line break of other kinds"),
        pytest.param("safe\u202egpj.exe", "safegpj.exe", id="no turning round"),
        pytest.param("\u2066a\u2069\u200e\ufeff\u200bb\u00ad", "ab", id="nothing invisible"),
        pytest.param("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469", id="emoji stay"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="Persian stays"),
        pytest.param("half \ud83d", "half \ufffd", id="half a character"),
        pytest.param(" kept at ends ", " kept at ends ", id="spaces at the ends"),
    ],
)
def test_clean(text, expected):
    assert clean(text) == expected


def test_one_line_says_where_it_is_cut():
    assert one_line("  Grain prices ease  ", 20) == "Grain prices ease"
    assert one_line("Grain prices ease", 7) == "Grain…"


@pytest.mark.parametrize(
    ("url", "is_safe"),
    [
        pytest.param("https://news.example/a?b=1&c=2#d", True, id="https"),
        pytest.param("http://news.example/é", True, id="http, with an accent"),
        pytest.param("javascript:alert(1)", False, id="a script"),
        pytest.param("data:text/html,x", False, id="data"),
        pytest.param("//news.example/a", False, id="no scheme"),
        pytest.param("https:///a", False, id="no host"),
        pytest.param("https://[::1", False, id="a broken host"),
        pytest.param(
            "https://bank.example@evil.example/", False, id="a user that looks like a host"
        ),
        pytest.param("https://news.example/\r\nX: y", False, id="a line break"),
        pytest.param('https://news.example/"onmouseover="x', False, id="a quote"),
        pytest.param("https://news.example/\u202egpj", False, id="turned round"),
        pytest.param("https://news.example/" + "a" * 2_000, False, id="too long"),
    ],
)
def test_web_address(url, is_safe):
    assert web_address(url) == (url if is_safe else "")
