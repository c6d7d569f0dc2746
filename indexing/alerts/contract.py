"""What every matcher promises, and the rules that it is given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from indexing.search.checks import UTC_ZONE
from indexing.search.searchable import Searchable
from indexing.search.tree import Node


@dataclass(frozen=True, slots=True)
class Rule:
    """A saved query at one version. Its entities are ids, its dates may be as typed.

    Dates as typed count from each article's ``first_seen_at``, days being those of ``zone``.
    """

    alert_id: int
    version: int
    node: Node
    zone: ZoneInfo = UTC_ZONE


class Matcher(Protocol):
    """Holds rules, no two of one alert, and tells which of them an article meets.

    The answer is exactly the evaluator's (``search.evaluator.matches``), whoever gives it. Asking
    changes nothing: a second call says the same, an article need not be stored or indexed
    anywhere, and threads may share a matcher. Rules are fixed when it is made; edited ones need a
    new matcher, and one is meant for one run, not for days. What needs a server may raise
    IndexUnavailable, and has then told nothing of any article: wait, and ask again.
    """

    @property
    def unstored(self) -> Mapping[int, str]:
        """Alert id → why the server does not take its rule, which is checked in process instead."""

    def match(self, article: Searchable) -> Sequence[int]:
        """Return the ids of the alerts that ``article`` meets, in ascending order, each once."""

    def match_all(self, articles: Sequence[Searchable]) -> Sequence[Sequence[int]]:
        """Return what ``match`` returns for each of ``articles``, in their order."""
