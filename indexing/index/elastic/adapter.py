"""``ElasticIndex``: the contract on a cluster, for any number of writers and readers."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from elasticsearch import ApiError, Elasticsearch

from indexing.index.asking import check_facets, check_limit, check_timeline
from indexing.index.contract import Bar, IndexFacts, SearchPage, SearchResult, Sort
from indexing.index.elastic.bulk import BUSY, BulkWriter, refresh
from indexing.index.elastic.connection import hosts_of
from indexing.index.elastic.counting import counts_per_step, facets, timeline
from indexing.index.elastic.facts import facts as facts_of
from indexing.index.elastic.failures import translated
from indexing.index.elastic.generations import Generations
from indexing.index.elastic.mapping import ID, REVISION
from indexing.index.elastic.ordering import cursor_after, search_after, sort_clause
from indexing.index.elastic.queries import build
from indexing.index.timeline import bars, check_step
from indexing.search.searchable import Searchable
from indexing.search.tree import Field, Node

_IDS_A_PAGE: Final = 10_000
_KEEP_ALIVE: Final = "2m"
_TRIES: Final = 3
_AGAIN: Final = (*BUSY, 404, 500)
_NOTHING: Final = {"buckets": [], "doc_count_error_upper_bound": 0}
"""What the server leaves out when there is no index to count in."""


class ElasticIndex:
    """An ``ArticleIndex`` on the cluster behind ``client``, in indices whose names start so.

    Thread-safe; nothing is asked of the server before the first call. ``prefix`` is also the
    name of the alias that readers see.
    """

    def __init__(self, client: Elasticsearch, prefix: str) -> None:
        self._where = f"index {prefix} on {hosts_of(client)}"
        self._client = client
        self._generations = Generations(client, prefix, self._where)

    def write(self, articles: Iterable[Searchable], *, generation: int) -> Mapping[str, str]:
        """Add or replace; see ``ArticleIndex``. Sends 500 articles, or 10 MB, at a time.

        Raises InvalidRequest when ``generation`` is older than the published one.
        """
        with translated(self._where):
            self._generations.check_writable(generation)
            writer = BulkWriter(self._client, self._generations, generation, self._where)
            writer.write(articles)
        return writer.refused

    def delete(self, article_ids: Sequence[str], *, generation: int) -> None:
        """Remove these; unknown ids, and a generation without an index, are fine."""
        with translated(self._where):
            if not article_ids or not self._generations.exists(generation):
                return
            indices = self._generations.all_of(generation)
            refresh(self._client, [indices], self._where)
            for start in range(0, len(article_ids), _IDS_A_PAGE):
                some = list(article_ids[start : start + _IDS_A_PAGE])
                self._client.delete_by_query(
                    index=indices, query={"terms": {ID: some}}, refresh=True
                )

    def search(
        self,
        query: Node,
        *,
        sort: Sort = Sort.RELEVANCE,
        limit: int = 20,
        cursor: str = "",
    ) -> SearchPage:
        """Return a page; see ``ArticleIndex``."""
        check_limit(limit)
        is_scored = sort is Sort.RELEVANCE
        asked: dict[str, Any] = {"query": build(query) if is_scored else _filter(query)}
        asked |= {"sort": sort_clause(sort), "size": limit + 1}
        if after := search_after(sort, cursor):
            asked["search_after"] = after
        if is_scored:  # else each month would weigh words by its own articles only
            asked["search_type"] = "dfs_query_then_fetch"
        found = self._ask(asked)["hits"]
        hits = found["hits"]
        results = tuple(SearchResult(hit["_id"], hit["_score"] or 0.0) for hit in hits[:limit])
        more = len(hits) > limit
        following = cursor_after(sort, hits[limit - 1]["sort"]) if more else ""
        return SearchPage(results, found["total"]["value"], following)

    def count(self, query: Node) -> int:
        """Return exactly how many articles match."""
        answer = self._ask({"query": _filter(query), "size": 0})
        return int(answer["hits"]["total"]["value"])

    def facets(
        self, query: Node, fields: Sequence[Field], *, limit: int = 20
    ) -> Mapping[Field, tuple[tuple[str, int], ...]]:
        """Return the commonest values of each of ``fields``; see ``ArticleIndex``."""
        check_limit(limit)
        check_facets(fields)
        return facets(self._aggregate(query), fields, limit)

    def histogram(self, query: Node, field: Field, *, step: str, zone: ZoneInfo) -> tuple[Bar, ...]:
        """Return a timeline; see ``ArticleIndex``. Raises InvalidRequest on an unknown step."""
        check_timeline(field)
        check_step(step)
        answer = self._aggregate(query)(timeline(field, step, zone))
        return bars(counts_per_step(answer), step, zone)

    def ids(self, *, generation: int) -> Mapping[str, int]:
        """Return every article_id with its revision."""
        with translated(self._where):
            if not self._generations.exists(generation):
                return {}
            indices = self._generations.all_of(generation)
            refresh(self._client, [indices], self._where)
            opened = self._client.open_point_in_time(index=indices, keep_alive=_KEEP_ALIVE)
            try:
                return self._ids_in(opened["id"])
            finally:
                self._client.close_point_in_time(id=opened["id"])

    def generation(self) -> int:
        """Return the generation that readers see, 0 when there is none yet."""
        with translated(self._where):
            return self._generations.current()

    def publish(self, generation: int) -> None:
        """Let readers see ``generation``, which may be empty, and drop older ones.

        Raises InvalidRequest when a newer one is published already.
        """
        with translated(self._where):
            self._generations.publish(generation)

    def about(self) -> IndexFacts:
        """Return the server's version, clock and blocks, and the schema; see ``ArticleIndex``."""
        with translated(self._where):
            return facts_of(self._client, self._generations.alias)

    def _ids_in(self, point: str) -> dict[str, int]:
        found: dict[str, int] = {}
        asked: dict[str, Any] = {
            "pit": {"id": point, "keep_alive": _KEEP_ALIVE},
            "sort": ["_shard_doc"],
            "size": _IDS_A_PAGE,
            "docvalue_fields": [REVISION],
        }
        while hits := self._client.search(
            **asked, source=False, track_total_hits=False, allow_partial_search_results=False
        )["hits"]["hits"]:
            found |= {hit["_id"]: hit["fields"][REVISION][0] for hit in hits}
            asked["search_after"] = hits[-1]["sort"]
        return found

    def _aggregate(self, query: Node) -> Callable[[dict[str, Any]], Mapping[str, Any]]:
        """Return a function: aggregations → their results over what matches ``query``."""

        def ask(aggregations: dict[str, Any]) -> Mapping[str, Any]:
            answer = self._ask({"query": _filter(query), "size": 0, "aggs": aggregations})
            results: Mapping[str, Any] = answer.get("aggregations") or {}
            return results or dict.fromkeys(aggregations, _NOTHING)

        return ask

    def _ask(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """Search the published generation, all of it or not at all."""
        with translated(self._where):
            self._generations.check_readable()
            for tries_left in reversed(range(_TRIES)):
                try:
                    return self._ask_once(asked)
                except ApiError as error:
                    # A publish in mid-search takes the old generation away (404, 500, 503): the
                    # alias is new now. The others are busy, and the client does not repeat those.
                    if not tries_left or error.status_code not in _AGAIN:
                        raise
        raise AssertionError("the last try returns or raises")

    def _ask_once(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        answer = self._client.options(retry_on_status=()).search(
            index=self._generations.alias, ignore_unavailable=True, source=False,
            track_total_hits=True, allow_partial_search_results=False,
            preference=_preference(asked), **asked,
        )  # fmt: skip
        body: Mapping[str, Any] = answer.body
        return body


def _filter(query: Node) -> dict[str, Any]:
    """Return the query for when no score is wanted."""
    return {"bool": {"filter": [build(query)]}}


def _preference(asked: Mapping[str, Any]) -> str:
    """Return the same text for all pages of a query: the same copy of each index answers them.

    Copies differ in what they still hold of deleted articles, and so, a little, in scores.
    """
    text = json.dumps(asked["query"], sort_keys=True)
    return hashlib.blake2b(text.encode(errors="replace"), digest_size=8).hexdigest()
