"""The pages of a world, asked over HTTP as a browser without scripts asks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from smallworld.world import World

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


@pytest.fixture
def browser(covered: World) -> Iterator[Browser]:
    """A browser on the pages of a week of news."""
    app = make_app(covered.settings, clock=covered.clock)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield Browser(client)


@pytest.fixture
def empty_browser(world: World) -> Iterator[Browser]:
    """A browser on the pages of an empty store."""
    app = make_app(world.settings, clock=world.clock)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield Browser(client)


@pytest.fixture
def browser_without_index(covered: World) -> Iterator[Browser]:
    """A browser on the pages of a week of news whose index cannot be reached."""
    away = {"backend": "elasticsearch", "hosts": ("http://127.0.0.1:9",)}
    index = covered.settings.index.model_copy(update=away)
    app = make_app(covered.settings.model_copy(update={"index": index}), clock=covered.clock)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield Browser(client)
