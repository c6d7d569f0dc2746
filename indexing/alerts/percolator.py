"""Matching by Elasticsearch's percolator: the server holds the rules, articles are sent past them.

Three things stay here, so that answers are exact whatever the server can do:

- a rule with dates that move (``published:>=now-7d``) is stored without them, and what the server
  finds is checked once more;
- a rule that the server refuses (over 1,024 clauses, nested too deep, a pattern too intricate)
  or that could harm it is matched in process; ``unstored`` tells which and why;
- an article that no index takes (``refusal``) is matched in process.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from elasticsearch import Elasticsearch

from indexing.alerts.contract import Rule
from indexing.alerts.matcher import InProcessMatcher
from indexing.alerts.rule_index import RuleIndex, StoredRule
from indexing.alerts.widening import is_relative, widest
from indexing.index.columns import refusal
from indexing.index.elastic.mapping import build_document
from indexing.index.elastic.queries import build
from indexing.search.binding import leaves
from indexing.search.checks import Check, compiled
from indexing.search.searchable import Searchable
from indexing.search.tree import Fuzzy, Keyword, Leaf, Wildcard, is_pattern
from indexing.search.view import ArticleView

BATCH: Final = 200
"""Articles in one request: more gains little and makes the server's memory heavy."""
_BATCH_CHARACTERS: Final = 10_000_000
_LONGEST_PATTERN: Final = 256
"""Characters of a pattern or fuzzy word. One of some thousands ends the server's process when it
is parsed as a regular expression, and slows each request by a second as a fuzzy word."""


@dataclass(frozen=True, slots=True)
class _Held:
    """What an answer of the server means here: ``check`` is None when it is final."""

    alert_id: int
    check: Check | None


class Percolator:
    """A ``Matcher`` on the cluster behind ``client``, its rules in ``<prefix>-rules-<schema>``.

    Making one writes the rules that are missing there, and may raise IndexUnavailable. ``now``
    dates them. A matcher's rules stay there for half a day at least: long enough for one run.
    """

    def __init__(
        self, client: Elasticsearch, prefix: str, rules: Iterable[Rule], *, now: datetime
    ) -> None:
        self._rules = tuple(rules)
        self._index = RuleIndex(client, prefix)
        self._unstored: dict[int, str] = {}
        self._held: dict[str, _Held] = {}
        stored: dict[str, StoredRule] = {}
        for rule in self._rules:
            if reason := _danger(rule):
                self._unstored[rule.alert_id] = reason
                continue
            made = _stored(rule)
            stored[made.digest] = made
            check = compiled(rule.node, zone=rule.zone) if is_relative(rule.node) else None
            self._held[made.digest] = _Held(rule.alert_id, check)
        for digest, reason in self._index.keep(stored, now=now).items():
            self._unstored[self._held.pop(digest).alert_id] = reason
        here = (rule for rule in self._rules if rule.alert_id in self._unstored)
        self._in_process = InProcessMatcher(here)

    @property
    def unstored(self) -> Mapping[int, str]:
        """Alert id → why the server does not hold its rule."""
        return self._unstored

    def match(self, article: Searchable) -> Sequence[int]:
        """Return the ids of the alerts that ``article`` meets; see ``Matcher``."""
        return self.match_all([article])[0]

    def match_all(self, articles: Sequence[Searchable]) -> list[Sequence[int]]:
        """Return what each of ``articles`` meets, asked in batches of up to 200."""
        met: dict[int, Sequence[int]] = {}
        sent: list[tuple[int, Searchable]] = []
        for place, article in enumerate(articles):
            if refusal(article):
                met[place] = self._all_in_process.match(article)
            else:
                sent.append((place, article))
        for batch in _batches(sent):
            answers = self._ask([article for _, article in batch])
            met |= {place: ids for (place, _), ids in zip(batch, answers, strict=True)}
        return [met[place] for place in range(len(articles))]

    @cached_property
    def _all_in_process(self) -> InProcessMatcher:
        return InProcessMatcher(self._rules)

    def _ask(self, articles: Sequence[Searchable]) -> list[Sequence[int]]:
        views = [ArticleView(article) for article in articles]
        met = [set(self._in_process.match(article)) for article in articles]
        if self._held:
            for digest, places in self._index.met(list(map(build_document, articles))):
                held = self._held.get(digest)
                if held is None:  # a rule of another worker
                    continue
                for place in places:
                    if held.check is None or held.check(views[place]):
                        met[place].add(held.alert_id)
        return [sorted(ids) for ids in met]


def _stored(rule: Rule) -> StoredRule:
    wanted = build(widest(rule.node, zone=rule.zone), depth=2)  # the filter is the first level
    query: dict[str, Any] = {"bool": {"filter": [wanted]}}
    said = json.dumps([rule.alert_id, rule.version, query], sort_keys=True)
    digest = hashlib.blake2b(said.encode(), digest_size=16).hexdigest()
    return StoredRule(digest, rule.alert_id, query)


def _danger(rule: Rule) -> str:
    """Return why the server must not even be asked to take a rule, or an empty string."""
    longest = max((len(text) for leaf in leaves(rule.node) for text in _patterns(leaf)), default=0)
    if longest <= _LONGEST_PATTERN:
        return ""
    return f"a pattern of {longest} characters, more than {_LONGEST_PATTERN}"


def _patterns(leaf: Leaf) -> Sequence[str]:
    match leaf:
        case Wildcard(_, pattern):
            return (pattern,)
        case Fuzzy(_, token):
            return (token,)
        case Keyword(_, values):
            return list(filter(is_pattern, values))
        case _:
            return ()


def _batches(
    articles: Iterable[tuple[int, Searchable]],
) -> Iterator[list[tuple[int, Searchable]]]:
    """Yield ``articles`` in batches that are limited in number and in size."""
    batch: list[tuple[int, Searchable]] = []
    characters = 0
    for place, article in articles:
        size = len(article.title) + len(article.text)
        if batch and (len(batch) == BATCH or characters + size > _BATCH_CHARACTERS):
            yield batch
            batch, characters = [], 0
        batch.append((place, article))
        characters += size
    if batch:
        yield batch
