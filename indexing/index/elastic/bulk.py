"""Documents into the server: in bulk, with retries, and every single answer judged."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from indexing.errors import IndexUnavailable, PresswatchError
from indexing.index.columns import refusal
from indexing.index.contract import REBUILD
from indexing.index.elastic.failures import reason_in, told
from indexing.index.elastic.generations import Generations
from indexing.index.elastic.mapping import build_document
from indexing.search.searchable import Searchable

BUSY: Final = (429, 502, 503, 504)
"""Answers of a server, or of a proxy before it, that another try may change."""

_CHUNK: Final = 500
_CHUNK_BYTES: Final = 10_000_000  # more in one request gains nothing and fills the server's memory
_RETRIES: Final = 4
_FIRST_WAIT: Final = 0.5  # seconds, doubled each time: 7.5 in all, and then the cycle postpones
_MOST_NAMES: Final = 20  # of indices in one address: the server reads 4,096 bytes of it
_TOO_LARGE: Final = 413


@dataclass(frozen=True, slots=True)
class Undone:
    """An action that the server did not do: what it was, on which document, and what was said."""

    operation: str
    id: str
    status: int
    cause: Mapping[str, Any]

    @property
    def refusal(self) -> str:
        """Why the server will never take this very document; empty when it is not its fault."""
        if self.status == _TOO_LARGE:
            return "the server takes no request of that size"
        return reason_in(self.cause) if self.status == 400 and "type" in self.cause else ""


def send(client: Elasticsearch, actions: Iterable[dict[str, Any]]) -> Iterator[Undone]:
    """Send ``actions``, 500 or 10 MB at a time; yield those that were not done.

    What a busy server turns away is sent again for some seconds. Where a request of many is too
    large, as a proxy with a limit of its own says, each of them is sent alone.
    """
    for operation, answer in _sent(client, actions):
        is_of_many = "exception" in answer  # the whole request's status is given to each
        if answer["status"] != _TOO_LARGE or not is_of_many:
            yield _undone(operation, answer)
            continue
        for _, alone in _sent(client, [_action(operation, answer)]):
            yield _undone(operation, alone)


def _sent(
    client: Elasticsearch, actions: Iterable[dict[str, Any]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (operation, answer) of each of ``actions`` that was not done."""
    patient = client.options(retry_on_status=())  # tries are counted here, and not twice
    answers = streaming_bulk(
        patient, actions, chunk_size=_CHUNK, max_chunk_bytes=_CHUNK_BYTES,
        raise_on_error=False, raise_on_exception=False, yield_ok=False, max_retries=_RETRIES,
        initial_backoff=_FIRST_WAIT, retry_on_status=BUSY,
    )  # fmt: skip
    for _, answer in answers:
        yield from answer.items()


def _action(operation: str, answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return the action that ``answer``, to a whole request, repeats with what went wrong."""
    action = {"_op_type": operation, **answer}
    if "data" in action:
        action["_source"] = action.pop("data")
    for said in ("error", "status", "exception"):
        action.pop(said, None)
    return action


def _undone(operation: str, answer: Mapping[str, Any]) -> Undone:
    cause = answer.get("error")
    if not isinstance(cause, Mapping):  # of a whole request it is a text; of a removal, nothing
        cause = {"reason": str(cause or answer.get("result", "no reason"))}
    return Undone(operation, answer["_id"], answer["status"], cause)


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
        for undone in send(self._client, self._actions(articles)):
            self._judge(undone)
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

    def _judge(self, undone: Undone) -> None:
        """Take note of an article that was not written. Raises unless it is about the article."""
        if undone.status == 409:  # the same or a newer revision is there
            return
        if undone.cause.get("type") == "strict_dynamic_mapping_exception":
            raise self._wrong_mapping(undone.cause)
        if not undone.refusal:
            raise self._failure(undone.status, undone.cause)
        self.refused[undone.id] = undone.refusal

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
