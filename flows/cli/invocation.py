"""Options that every command has, wherever on the line they stand."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from indexing.errors import InvalidRequest

if TYPE_CHECKING:
    from indexing.desk.room import Desk
    from indexing.settings import Settings

FLAGS = {
    "--json": "as_json",
    "--ndjson": "as_ndjson",
    "--yes": "yes",
    "-y": "yes",
    "--no-input": "no_input",
    "-q": "quiet",  # --quiet are the quiet hours of an alert
    "--verbose": "verbose",
    "-v": "verbose",
    "--no-color": "no_color",
}
VALUED = {"--config": "config", "--tz": "tz"}
VERSION = "--version"
"""Stands alone, before any command."""
EPILOG = """\b
Everywhere:
  --config FILE  settings, else PRESSWATCH_CONFIG, else presswatch.toml here
  --json         the answer as one JSON document; --ndjson: a line for each item
  --tz ZONE      show and read times in this zone, such as Europe/Budapest
  -q, -v         say less; say more, with the traceback of an error
  --yes          answer every question with yes; --no-input: never ask
  --no-color     as NO_COLOR does
  --version      alone: which Presswatch this is

\b
Exit codes:
  0 done · 1 failed · 2 wrong usage or query · 3 nothing found (--fail-empty) ·
  4 done in part · 5 configuration · 6 store or index unreachable ·
  7 another holds the lock · 130 stopped, safe to repeat
"""


@dataclass(slots=True)
class Invocation:
    """What the person asked of this call as a whole."""

    config: str = ""
    tz: str = ""
    as_json: bool = False
    as_ndjson: bool = False
    yes: bool = False
    no_input: bool = False
    quiet: bool = False
    verbose: bool = False
    no_color: bool = False

    @property
    def config_path(self) -> Path | None:
        """The settings file that was named."""
        return Path(self.config) if self.config else None

    @property
    def wants_json(self) -> bool:
        """Whether the answer is for a program."""
        return self.as_json or self.as_ndjson

    @property
    def person(self) -> str:
        """Who asks, by the login name: what is kept of a person's corrections."""
        from indexing.desk.room import login_name

        return login_name()

    def forget(self) -> None:
        """Be as if nothing was asked yet."""
        for one in fields(self):
            setattr(self, one.name, one.default)

    def settings(self) -> "Settings":
        """Return the settings. Raises ConfigError."""
        from indexing.settings import load_settings

        return load_settings(self.config_path)

    def zone(self, settings: "Settings") -> ZoneInfo:
        """Return the zone to show times in. Raises InvalidRequest for one that is none."""
        if not self.tz:
            return settings.zone
        try:
            return ZoneInfo(self.tz)
        except (ValueError, OSError, KeyError) as error:
            raise InvalidRequest(
                f"{self.tz!r} is no time zone", "--tz", "Write one such as Europe/Budapest."
            ) from error

    @contextmanager
    def desk(self) -> Iterator["Desk"]:
        """Yield an open desk."""
        from indexing.desk.room import opened_desk

        settings = self.settings()
        with opened_desk(settings, zone=self.zone(settings)) as desk:
            yield desk

    def confirm(self, question: str) -> bool:
        """Ask a person; without one the answer must be given by --yes.

        Raises InvalidRequest, naming the flag, when nobody can answer.
        """
        if self.yes:
            return True
        if self.no_input or not sys.stdin.isatty():
            raise InvalidRequest(
                f"nobody can answer {question!r}", "no terminal", "Say yes with --yes."
            )
        sys.stdout.flush()
        sys.stderr.write(f"{question} [y/N] ")
        sys.stderr.flush()
        return sys.stdin.readline().strip().lower() in ("y", "yes")


CURRENT = Invocation()
"""This call's options: read by every command, written once by ``read_arguments``."""


def read_arguments(arguments: Sequence[str]) -> list[str]:
    """Take the common options out of ``arguments`` into ``CURRENT``; return the rest.

    Everything behind ``--`` is left alone. Raises InvalidRequest for what is no text.
    """
    CURRENT.forget()
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        name, has_value, value = argument.partition("=")
        if argument == "--":
            rest.append(argument)
            rest.extend(waiting)
        elif argument in FLAGS:
            setattr(CURRENT, FLAGS[argument], True)
        elif name in VALUED:
            given = value if has_value else next(waiting, None)
            if given is None:
                raise InvalidRequest(
                    f"{name} needs a value", "command line", f"Write {name} VALUE."
                )
            setattr(CURRENT, VALUED[name], given)
        else:
            rest.append(argument)
    for argument in rest:
        _check_text(argument)
    return rest


def _check_text(argument: str) -> None:
    """Refuse bytes that are no UTF-8: neither the store nor the index could hold them."""
    try:
        argument.encode("utf-8")
    except UnicodeEncodeError as error:
        shown = argument.encode("utf-8", "backslashreplace").decode()
        raise InvalidRequest(
            f"{shown} is not UTF-8 text", "command line", "Write it in UTF-8, or give a file as -."
        ) from error
