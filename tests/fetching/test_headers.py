"""Retry-After in all its forms, and how we introduce ourselves."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexing.fetching.headers import retry_after, user_agent

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        pytest.param("120", 2 * MINUTE, id="seconds"),
        pytest.param(" 0 ", timedelta(0), id="zero"),
        pytest.param("9" * 5000, timedelta(days=7), id="not longer than a week"),
        pytest.param("Mon, 02 Mar 2026 08:05:00 GMT", 5 * MINUTE, id="a date"),
        pytest.param("Mon, 02 Mar 2026 09:05:00 +0100", 5 * MINUTE, id="a date with an offset"),
        pytest.param("Monday, 02-Mar-26 08:05:00 GMT", 5 * MINUTE, id="a date of RFC 850"),
        pytest.param("Mon, 02 Mar 2026 07:00:00 GMT", timedelta(0), id="a date that has passed"),
        pytest.param("Mon, 02 Mar 2036 07:00:00 GMT", timedelta(days=7), id="a date far away"),
        pytest.param("-5", None, id="negative"),
        pytest.param("1.5", None, id="a fraction"),
        pytest.param("soon", None, id="a word"),
        pytest.param("٣", None, id="digits of another script"),
        pytest.param("Mon, 99 Mar 2026 08:05:00 GMT", None, id="no such date"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_retry_after(value, wait):
    assert retry_after({"retry-after": value}, now=NOW) == wait


def test_a_date_is_counted_from_the_servers_own_clock():
    headers = {
        "retry-after": "Mon, 02 Mar 2026 11:05:00 GMT",
        "date": "Mon, 02 Mar 2026 11:00:00 GMT",
    }
    assert retry_after(headers, now=NOW) == 5 * MINUTE


@given(value=st.text(max_size=40), date=st.text(max_size=40))
def test_any_text_gives_a_bounded_wait_or_none(value, date):
    wait = retry_after({"retry-after": value, "date": date}, now=NOW)
    assert wait is None or timedelta(0) <= wait <= timedelta(days=7)


@pytest.mark.parametrize(
    ("contact", "ending"),
    [
        pytest.param("desk@news.example", " (+desk@news.example)", id="an address"),
        pytest.param("", "", id="none"),
        pytest.param("a\r\nX: b (c) é", " (+aX: b c )", id="nothing that breaks a header"),
    ],
)
def test_user_agent(contact, ending):
    name, _, rest = user_agent(contact).partition("/")
    assert name == "Presswatch"
    assert rest.lstrip("0123456789.") == ending
