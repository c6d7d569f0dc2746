"""Rules in an index of their own, shared by all workers, and the server asked which are met.

Workers may hold different rules: one has read an alert's edit, another not yet. So nobody deletes
what another may need. A rule in use is written again when it is half a day old, and only what
nobody wrote for a whole day is removed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any, Final

from elasticsearch import Elasticsearch

from indexing.errors import IndexUnavailable, InvalidRequest
from indexing.index.elastic.bulk import refresh, send
from indexing.index.elastic.connection import hosts_of
from indexing.index.elastic.failures import told, translated
from indexing.index.elastic.generations import make_index
from indexing.index.elastic.mapping import SCHEMA_VERSION, mappings

WRITTEN_AGAIN_AFTER: Final = timedelta(hours=12)
REMOVED_AFTER: Final = timedelta(hours=24)
PAGE: Final = 10_000
"""Rules in one answer: the server gives no more at once."""

_HARMLESS: Final = (404, 409)  # of a removal: gone already, or written again meanwhile
_SWITCH: Final = 'Or set matcher = "in-process" in [alerts].'


@dataclass(frozen=True, slots=True)
class StoredRule:
    """A rule as the server has it: ``digest``, its id there, is of all that it says."""

    digest: str
    alert_id: int
    query: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Written:
    """When a rule that is in the index was written, and which write that was."""

    at: datetime
    sequence: int
    term: int


class RuleIndex:
    """The index ``name`` on the cluster behind ``client``. Thread-safe. Made by the first ``keep``.

    Any method may raise IndexUnavailable.
    """

    def __init__(self, client: Elasticsearch, prefix: str) -> None:
        self.name = f"{prefix}-rules-{SCHEMA_VERSION}"
        self._where = f"rules in {self.name} on {hosts_of(client)}"
        self._client = client

    def keep(self, rules: Mapping[str, StoredRule], *, now: datetime) -> Mapping[str, str]:
        """See to it that ``rules`` (by digest) are there; return digest → reason of those refused.

        Writes what is missing or half a day old, and removes what nobody has wanted for a day.
        """
        with self._asking():
            self._make()
            refresh(self._client, [self.name], self._where)
            known = self._known()
            due = [
                rule
                for digest, rule in rules.items()
                if digest not in known or known[digest].at < now - WRITTEN_AGAIN_AFTER
            ]
            unwanted = {
                digest: written
                for digest, written in known.items()
                if digest not in rules and written.at < now - REMOVED_AFTER
            }
            refused = dict(self._send(chain(self._writes(due, now), self._removals(unwanted))))
            if due or unwanted:
                refresh(self._client, [self.name], self._where)
        return refused

    def met(self, documents: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Sequence[int]]]:
        """Yield the digest of each rule that is met, with the positions of the documents.

        Those are of all rules in the index, of whichever worker.
        """
        percolate = {"field": "query", "documents": documents}
        asked = {"query": {"constant_score": {"filter": {"percolate": percolate}}}}
        for hit in self._pages(asked):
            yield hit["_id"], hit["fields"]["_percolator_document_slot"]

    def _make(self) -> None:
        """Make the index unless it is there, and check that it is ours."""
        ours = mappings()
        ours["properties"] |= {
            "alert_id": {"type": "long"},
            "digest": {"type": "keyword"},
            "written_at": {"type": "date"},
            "query": {"type": "percolator"},
        }
        make_index(self._client, self.name, ours)
        found = self._client.indices.get_mapping(index=self.name)[self.name]["mappings"]
        if found.get("_meta") != ours["_meta"]:
            do = f"Remove the index {self.name}: it is made anew from the store."
            raise IndexUnavailable("its fields are not ours", self._where, do)

    def _known(self) -> dict[str, _Written]:
        """Return digest → what is known of it, of every rule in the index."""
        written = {"field": "written_at", "format": "epoch_millis"}
        asked = {
            "query": {"match_all": {}},
            "docvalue_fields": [written],
            "seq_no_primary_term": True,
        }
        return {
            hit["_id"]: _Written(
                datetime.fromtimestamp(int(hit["fields"]["written_at"][0]) / 1000, UTC),
                hit["_seq_no"],
                hit["_primary_term"],
            )
            for hit in self._pages(asked)
        }

    def _pages(self, asked: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """Yield all hits, page by page in the order of digests: late writes shift none."""
        after: dict[str, Any] = {}
        hits: list[Mapping[str, Any]] = []
        while not after or len(hits) == PAGE:
            with self._asking():  # not around the yield: what the caller raises is not ours
                answer = self._client.search(
                    index=self.name, source=False, size=PAGE, sort=[{"digest": "asc"}],
                    track_total_hits=False, allow_partial_search_results=False, **asked, **after,
                )  # fmt: skip
            hits = answer["hits"]["hits"]
            yield from hits
            if not hits:
                return
            after = {"search_after": hits[-1]["sort"]}

    def _writes(self, rules: Iterable[StoredRule], now: datetime) -> Iterator[dict[str, Any]]:
        for rule in rules:
            source = {
                "digest": rule.digest, "alert_id": rule.alert_id, "written_at": now.isoformat(),
                "query": rule.query,
            }  # fmt: skip
            yield {
                "_op_type": "index", "_index": self.name, "_id": rule.digest, "_source": source,
            }  # fmt: skip

    def _removals(self, unwanted: Mapping[str, _Written]) -> Iterator[dict[str, Any]]:
        """Remove exactly the write that was seen: a worker that wants it may write it just now."""
        for digest, written in unwanted.items():
            yield {
                "_op_type": "delete", "_index": self.name, "_id": digest,
                "if_seq_no": written.sequence, "if_primary_term": written.term,
            }  # fmt: skip

    def _send(self, actions: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str]]:
        """Send ``actions``; yield the digest of each refused rule, with the reason."""
        for undone in send(self._client, actions):
            if undone.operation == "delete" and undone.status in _HARMLESS:
                continue
            if undone.operation == "delete" or not undone.refusal:
                raise told(undone.status, undone.cause, self._where)
            yield undone.id, undone.refusal

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Tell what goes wrong inside as IndexUnavailable: no request is a person's here."""
        try:
            with translated(self._where):
                yield
        except InvalidRequest as error:
            if "[percolator]" in error.what:
                what = "its server has no percolator"
                do = f"Add the module percolator to every node. {_SWITCH}"
                raise IndexUnavailable(what, self._where, do) from error
            do = f"Look at the settings of the server. {_SWITCH}"
            raise IndexUnavailable(error.what, self._where, do) from error
