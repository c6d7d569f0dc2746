"""A world for each test; parser processes and an empty store are made once.

What is heavy is imported where it is used: these fixtures are known to every test.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from indexing.settings import Settings, load_settings
from smallworld import LOOPBACK

if TYPE_CHECKING:
    from indexing.workers import ParserPool
    from smallworld.press import Press
    from smallworld.world import World


@pytest.fixture(scope="session")
def parsers() -> Iterator["ParserPool"]:
    """Parser processes, which take a second to start."""
    from indexing.pipeline.workshop import PRELOAD
    from indexing.workers import ParserPool

    with ParserPool(Settings(), preload=PRELOAD) as pool:
        yield pool


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated store without rows, to be copied."""
    from indexing.store import Store

    path = tmp_path_factory.mktemp("store") / "empty.sqlite3"
    store = Store(f"sqlite:///{path}")
    store.migrate()
    store.close()
    return path


@pytest.fixture(scope="session")
def week(
    tmp_path_factory: pytest.TempPathFactory, parsers: "ParserPool", empty_store: Path
) -> "World":
    """A week of news, worked through; its press is closed. Not to be changed: see ``covered``."""
    from smallworld.coverage import cover

    return _lived(tmp_path_factory.mktemp("week"), parsers, empty_store, cover)


@pytest.fixture(scope="session")
def hostile_week(
    tmp_path_factory: pytest.TempPathFactory, parsers: "ParserPool", empty_store: Path
) -> "World":
    """A press and a reader who name nothing but harm, worked through. Not to be changed."""
    from smallworld.malice import publish_harm

    return _lived(tmp_path_factory.mktemp("harm"), parsers, empty_store, publish_harm)


def _lived(
    folder: Path,
    parsers: "ParserPool",
    empty_store: Path,
    live: "Callable[[World], Awaitable[None]]",
) -> "World":
    import asyncio

    from aiohttp.test_utils import TestServer

    from smallworld.press import Press
    from smallworld.world import World, prepare

    path = folder / "presswatch.toml"
    path.write_text(LOOPBACK)
    settings = load_settings(path)
    prepare(settings, empty_store)

    async def filled() -> World:
        made = World(settings, Press(), parsers)
        async with TestServer(made.press.app(), host="127.0.0.1") as server:
            made.press.url = str(server.make_url("")).rstrip("/")
            await live(made)
        return made

    return asyncio.run(filled())


@pytest.fixture
def covered(week: "World", write_settings: Callable[[str], Settings]) -> "World":
    """A copy of the week, to be asked and changed; only tests that are not async may use it."""
    import shutil

    from smallworld.world import Clock, World

    settings = write_settings("")
    shutil.copytree(week.settings.data_dir, settings.data_dir)
    return World(settings, week.press, week.pool, Clock(week.clock.now))


@pytest.fixture
async def press() -> AsyncIterator["Press"]:
    """A press that has published nothing yet."""
    from aiohttp.test_utils import TestServer

    from smallworld.press import Press

    made = Press()
    async with TestServer(made.app(), host="127.0.0.1") as server:
        made.url = str(server.make_url("")).rstrip("/")
        yield made


@pytest.fixture
def build(
    press: "Press",
    parsers: "ParserPool",
    empty_store: Path,
    write_settings: Callable[[str], Settings],
) -> Callable[[str], "World"]:
    """Return a function: more lines of settings → a world that lives by them."""
    from smallworld.world import World, prepare

    def made(more: str = "") -> World:
        settings = write_settings(more)
        prepare(settings, empty_store)
        return World(settings, press, parsers)

    return made


@pytest.fixture
def world(build: Callable[[str], "World"]) -> "World":
    """A world with the plain settings of loopback."""
    return build("")
