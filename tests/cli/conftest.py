"""The command line in this process: on an empty store, and on one that the pipeline filled."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flows.cli.app import run
from flows.cli.output import LABEL
from flows.demo.manuscript import REFERENCE, read_outlets
from flows.demo.site import DemoSite
from indexing.feeds.opml import OpmlFeed, write_opml
from indexing.settings import load_settings
from indexing.store import Store

SETTINGS = """
[presswatch]
data_dir = "data"
timezone = "Europe/Budapest"
[fetching]
allow_hosts = ["127.0.0.1"]
per_host_delay = "0s"
per_host_concurrency = 8
[feeds]
start = "1s"
floor = "1s"
ceiling = "2s"
[workers]
time_limit = "5s"
[web]
port = 0
"""
OUTLETS = ("danube", "herald", "meridian", "touchline")
FAILING, GONE = "Radio Coast", "Evening Bulletin"
SLUG = "hungary-and-nato"
FILL = (
    ("follow", str(REFERENCE), "--name", "Hungary and NATO"),
    ("feeds", "import", "feeds.opml"),
    ("channels", "add", "webhook+SINK", "--name", "desk"),
    ("alerts", "add", "orban AND (nato OR ukraine)", "--to", "desk", "--every", "at-once", "--yes"),
    ("run",),
    ("run", "--all"),
    ("run", "--all"),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command gave back."""

    code: int
    out: str
    err: str

    @property
    def heads(self) -> list[str]:
        """Return the words at the head of stdout's lines."""
        return [line[:LABEL].strip() for line in self.out.splitlines()]

    def json(self) -> Any:
        """Return stdout as the one JSON document that it is."""
        return json.loads(self.out)


Presswatch = Callable[..., Answer]


@dataclass(frozen=True, slots=True)
class Filled:
    """A store that three cycles filled, and the press that it knows, still running."""

    folder: Path
    site: DemoSite

    def url(self, slug: str) -> str:
        """Return the address of a sample article."""
        return next(url for url, one in self.site.articles() if one.slug == slug)


@pytest.fixture
def on(capsys: pytest.CaptureFixture[str]) -> Callable[[Path], Presswatch]:
    """Return a function: a folder with settings → the command line on it."""

    def bind(folder: Path) -> Presswatch:
        def presswatch(*words: str) -> Answer:
            capsys.readouterr()
            code = run([*words, "--config", str(folder / "presswatch.toml")])
            return Answer(code, *capsys.readouterr())

        return presswatch

    return bind


@pytest.fixture
def empty(tmp_path: Path, on: Callable[[Path], Presswatch]) -> Presswatch:
    """The command line on a store that holds nothing."""
    (tmp_path / "presswatch.toml").write_text(SETTINGS)
    return on(tmp_path)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """Fill a store by the commands that a person would type; only read from it."""
    folder = tmp_path_factory.mktemp("filled")
    config = folder / "presswatch.toml"
    config.write_text(SETTINGS)
    outlets = [one for one in read_outlets() if one.slug in OUTLETS]
    with DemoSite(now=datetime.now(UTC), outlets=outlets) as site:
        wanted = {one.title for one in outlets} | {FAILING, GONE}
        listed = [OpmlFeed(url, name, "", "") for name, url in site.feed_urls() if name in wanted]
        (folder / "feeds.opml").write_bytes(write_opml(listed))
        for words in FILL:
            real = [word.replace("SINK", site.sink_url) for word in words]
            real = [str(folder / word) if word == "feeds.opml" else word for word in real]
            assert run([*real, "-q", "--config", str(config)]) == 0, words
        yield Filled(folder, site)


@pytest.fixture
def news(filled: Filled, on: Callable[[Path], Presswatch]) -> Presswatch:
    """The command line on the filled store, to be read only."""
    return on(filled.folder)


@pytest.fixture
def own_news(filled: Filled, tmp_path: Path, on: Callable[[Path], Presswatch]) -> Presswatch:
    """The command line on a copy of the filled store, to be changed."""
    shutil.copytree(filled.folder, tmp_path / "own")
    return on(tmp_path / "own")


@pytest.fixture
def own_record(own_news: Presswatch, tmp_path: Path) -> Callable[[], AbstractContextManager[Any]]:
    """Return what opens the record of that copy, to be written to as no command does."""

    @contextmanager
    def opened() -> Iterator[Any]:
        store = Store.open(load_settings(tmp_path / "own" / "presswatch.toml"))
        with store.write() as db:
            yield db
        store.close()

    return opened
