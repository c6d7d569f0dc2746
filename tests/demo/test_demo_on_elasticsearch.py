"""The demo with its index in a cluster: what a person sees is what the embedded index shows.

One demo runs, on a server. Then its records get an embedded index, and the same commands must
print the same: the press's articles and their times are those of one run.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from flows.cli.app import run
from flows.demo.showing import FOLDER, QUERY, SLUG
from indexing.desk.coverage import searching
from indexing.desk.coverage.facets import FACETS
from indexing.desk.coverage.searching import Wish
from indexing.desk.room import Desk, opened_desk
from indexing.index.contract import Sort
from indexing.settings import Settings, load_settings

pytestmark = [pytest.mark.servers, pytest.mark.slow]
PATIENCE = 900  # seconds for the demo; it takes about 60
QUERIES = (
    QUERY, "orban", "nato OR ukraine OR hungary", '"prime minister"', f"related:{SLUG}",
    "title:nato~1 OR summ*", "orban NOT nato", "hungary^3 OR wheat OR goal", "*:*", "the",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """What the demo printed, and its folder."""

    folder: Path
    text: str

    @property
    def settings(self) -> Settings:
        return load_settings(self.folder / "presswatch.toml")

    def answer(self, words: list[str]) -> list[str]:
        """Return the lines that a command printed; two words tell which one it was."""
        command = " ".join(f"'{word}'" if " " in word else word for word in words[:2])
        return self.text.split(f"\n$ presswatch {command}")[1].split("\n\n")[0].splitlines()[1:]


@pytest.fixture(scope="module")
def demo(elasticsearch_url, tmp_path_factory) -> Iterator[Shown]:
    """Run the demo on a server, and look that it says nothing of its requests."""
    url, folder = elasticsearch_url("9.4.3"), tmp_path_factory.mktemp("demo")
    code = f"from flows.cli import main; main(['demo', '--elasticsearch', {url!r}])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, timeout=PATIENCE, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "elastic_transport" not in done.stderr
    shown = Shown(folder / FOLDER, done.stdout)
    yield shown
    with Elasticsearch(url) as client:
        prefix = shown.settings.index.prefix
        for index in client.indices.get(index=f"{prefix}-g*"):
            client.indices.delete(index=index)
        client.indices.delete_index_template(name=prefix)


@pytest.fixture(scope="module")
def embedded(demo, tmp_path_factory) -> Path:
    """The settings file of a copy of the demo's records with an embedded index."""
    copy = tmp_path_factory.mktemp("embedded") / FOLDER
    shutil.copytree(demo.folder, copy)
    config = copy / "presswatch.toml"
    config.write_text(config.read_text("utf-8").split("[index]")[0], "utf-8")
    assert run(["index", "rebuild", "-q", "--config", str(config)]) == 0
    return config


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["follows", "show", SLUG], id="the related coverage, in order"),
        pytest.param(["search", QUERY, "--facets"], id="hits in order, counts, facets, timeline"),
        pytest.param(["alerts", "log", "1"], id="the alert that was sent"),
        pytest.param(["feeds", "list", "--problem"], id="feeds with problems"),
    ],
)
def test_the_embedded_index_prints_the_same(demo, embedded, words, capsys):
    capsys.readouterr()
    assert run([*words, "--config", str(embedded)]) == 0
    again = capsys.readouterr().out.splitlines()
    assert len(again) > 1
    assert without_time(again) == without_time(demo.answer(words))


def without_time(lines: list[str]) -> list[str]:
    """Leave out what depends on when, and how often, one asks."""
    return [re.sub(r"  NEW$|, \d+ new|: \d+ in a row.*", "", line) for line in lines]


def test_the_alert_that_arrived_tells_the_words_that_matched(demo):
    told = demo.text.split("\nWhat arrived at the webhook")[1].split("\n\nAlert 1")[0]
    matched = re.findall(r"matched: (.*)", told)
    assert matched
    for words in matched:
        assert "orban" in words
        assert "nato" in words or "ukraine" in words


@contextmanager
def both_engines(demo: Shown, embedded: Path) -> Iterator[tuple[Desk, Desk]]:
    """Yield a desk with each engine. Both indices are new: what was replaced weighs in none."""
    config = str(demo.folder / "presswatch.toml")
    assert run(["index", "rebuild", "-q", "--config", config]) == 0
    with (
        opened_desk(demo.settings) as in_cluster,
        opened_desk(load_settings(embedded)) as in_folder,
    ):
        yield in_cluster, in_folder


def seen(desk: Desk, query: str, sort: Sort) -> tuple[object, ...]:
    """Return everything of an answer but scores, which have no unit."""
    answer = searching.search(desk, query, Wish(sort, limit=1000, facets=FACETS))
    order = [one.article.id for one in answer.results]
    return order, answer.total, answer.facets, answer.timeline, answer.distinct_texts


def test_any_query_is_answered_in_the_same_order(demo, embedded):
    with both_engines(demo, embedded) as (in_cluster, in_folder):
        for query in QUERIES:
            for sort in Sort:
                assert seen(in_cluster, query, sort) == seen(in_folder, query, sort), (query, sort)
        orders = [seen(in_cluster, QUERIES[2], sort)[0] for sort in Sort]
    assert len(orders[0]) > 10
    assert orders[0] not in orders[1:], "by relevance is an order of its own"


def test_the_demo_says_where_its_index_is_and_for_how_long(demo):
    prefix = demo.settings.index.prefix
    assert demo.text.startswith("The index is in Elasticsearch 9.4.3 at http://127.0.0.1:")
    assert demo.text.endswith(f"The indices {prefix}-… stay until the next demo in this folder.\n")
