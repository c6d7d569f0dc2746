"""Where a test gets its server: a given address, Docker, the cache, or the reason why not."""

import json
import os
import shutil
import subprocess
import urllib.request
from collections.abc import Callable
from pathlib import Path

from servers.artifacts import cache_folder, find_java
from servers.recipes import Recipe, cached_server, docker_server
from servers.releases import Release
from servers.running import Server, ServerFailed

ADDRESS = "PRESSWATCH_TEST_ELASTICSEARCH"


class NoServer(Exception):
    """No genuine server can be had here; the text is one line and says what would help."""


class Lent:
    """A server lent for a while: its address, and how it was found."""

    def __init__(self, release: Release, folder: Path) -> None:
        self._server: Server | None = None
        given = os.environ.get(ADDRESS, "")
        if given and _major(given) == release.major:
            self.url, self.found = given.rstrip("/"), f"at {ADDRESS}"
            return
        self.found, make_recipe = _source(release)
        self._server = Server(folder, f"elasticsearch-{release.version}")
        try:
            self.url = self._server.open(make_recipe)
        except ServerFailed as error:
            self._server.close()
            last_line = str(error).strip().splitlines()[-1]
            raise NoServer(f"Elasticsearch {release.version} did not start: {last_line}") from error

    def give_back(self) -> None:
        """Use it no more."""
        if self._server is not None:
            self._server.close()


def _source(release: Release) -> tuple[str, Callable[[], Recipe]]:
    """Return how ``release`` is found here, in words, and what makes its recipe."""
    if _has_docker():
        return "in Docker", lambda: docker_server(release)
    missing = missing_for_cache(release)
    if missing:
        raise NoServer(
            f"no Elasticsearch {release.version}: {ADDRESS} names none of that version, "
            f"no Docker engine answers, and there is no {missing}"
        )
    return "from the cache", lambda: cached_server(release)


def missing_for_cache(release: Release) -> str:
    """Return what keeps us from running ``release`` from the cache, or an empty string."""
    is_cached = (cache_folder() / f"elasticsearch-{release.version}").is_dir()
    if find_java(release.javas) is None:
        return f"Java {release.javas.start} or newer"
    return "" if is_cached or shutil.which("mvn") else "mvn to fetch it"


def _has_docker() -> bool:
    if not shutil.which("docker"):
        return False
    told = subprocess.run(["docker", "info"], check=False, capture_output=True, timeout=30)
    return told.returncode == 0


def _major(url: str) -> int:
    """Return the major version of the server at ``url``; 0 when none answers."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return int(json.load(answer)["version"]["number"].partition(".")[0])
    except (OSError, ValueError, KeyError):
        return 0
