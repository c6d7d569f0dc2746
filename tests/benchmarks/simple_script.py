"""What one would write first: ``python simple_script.py SITE KNOWN first|then [SERVER INDEX]``.

requests and feedparser for the feeds, spaCy as it comes for the names, SQLite's FTS5 for the
search, or with a SERVER elasticsearch-py. It keeps links and ETags in the file KNOWN, and knows no
slow host, no text that changes, no story, no alert. ``first`` notes what the feeds list and reads
none of it. Prints, as JSON, its CPU seconds, start and models included, and how many were new.
"""

import json
import re
import sqlite3
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import feedparser
import requests
import spacy
from elasticsearch import Elasticsearch

sys.path.insert(0, str(Path(__file__).parent))

from newsstands import FEEDS, feed_path

from indexing.extraction.models import pipeline_folder

_TAG = re.compile("<[^>]+>")
_TABLES = """
    CREATE TABLE IF NOT EXISTS feeds (url PRIMARY KEY, tag);
    CREATE TABLE IF NOT EXISTS links (link PRIMARY KEY);
    CREATE VIRTUAL TABLE IF NOT EXISTS texts USING fts5(link, title, text, names);
"""
Document = dict[str, Any]


def new_entries(site: str, known: sqlite3.Connection) -> Iterator[Any]:
    """Yield the entries of all feeds whose links are not known, and note them."""
    with requests.Session() as session:
        for number in range(FEEDS):
            url = site + feed_path(number)
            row = known.execute("SELECT tag FROM feeds WHERE url = ?", (url,)).fetchone()
            headers = {"If-None-Match": row[0]} if row else {}
            answer = session.get(url, headers=headers, timeout=30)
            if answer.status_code != 200:
                continue
            tag = answer.headers["ETag"]
            known.execute("INSERT OR REPLACE INTO feeds VALUES (?, ?)", (url, tag))
            for entry in feedparser.parse(answer.content).entries:
                new = known.execute("INSERT OR IGNORE INTO links VALUES (?)", (entry.link,))
                if new.rowcount:
                    yield entry


def document(nlp: Any, entry: Any) -> Document:
    """Return what is to be indexed of an entry."""
    text = _TAG.sub(" ", entry.content[0].value)
    names = sorted({name.text for name in nlp(text).ents})
    return {"link": entry.link, "title": entry.title, "text": text, "names": names}


def writer(known: sqlite3.Connection, server: list[str]) -> Callable[[Document], object]:
    """Return what puts a document into the index."""
    if server:
        client, index = Elasticsearch(server[0]), server[1]
        return lambda one: client.index(index=index, id=one["link"], document=one)
    row = "INSERT INTO texts VALUES (:link, :title, :text, :names)"
    return lambda one: known.execute(row, {**one, "names": "; ".join(one["names"])})


def keep_new(site: str, known: sqlite3.Connection, server: list[str]) -> int:
    """Understand and index what is new, one by one; return how many."""
    with warnings.catch_warnings(action="ignore"):  # an older spaCy made the pipeline
        nlp = spacy.load(pipeline_folder())
    write, number = writer(known, server), 0
    for entry in new_entries(site, known):
        write(document(nlp, entry))
        known.commit()
        number += 1
    return number


def main() -> None:
    """Read what is new, and say what it took."""
    site, file, step, *server = sys.argv[1:]
    with closing(sqlite3.connect(file)) as known:
        known.executescript(_TABLES)
        if step == "first":
            number = len(list(new_entries(site, known)))
        else:
            number = keep_new(site, known, server)
        known.commit()
    print(json.dumps({"cpu": time.process_time(), "articles": number}))  # noqa: T201


if __name__ == "__main__":
    main()
