"""What tests of several rooms share: a settings file for a press on loopback."""

from collections.abc import Callable
from pathlib import Path

import pytest

from indexing.settings import Settings, load_settings

LOOPBACK = """
[presswatch]
data_dir = "data"
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
"""


@pytest.fixture
def write_settings(tmp_path: Path) -> Callable[[str], Settings]:
    """Return a function that writes a settings file for loopback, with more in it, and reads it."""

    def write(more: str = "") -> Settings:
        path = tmp_path / "presswatch.toml"
        path.write_text(LOOPBACK + more)
        return load_settings(path)

    return write
