"""Documents into the server: in bulk, with retries, and every single answer judged."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from indexing.errors import IndexUnavailable, PresswatchError
from indexing.index.columns import refusal
from indexing.index.elastic.failures import REBUILD, reason_in, told
from indexing.index.elastic.generations import Generations
from indexing.index.elastic.mapping import build_document
from indexing.search.searchable import Searchable

_CHUNK: Final = 500
_CHUNK_BYTES: Final = 10_000_000  # more in one request gains nothing and fills the server's memory
_RETRIES: Final = 4
_FIRST_WAIT: Final = 0.5  # seconds, doubled each time: 7.5 in all, and then the cycle postpones
_LONGEST_WAIT: Final = 8.0
_MOST_NAMES: Final = 20  # of indices in one address: the server reads 4,096 bytes of it
_BUSY: Final = (429, 502, 503, 504)


class BulkWriter:
    """Writes to one ``generation``; ``refused`` fills with article_id → reason."""

    def __init__(
        self, client: Elasticsearch, generations: Generations, generation: int, where: str
    ) -> None:
        self._client = client
        self._generations = generations
        self._generation = generation
        self._where = where
        self._touched: set[str] = set()
        self.refused: dict[str, str] = {}

    def write(self, articles: Iterable[Searchable]) -> None:
        """Write ``articles`` and make them visible. Raises when one could not be judged."""
        answers = streaming_bulk(
            self._client, self._actions(articles), chunk_size=_CHUNK, max_chunk_bytes=_CHUNK_BYTES,
            raise_on_error=False, raise_on_exception=False, yield_ok=False, max_retries=_RETRIES,
            initial_backoff=_FIRST_WAIT, max_backoff=_LONGEST_WAIT, retry_on_status=_BUSY,
        )  # fmt: skip
        for _, answer in answers:
            self._judge(answer["index"])
        every_month = [self._generations.all_of(self._generation)]
        few = len(self._touched) <= _MOST_NAMES
        refresh(self._client, sorted(self._touched) if few else every_month, self._where)

    def _actions(self, articles: Iterable[Searchable]) -> Iterator[dict[str, Any]]:
        for article in articles:
            if reason := refusal(article):
                self.refused[article.article_id] = reason
                continue
            index = self._generations.index_for(self._generation, article.first_seen_at)
            self._touched.add(index)
            yield {
                "_op_type": "index",
                "_index": index,
                "_id": article.article_id,
                "version": article.revision,
                "version_type": "external",
                "_source": build_document(article),
            }

    def _judge(self, answer: Mapping[str, Any]) -> None:
        """Take note of an answer other than "written". Raises unless it is about the article."""
        status = answer["status"]
        if status == 409:  # the same or a newer revision is there
            return
        cause = answer.get("error")
        if not isinstance(cause, Mapping):  # the whole request failed, so the error is a text
            cause = {"reason": str(cause)}
        kind = cause.get("type")
        if status == 413:
            self.refused[answer["_id"]] = "the server takes no request of that size"
        elif status == 400 and kind == "strict_dynamic_mapping_exception":
            raise self._wrong_mapping(cause)
        elif status == 400 and kind:
            self.refused[answer["_id"]] = reason_in(cause)
        else:
            raise self._failure(status, cause)

    def _wrong_mapping(self, cause: Mapping[str, Any]) -> IndexUnavailable:
        """Every article would fail so: it is not the article's fault."""
        what = f"its fields are not ours: {reason_in(cause)}"
        return IndexUnavailable(what, self._where, REBUILD)

    def _failure(self, status: int, cause: Mapping[str, Any]) -> PresswatchError:
        if status == 404:  # removed in mid-write; the next write sees what is there
            self._generations.forget()
        if status == 400:  # of a whole request: a fault of ours, and of no article
            return told(500, cause, self._where)
        return told(status, cause, self._where)


def refresh(client: Elasticsearch, indices: list[str], where: str) -> None:
    """Make what was written to ``indices`` visible to searches, or raise IndexUnavailable."""
    if not indices:
        return
    shards = client.indices.refresh(index=indices)["_shards"]
    if shards["failed"]:
        cause = shards["failures"][0].get("reason") or {}
        raise told(503, cause, where)
