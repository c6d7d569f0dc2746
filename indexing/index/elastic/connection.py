"""From the settings to a client; nothing is sent before it is used."""

import logging
from pathlib import Path

from elastic_transport.client_utils import DEFAULT
from elasticsearch import Elasticsearch

from indexing.errors import ConfigError
from indexing.settings.model import Index

# a request is no news, nor is a failed one: ``failures`` tells of it, without a traceback
logging.getLogger("elastic_transport").setLevel(logging.ERROR)


def connect(settings: Index, *, ca_file: Path | None = None) -> Elasticsearch:
    """Return a client for the hosts of ``settings``: asked in turn, a dead one is passed over.

    ``ca_file`` is the authority that signed their certificates, None for the usual ones. It may
    be shared by threads. Raises ConfigError when that file cannot be used.
    """
    if ca_file is not None:
        _check_authority(settings, ca_file)
    key = settings.api_key.get_secret_value() or None
    account = (settings.username, settings.password.get_secret_value())
    return Elasticsearch(
        list(settings.hosts),
        api_key=key,
        basic_auth=account if settings.username and not key else None,
        ca_certs=DEFAULT if ca_file is None else str(ca_file),
        request_timeout=settings.timeout.total_seconds(),
    )


def hosts_of(client: Elasticsearch) -> str:
    """Return the addresses that ``client`` asks, for whoever must look there."""
    return ", ".join(str(node.base_url) for node in client.transport.node_pool.all())


def _check_authority(settings: Index, ca_file: Path) -> None:
    if not ca_file.is_file():
        raise ConfigError("there is no such file", f"index.ca_file = {ca_file}", "Mend the path.")
    if plain := [host for host in settings.hosts if not host.startswith("https:")]:
        what = f"it is for https, and {plain[0]} is not"
        raise ConfigError(what, "index.ca_file", "Write https in index.hosts, or remove it.")
