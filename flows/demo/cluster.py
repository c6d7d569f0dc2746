"""The demo's place in a cluster: indices of its own, an account that is written nowhere, an end.

Each demo takes a new prefix, so nothing that is there already can disturb it. Its indices stay
when it ends, for the commands that it ends with; the next demo in the folder removes them.
"""

import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

from indexing.errors import IndexUnavailable, InvalidRequest, PresswatchError
from indexing.index import open_index
from indexing.index.elastic import connect
from indexing.index.elastic.failures import translated
from indexing.settings import Settings, load_settings
from indexing.settings.model import Index

OPTION = "--elasticsearch"
_OURS = re.compile(r"presswatch-demo-[0-9a-f]{8}")
_FOREIGN = ("PRESSWATCH_STORE_URL",)
"""What would bring the demo's articles to records that are not its own."""
_ACCOUNT = ("PRESSWATCH_INDEX_USERNAME", "PRESSWATCH_INDEX_PASSWORD", "PRESSWATCH_INDEX_API_KEY")


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where the demo's index is to be. ``host`` is an address without account."""

    host: str
    username: str = ""
    password: str = field(default="", repr=False)
    prefix: str = field(default_factory=lambda: f"presswatch-demo-{secrets.token_hex(4)}")

    @property
    def toml(self) -> str:
        """The lines of the settings file; name and password are in the environment only."""
        return (
            '\n[index]\nbackend = "elasticsearch"\n'
            f'hosts = [{json.dumps(self.host)}]\nprefix = "{self.prefix}"\n'
        )


def read_address(url: str) -> Cluster:
    """Return the cluster at ``url``, which may hold name and password.

    Raises InvalidRequest, which repeats nothing of it: a password may be in it.
    """
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme in ("http", "https") and parts.hostname and parts.port
    except ValueError:
        is_whole = None
    if not is_whole or re.search(r"[\s\x00-\x1f\x7f]", url):
        raise InvalidRequest(
            "this is no address with its port",
            OPTION,
            "Write one such as http://127.0.0.1:9200, or https://name:password@search.example:9200",
        )
    host = parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()
    return Cluster(host, unquote(parts.username or ""), unquote(parts.password or ""))


@contextmanager
def own_environment(cluster: Cluster | None) -> Iterator[None]:
    """Have this process and its children work with the demo's own records, by its account.

    An address without account leaves what the environment says: a key, or a name.
    """
    before = dict(os.environ)
    for name in _FOREIGN:
        os.environ.pop(name, None)
    if cluster and cluster.username:
        os.environ.update(zip(_ACCOUNT, (cluster.username, cluster.password, ""), strict=True))
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def ask_engine(cluster: Cluster) -> str:
    """Return what answers there, name and version, by the settings that the demo will have.

    Raises IndexUnavailable when nothing does, it does not know us, or is too old or new.
    """
    with TemporaryDirectory() as folder:
        file = Path(folder) / "presswatch.toml"
        file.write_text(cluster.toml)
        facts = open_index(load_settings(file)).about()
    if not facts.is_supported:
        raise IndexUnavailable(f"{facts.engine} is not supported", cluster.host, "Take 8 or 9.")
    return facts.engine


def remove_earlier(config: Path, cluster: Cluster | None) -> str:
    """Remove the indices of the demo with these settings; return why they stay, if they do.

    The account of ``cluster`` is used only if its address is the same.
    """
    try:
        settings = load_settings(config)
        if settings.index.backend == "elasticsearch" and _OURS.fullmatch(settings.index.prefix):
            _remove(_by_account(settings, cluster), settings)
    except PresswatchError as error:
        return str(error)
    return ""


def _by_account(settings: Settings, cluster: Cluster | None) -> Index:
    if not cluster or not cluster.username or settings.index.hosts != (cluster.host,):
        return settings.index
    account = {"username": cluster.username, "password": SecretStr(cluster.password)}
    return settings.index.model_copy(update={**account, "api_key": SecretStr("")})


def _remove(index: Index, settings: Settings) -> None:
    where = f"index {index.prefix} on {', '.join(index.hosts)}"
    with translated(where), connect(index, ca_file=settings.index_ca_file) as client:
        # by name: servers refuse to delete what a pattern matches
        for name in client.indices.get(index=f"{index.prefix}-g*", features="aliases"):
            client.options(ignore_status=404).indices.delete(index=name)
        client.options(ignore_status=404).indices.delete_index_template(name=index.prefix)
