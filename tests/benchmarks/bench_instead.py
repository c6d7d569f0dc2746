"""Against what people would pick instead: spaCy as it comes, SQLite's FTS5."""

import sqlite3
import warnings
from contextlib import closing
from datetime import UTC
from itertools import islice

import spacy
from bench_index import NOW, articles
from measuring import cpu_seconds, interleaved
from wire import long_reads

from indexing.extraction import extract
from indexing.extraction.models import pipeline_folder
from indexing.index.embedded import EmbeddedIndex
from indexing.models import Document
from indexing.search.binding import bind
from indexing.search.grammar import parse

ARTICLES = 20_000
WORDS = 300
TEXTS = 24
QUERIES = ("minister", "minister AND budget", '"prime minister"', "harbour OR museum")


def test_extraction_against_raw_spacy(report):
    texts = ["\n\n".join(paragraphs) for paragraphs in islice(long_reads(WORDS), TEXTS)]
    with warnings.catch_warnings(action="ignore"):
        raw = spacy.load(pipeline_folder())
    ours, theirs = interleaved(
        lambda: [extract(Document("", text, "en")) for text in texts],
        lambda: [raw(text).ents for text in texts],
        rounds=3,
    )
    report.figure(
        "extraction with ids, topics, salience, against spaCy's pipeline as it comes",
        f"{ours / theirs:.2f}x its CPU",
    )


def test_index_against_fts5(report, tmp_path):
    made = list(articles(ARTICLES))
    index = EmbeddedIndex(tmp_path / "index")
    with closing(sqlite3.connect(tmp_path / "fts.sqlite3")) as db:
        db.execute("CREATE VIRTUAL TABLE t USING fts5(title, text, tokenize='porter unicode61')")
        rows = [(one.title, one.text) for one in made]
        insert = "INSERT INTO t VALUES (?, ?)"
        theirs = cpu_seconds(lambda: (db.executemany(insert, rows), db.commit()))
        ours = cpu_seconds(lambda: index.write(made, generation=1))
        index.publish(1)
        report.figure(
            f"index, {ARTICLES:,} articles, against FTS5 on title and text alone",
            f"{ours / theirs:.1f}x its CPU",
        )
        nodes = [
            bind(parse(query), now=NOW, zone=UTC, entity_ids=lambda name: (name,))
            for query in QUERIES
        ]
        page = "SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT 20"
        ours, theirs = interleaved(
            lambda: [index.search(node) for node in nodes],
            lambda: [db.execute(page, (query,)).fetchall() for query in QUERIES],
        )
    report.figure(
        f"search, {ARTICLES:,} articles, best of {len(QUERIES)} queries, against FTS5",
        f"{ours / theirs:.2f}x its CPU",
    )
