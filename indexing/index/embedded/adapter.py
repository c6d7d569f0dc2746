"""``EmbeddedIndex``: the contract on a folder. Its processes take turns at writing."""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import tantivy
from tantivy import Query

from indexing.index.asking import check_facets, check_generation, check_limit, check_timeline
from indexing.index.columns import refusal
from indexing.index.contract import Bar, IndexFacts, SearchPage, Sort
from indexing.index.embedded.aggregations import commonest, timeline
from indexing.index.embedded.documents import (
    ID,
    REVISION,
    SCHEMA_VERSION,
    build_document,
    build_schema,
)
from indexing.index.embedded.failures import translated
from indexing.index.embedded.generations import ENGINE_VERSION, Generations
from indexing.index.embedded.ordering import PageReader, count
from indexing.index.embedded.queries import QueryBuilder
from indexing.index.timeline import check_step
from indexing.search.searchable import Searchable
from indexing.search.tree import Field, Node

_BATCH: Final = 1_000  # articles a commit: looking revisions up and syncing to disk cost per commit
_HEAP_BYTES: Final = 64_000_000  # of one writing thread, before it spills a segment to disk


class EmbeddedIndex:
    """An ``ArticleIndex`` in ``folder``, which is made at the first write.

    Any number of processes and threads may read at once; one writes at a time, a second one gets
    IndexUnavailable. The writer is opened for each call and given back.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._generations = Generations(folder)
        self._schema = build_schema()
        self._turn = threading.Lock()

    def write(self, articles: Iterable[Searchable], *, generation: int) -> Mapping[str, str]:
        """Add or replace; see ``ArticleIndex``. Commits every 1,000 articles.

        Raises InvalidRequest when ``generation`` is older than the published one.
        """
        refused: dict[str, str] = {}
        remaining = iter(articles)
        while batch := list(islice(remaining, _BATCH)):
            judged = [(article, refusal(article)) for article in batch]
            refused |= {article.article_id: reason for article, reason in judged if reason}
            taken = [article for article, reason in judged if not reason]
            with self._writing(generation) as (index, writer):
                for article in self._newer(index, taken):
                    writer.delete_documents_by_term(ID, article.article_id)
                    writer.add_document(build_document(article))
                writer.commit()
        return refused

    def delete(self, article_ids: Sequence[str], *, generation: int) -> None:
        """Remove these; unknown ids, and a generation without a folder, are fine."""
        with translated(self._folder):
            exists = self._generations.open(generation) is not None
        if exists and article_ids:
            with self._writing(generation) as (_, writer):
                for article_id in article_ids:
                    writer.delete_documents_by_term(ID, article_id)
                writer.commit()

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
        with self._reading(query) as (searcher, builder, built):
            return PageReader(searcher, builder, built, sort).page(limit, cursor)

    def count(self, query: Node) -> int:
        """Return exactly how many articles match."""
        with self._reading(query) as (searcher, _, built):
            return count(searcher, built)

    def facets(
        self, query: Node, fields: Sequence[Field], *, limit: int = 20
    ) -> Mapping[Field, tuple[tuple[str, int], ...]]:
        """Return the commonest values of each of ``fields``; see ``ArticleIndex``."""
        check_limit(limit)
        check_facets(fields)
        with self._reading(query) as (searcher, _, built):
            return {field: commonest(searcher, built, field, limit) for field in fields}

    def histogram(self, query: Node, field: Field, *, step: str, zone: ZoneInfo) -> tuple[Bar, ...]:
        """Return a timeline; see ``ArticleIndex``. Raises InvalidRequest on an unknown step."""
        check_timeline(field)
        check_step(step)
        with self._reading(query) as (searcher, _, built):
            return timeline(searcher, built, field, step, zone)

    def ids(self, *, generation: int) -> Mapping[str, int]:
        """Return every article_id with its revision."""
        with translated(self._folder):
            index = self._generations.open(generation)
            if index is None:
                return {}
            index.reload()
            searcher = index.searcher()
            return _revisions(searcher, Query.all_query(), searcher.num_docs)

    def generation(self) -> int:
        """Return the generation that readers see, 0 when there is none yet."""
        with translated(self._folder):
            return self._generations.current()

    def publish(self, generation: int) -> None:
        """Let readers see ``generation``, which may be empty, and drop older ones.

        Raises InvalidRequest when a newer one is published already.
        """
        with translated(self._folder):
            self._check_not_replaced(generation)
            self._generations.open_or_make(generation)
            self._generations.switch(generation)
            self._generations.remove_before(generation)

    def about(self) -> IndexFacts:
        """Return the engine's version and the schema; a folder has no clock and no blocks."""
        with translated(self._folder):
            schema = self._generations.schema(self._generations.current())
        return IndexFacts(
            engine=f"tantivy {ENGINE_VERSION}",
            is_supported=True,
            schema=schema,
            our_schema=SCHEMA_VERSION,
        )

    @contextmanager
    def _writing(self, generation: int) -> Iterator[tuple[tantivy.Index, tantivy.IndexWriter]]:
        """Hold the one writer. What the block does not commit is dropped."""
        with self._turn, translated(self._folder):
            self._check_not_replaced(generation)
            index = self._generations.open_or_make(generation)
            writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
            try:
                yield index, writer
            except BaseException:
                with suppress(Exception):  # frees the lock; the first error is the one to tell
                    writer.wait_merging_threads()
                raise
            writer.wait_merging_threads()  # else merges are cut off and segments pile up

    def _newer(self, index: tantivy.Index, articles: Sequence[Searchable]) -> Iterator[Searchable]:
        """Yield those of ``articles`` that are not there yet in the same or a newer revision."""
        oldest_first = sorted(articles, key=lambda article: article.revision)
        newest = {article.article_id: article for article in oldest_first}
        index.reload()
        written = Query.term_set_query(self._schema, ID, list(newest))
        known = _revisions(index.searcher(), written, len(newest))
        for article in newest.values():
            if article.revision > known.get(article.article_id, -1):
                yield article

    @contextmanager
    def _reading(self, query: Node) -> Iterator[tuple[tantivy.Searcher, QueryBuilder, Query]]:
        """Give the newest state of the published generation, and ``query`` built for it."""
        with translated(self._folder):
            searcher = self._newest()
            builder = QueryBuilder(self._schema, searcher)
            yield searcher, builder, builder.build(query)

    def _newest(self) -> tantivy.Searcher:
        """Return the newest state of what is published; nothing when nothing was published.

        A publish may remove a generation while we open it: then a newer one is there to read.
        """
        while True:
            current = self._generations.current()
            if not current:
                return tantivy.Index(self._schema).searcher()
            try:
                index = self._generations.open(current)
                if index is None:
                    raise FileNotFoundError("CURRENT names a folder that is gone (DoesNotExist)")
                index.reload()
                return index.searcher()
            except Exception:
                if self._generations.current() == current:
                    raise

    def _check_not_replaced(self, generation: int) -> None:
        current = self._generations.current()
        check_generation(generation, current=current, where=f"index in {self._folder}")


def _revisions(searcher: tantivy.Searcher, query: Query, most: int) -> dict[str, int]:
    """Return id → revision of what matches, ``most`` at most."""
    if not most:
        return {}
    hits = searcher.search(query, limit=most, count=False, order_by_field=REVISION).hits
    # Ids lie in compressed blocks in the order of addresses: so each block is opened once.
    hits.sort(key=lambda hit: (hit[1].segment_ord, hit[1].doc))
    return {searcher.doc(address)[ID][0]: revision for revision, address in hits}
