"""The one configuration file, ``presswatch.toml``."""

from indexing.settings.kinds import parse_duration
from indexing.settings.model import Settings, documented
from indexing.settings.reading import load_settings

__all__ = ["Settings", "documented", "load_settings", "parse_duration"]
