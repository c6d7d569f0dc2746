"""Cursors come back as they were made, and nothing else passes for one."""

import base64
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.errors import InvalidRequest
from indexing.index.contract import Sort
from indexing.index.cursors import decode, encode

KINDS = ((int, type(None)), int, str)
LARGEST = 2**63 - 1


numbers = st.integers(-LARGEST, LARGEST)


@given(value=st.none() | numbers, seen=numbers, article_id=st.text())
@settings(max_examples=100, deadline=None)
def test_a_cursor_comes_back_and_fits_into_an_address(value, seen, article_id):
    cursor = encode(Sort.PUBLISHED, (value, seen, article_id))

    assert decode(cursor, Sort.PUBLISHED, KINDS) == (value, seen, article_id)
    assert re.fullmatch("[A-Za-z0-9_-]+", cursor)


@given(cursor=st.text() | st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
@settings(max_examples=100, deadline=None)
def test_whatever_else_a_person_sends_is_refused(cursor):
    with pytest.raises(InvalidRequest):
        decode(cursor, Sort.SEEN, KINDS)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(["relevance", 1, 2, "a"], id="of another order"),
        pytest.param(["seen", 1, 2], id="too short"),
        pytest.param(["seen", 1, 2, "a", 3], id="too long"),
        pytest.param(["seen", True, 2, "a"], id="a truth is no number"),
        pytest.param(["seen", 1.5, 2, "a"], id="nor is a fraction"),
        pytest.param(["seen", LARGEST + 1, 2, "a"], id="more than an engine can hold"),
        pytest.param(["seen", 1, -LARGEST - 1, "a"], id="or less"),
        pytest.param(["seen", 1, 2, ["a"]], id="a list for an id"),
        pytest.param({"seen": 1}, id="no list at all"),
        pytest.param([], id="nothing"),
    ],
)
def test_a_cursor_of_the_wrong_shape_is_refused(content):
    cursor = base64.urlsafe_b64encode(json.dumps(content).encode()).decode()

    with pytest.raises(InvalidRequest, match="no cursor of this search"):
        decode(cursor, Sort.SEEN, KINDS)
