"""What tests of several rooms share: a settings file for a press on loopback."""

from collections.abc import Callable
from pathlib import Path

import pytest
from smallworld import LOOPBACK

from indexing.settings import Settings, load_settings

pytest_plugins = ["accuracy.fixtures", "servers.fixtures", "smallworld.fixtures", "wheels"]


@pytest.fixture
def write_settings(tmp_path: Path) -> Callable[[str], Settings]:
    """Return a function that writes a settings file for loopback, with more in it, and reads it."""

    def write(more: str = "") -> Settings:
        path = tmp_path / "presswatch.toml"
        path.write_text(LOOPBACK + more)
        return load_settings(path)

    return write
