"""The matcher that is configured."""

from datetime import UTC, datetime

import pytest

from indexing.alerts.contract import Rule
from indexing.alerts.matcher import InProcessMatcher
from indexing.alerts.opening import open_matcher
from indexing.errors import ConfigError, IndexUnavailable
from indexing.search.grammar import parse
from indexing.settings import Settings

NOW = datetime(2026, 3, 1, tzinfo=UTC)
RULES = [Rule(1, 1, parse("nato"))]
ON_A_SERVER = '[index]\nbackend = "elasticsearch"\nhosts = ["http://127.0.0.1:1"]\n'
EMBEDDED = '[index]\nbackend = "embedded"\n'
PERCOLATOR = '[alerts]\nmatcher = "percolator"\n'


def test_matching_is_in_process_by_default_wherever_the_index_is(write_settings):
    for settings in (Settings(), write_settings(ON_A_SERVER)):
        assert isinstance(open_matcher(settings, RULES, now=NOW), InProcessMatcher)


def test_the_percolator_is_asked_where_the_index_is(write_settings):
    settings = write_settings(ON_A_SERVER + PERCOLATOR)
    with pytest.raises(
        IndexUnavailable, match=r"presswatch-rules-\d+ on http://127.0.0.1:1: it can"
    ):
        open_matcher(settings, RULES, now=NOW)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(PERCOLATOR, 'needs backend = "elasticsearch" in [index]', id="no server"),
        pytest.param(EMBEDDED + PERCOLATOR, 'or set matcher = "in-process"', id="embedded"),
        pytest.param('[alerts]\nmatcher = "solr"\n', "'in-process' or 'percolator'", id="unknown"),
    ],
)  # fmt: skip
def test_a_matcher_that_cannot_be_is_told(write_settings, text, message):
    with pytest.raises(ConfigError) as caught:
        write_settings(text)
    assert message in str(caught.value)
    assert "alerts" in str(caught.value)
