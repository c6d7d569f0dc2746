"""The whole, from feed to index, against a simple script of what people would pick instead."""

from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import uuid4

import pytest
from bench_elastic import emptied
from bench_index import articles
from elasticsearch import Elasticsearch
from measuring import cpu_of_server
from newsstands import FEEDS, WORDS
from press import newsstands, read_first_editions, result, start, start_cycles, write_settings
from reporting import Report

from indexing.index.elastic import ElasticIndex

WARM_UP = 1_000
"""Articles written before: a server that has just started compiles what it runs."""
INDEX = """
[index]
backend = "elasticsearch"
hosts = ["{url}"]
prefix = "{prefix}"
"""
CpuSoFar = Callable[[], float]


async def test_with_fts5(report, tmp_path):
    write_settings(tmp_path)
    await compare(report, tmp_path, "FTS5")


@pytest.mark.servers
async def test_with_elasticsearch(report, tmp_path, elasticsearch_url):
    url = elasticsearch_url("9.4.3")
    with (
        Elasticsearch(url, request_timeout=120) as client,
        emptied(client, f"bench-{uuid4().hex}") as prefix,
    ):
        warm_up(client, prefix)
        write_settings(tmp_path, INDEX.format(url=url, prefix=f"{prefix}-ours"))
        await compare(
            report,
            tmp_path,
            "elasticsearch-py",
            server=(url, f"{prefix}-simple"),
            by_server=lambda: cpu_of_server(client),
        )


def warm_up(client: Elasticsearch, prefix: str) -> None:
    """Write as both will, ours in bulk and theirs one by one."""
    made = list(articles(WARM_UP))
    ElasticIndex(client, f"{prefix}-warm").write(made, generation=1)
    for one in made:
        client.index(index=f"{prefix}-warm-simple", document={"title": one.title, "text": one.text})


async def compare(
    report: Report,
    folder: Path,
    engine: str,
    *,
    server: Sequence[str] = (),
    by_server: CpuSoFar = lambda: 0.0,
) -> None:
    """Tell what both take for the same new articles, from a process' start, the server included."""
    with newsstands() as site:
        await read_first_editions(folder, site)
        known = str(folder / "known.sqlite3")
        result(start("simple_script.py", site, known, "first"))
        at_first = by_server()
        theirs = result(start("simple_script.py", site, known, "then", *server))
        between = by_server()
        ours = result(start_cycles(folder, "plain"))
        in_the_end = by_server()
    assert ours["tally"]["project"]["indexed"] == theirs["articles"], "the two did different work"
    their_cpu = theirs["cpu"] + between - at_first
    our_cpu = ours["start"] + ours["cycle"] + in_the_end - between
    report.figure(
        f"the whole, {FEEDS} feeds, {theirs['articles']} new articles of {WORDS} words,"
        f" against feedparser, requests, spaCy, {engine}",
        f"{our_cpu:.1f} s of CPU, {our_cpu / their_cpu:.1f}x the script's",
    )
