"""From the settings to a matcher."""

from collections.abc import Iterable
from datetime import datetime

from indexing.alerts.contract import Matcher, Rule
from indexing.alerts.matcher import InProcessMatcher
from indexing.settings import Settings


def open_matcher(settings: Settings, rules: Iterable[Rule], *, now: datetime) -> Matcher:
    """Return the configured matcher for ``rules``, no two of one alert.

    The percolator's rules are written first, dated ``now``, which may raise IndexUnavailable.
    """
    if settings.alerts.matcher == "in-process":
        return InProcessMatcher(rules)
    # Imported here: nobody waits for the library of an engine that is not used.
    from indexing.alerts.percolator import Percolator  # noqa: PLC0415
    from indexing.index.elastic import connect  # noqa: PLC0415

    client = connect(settings.index, ca_file=settings.index_ca_file)
    return Percolator(client, settings.index.prefix, rules, now=now)
