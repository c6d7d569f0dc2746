"""What tests ask for, and the lines at the end of a run that say which servers it met."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from servers.finding import Lent, NoServer, missing_for_cache
from servers.recipes import Protection, Recipe, cached_server
from servers.releases import RELEASES
from servers.running import Server, ServerFailed

_met: dict[str, str] = {}
"""Server → how it was found, or why it was not."""


def meet(server: str, how: str) -> None:
    """Have the summary say that this run met ``server``, and how it was found."""
    _met[server] = how


@pytest.fixture(scope="session")
def elasticsearch_url(servers_folder) -> Iterator[Callable[[str], str]]:
    """Return a function: version → URL of a server of it, empty or not, shared by the whole run.

    Skips the test when no server can be had; with CI=true that is a failure.
    """
    lent: dict[str, Lent] = {}

    def url(version: str) -> str:
        if version not in lent:
            try:
                lent[version] = Lent(RELEASES[version], servers_folder)
            except NoServer as reason:
                _give_up(version, str(reason))
            meet(_name(version), lent[version].found)
        return lent[version].url

    yield url
    for one in lent.values():
        one.give_back()


@pytest.fixture(scope="module")
def own_server(tmp_path_factory) -> Iterator[Callable[..., tuple[Server, str]]]:
    """Return a function: version, protection → a server that no other module uses, and its URL.

    It can be killed, frozen and started again; it ends with the tests of the module.
    """
    folder, opened = tmp_path_factory.mktemp("own"), list[Server]()

    def start(version: str, protection: Protection | None = None) -> tuple[Server, str]:
        if missing := missing_for_cache(RELEASES[version]):
            _give_up(version, f"no Elasticsearch {version} of one's own: there is no {missing}")

        def recipe() -> Recipe:
            return cached_server(RELEASES[version], protection)

        opened.append(Server(folder, f"own-{len(opened)}"))
        try:
            return opened[-1], opened[-1].open(recipe)
        except ServerFailed as error:
            _give_up(version, f"Elasticsearch {version} did not start: {error}")

    yield start
    for server in opened:
        server.close()


@pytest.fixture(scope="session")
def servers_folder(tmp_path_factory) -> Path:
    """The folder of locks and logs that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "servers"
    folder.mkdir(exist_ok=True)
    return folder


def _name(version: str) -> str:
    return f"Elasticsearch {version}"


def _give_up(version: str, reason: str) -> None:
    give_up(_name(version), reason)


def give_up(server: str, reason: str) -> NoReturn:
    """Skip the test, which the summary says loudly; with CI=true it fails."""
    meet(server, f"SKIPPED: {reason}")
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.hookimpl
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what a worker met to the process that writes the summary."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["servers"] = _met


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """Take what a worker met."""
    _met.update(getattr(node, "workeroutput", {}).get("servers", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which servers this run met, and loudly which it missed."""
    for server, how in sorted(_met.items()):
        loud = {"yellow": True, "bold": True} if how.startswith("SKIPPED") else {}
        terminalreporter.write_line(f"{server}: {how}", **loud)
