"""Which saved queries an article meets: exactly what the evaluator says, without asking it all.

A query is filed under the rarest thing that it needs. An article brings up the queries filed under
what it holds; one more needed thing turns most of them away, and the rest are checked in full.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from indexing.alerts.candidates import Alternatives, Key, keys_of, requirements
from indexing.alerts.contract import Rule
from indexing.search.checks import Check, compiled
from indexing.search.searchable import Searchable
from indexing.search.view import ArticleView


class _Filed(NamedTuple):
    """A rule made ready: ``guard`` is a second requirement, None when there is none."""

    alert_id: int
    guard: Alternatives | None
    check: Check


class InProcessMatcher:
    """A ``Matcher`` that needs no server and raises nothing.

    Rules that require nothing (negations, dates, patterns) are checked with every article.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._always: list[_Filed] = []
        self._postings: defaultdict[Key, list[_Filed]] = defaultdict(list)
        for rule in rules:
            self._file(rule)

    def _file(self, rule: Rule) -> None:
        needed = requirements(rule.node)
        guard = needed[1] if len(needed) > 1 else None
        filed = _Filed(rule.alert_id, guard, compiled(rule.node, zone=rule.zone))
        if not needed:
            self._always.append(filed)
            return
        for key in needed[0]:
            self._postings[key].append(filed)

    @property
    def unstored(self) -> Mapping[int, str]:
        """Nothing: there is no server."""
        return {}

    def match_all(self, articles: Sequence[Searchable]) -> list[list[int]]:
        """Return what each of ``articles`` meets: one by one is no slower here."""
        return [self.match(article) for article in articles]

    def match(self, article: Searchable) -> list[int]:
        """Return the ids of the alerts that ``article`` meets; see ``Matcher``."""
        view = ArticleView(article)
        keys = keys_of(view)
        postings = self._postings
        met = {alert_id for alert_id, _guard, check in self._always if check(view)}
        for key in keys:
            if key not in postings:
                continue
            for alert_id, guard, check in postings[key]:
                is_likely = guard is None or not guard.isdisjoint(keys)
                if is_likely and check(view):
                    met.add(alert_id)
        return sorted(met)
