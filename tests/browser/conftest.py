"""Real pages in a real browser: the server on loopback, Chromium with and without scripts."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from smallworld.world import World

from browser.chromium import find_chromium
from indexing.pipeline.workshop import Clock
from indexing.settings import Settings
from indexing.web.app import make_app

NOISE = "the server responded with a status of 4"
"""What Chromium logs of a page that is refused on purpose."""


@pytest.fixture(scope="module")
def chromium(week: World) -> Iterator[Browser]:
    """Chromium, for the tests of one file: while it is driven, no other loop runs in a thread.

    So the week, which is made by one, has to be there before.
    """
    path = find_chromium()
    if not path:
        reason = "no Chromium: install it, or name one in PRESSWATCH_TEST_CHROMIUM"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


class Server(uvicorn.Server):
    """A server in a thread: signals are the main thread's business."""

    def install_signal_handlers(self) -> None:
        """Leave them alone."""


@pytest.fixture(scope="module")
def quiet_site(week: World) -> Iterator[str]:
    """The address of the pages of a week of news that nobody changes."""
    with served(week.settings, week.clock) as address:
        yield address


@pytest.fixture
def site(covered: World) -> Iterator[str]:
    """The address of the pages of a week of news that may be changed."""
    with served(covered.settings, covered.clock) as address:
        yield address


@contextmanager
def served(settings: Settings, clock: Clock) -> Iterator[str]:
    """Serve pages, in a thread, until the block ends; yield their address."""
    app = make_app(settings, clock=clock)
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="on")
    server = Server(config)
    up = threading.Event()
    served = threading.Thread(target=_serve, args=(server, up), daemon=True)
    served.start()
    assert up.wait(30), "the pages did not come up"
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    served.join(10)


def _serve(server: Server, up: threading.Event) -> None:
    startup = server.startup

    async def told(sockets: list[object] | None = None) -> None:
        await startup(sockets)  # type: ignore[arg-type]
        up.set()

    server.startup = told  # type: ignore[method-assign,assignment]
    server.run()


@dataclass
class Person:
    """Somebody at a browser. ``faults`` are what the browser complained of."""

    context: BrowserContext
    site: str
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page: Page = self.context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def open(self, path: str) -> Page:
        """Go to a page."""
        self.page.goto(self.site + path)
        return self.page

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and NOISE not in message.text:
            self.faults.append(message.text)


MakePerson = Callable[..., Person]


@pytest.fixture
def visitor_with(chromium: Browser, quiet_site: str) -> Iterator[MakePerson]:
    """Return a function: options of a browser's window → a person who changes nothing."""
    with _people(chromium, quiet_site) as make:
        yield make


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def person(request: pytest.FixtureRequest, chromium: Browser, site: str) -> Iterator[Person]:
    """A person with scripts on, then off, who may change everything."""
    with _people(chromium, site) as make:
        yield make(java_script_enabled=request.param)


@pytest.fixture
def person_of_script(chromium: Browser, site: str) -> Iterator[Person]:
    """A person with scripts on, who may change everything."""
    with _people(chromium, site) as make:
        yield make()


@contextmanager
def _people(chromium: Browser, site: str) -> Iterator[MakePerson]:
    """Yield a maker of people whose browser must not have complained of anything at the end.

    No script failed then, and the content security policy had nothing to stop.
    """
    made: list[Person] = []

    def make(*, width: int = 1200, **options: Any) -> Person:
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        context.set_default_timeout(15_000)
        made.append(Person(context, site))
        return made[-1]

    yield make
    for one in made:
        one.context.close()
    assert [fault for one in made for fault in one.faults] == []
