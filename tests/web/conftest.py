"""The pages of a world, asked over HTTP as a browser without scripts asks."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from smallworld import LOOPBACK
from smallworld.world import World

from indexing.pipeline.workshop import Clock
from indexing.settings import Settings, load_settings
from indexing.web.app import make_app


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser that keeps its cookies, follows redirects and sends forms from pages."""

    client: TestClient

    def get(self, path: str) -> Response:
        """Open a page."""
        return self.client.get(path)

    def send(self, page: str, action: str, **fields: str | list[str]) -> Response:
        """Open a page, then send a form of it to ``action``."""
        key = re.search(r'name="form_key" value="([^"]+)"', self.get(page).text)
        assert key, f"{page} has no form"
        return self.client.post(action, data={"form_key": key[1], **fields})


@contextmanager
def served(settings: Settings, clock: Clock) -> Iterator[TestClient]:
    """Yield a client of the server, on this machine."""
    with TestClient(make_app(settings, clock=clock), base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture
def client(covered: World) -> Iterator[TestClient]:
    """A client of the server of a week of news."""
    with served(covered.settings, covered.clock) as client:
        yield client


@pytest.fixture(scope="module")
def common_client(week: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of one server for all tests of a module, which must change nothing."""
    path = tmp_path_factory.mktemp("common") / "presswatch.toml"
    path.write_text(LOOPBACK)
    settings = load_settings(path)
    shutil.copytree(week.settings.data_dir, settings.data_dir)
    with served(settings, week.clock) as client:
        yield client


@pytest.fixture(scope="module")
def hostile_client(hostile_week: World) -> Iterator[TestClient]:
    """A client of the server of a press and a reader who name nothing but harm."""
    with served(hostile_week.settings, hostile_week.clock) as client:
        yield client


@pytest.fixture
def empty_client(world: World) -> Iterator[TestClient]:
    """A client of the server of an empty store."""
    with served(world.settings, world.clock) as client:
        yield client


@pytest.fixture
def browser(client: TestClient) -> Browser:
    """A browser on the pages of a week of news."""
    return Browser(client)


@pytest.fixture
def empty_browser(empty_client: TestClient) -> Browser:
    """A browser on the pages of an empty store."""
    return Browser(empty_client)


@pytest.fixture
def browser_without_index(covered: World) -> Iterator[Browser]:
    """A browser on the pages of a week of news whose index cannot be reached."""
    away = {"backend": "elasticsearch", "hosts": ("http://127.0.0.1:9",)}
    index = covered.settings.index.model_copy(update=away)
    with served(covered.settings.model_copy(update={"index": index}), covered.clock) as client:
        yield Browser(client)
