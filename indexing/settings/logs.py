"""How log lines are written: for people on a terminal, as JSON for programs; always on stderr.

Whoever has something to tell logs under its module's name, with ``FIELDS`` as extras. A program
says ``write_logs`` once, at its beginning; where nobody does, nothing is written.
"""

import logging
import os
import sys
from collections.abc import MutableMapping
from typing import Any

from indexing.settings.model import Settings

FIELDS = ("cycle_id", "article_id", "feed_id", "stage", "outcome", "detail")
"""What a line may tell beside its event: the ids by which lines belong together come first."""
HANDED_DOWN = "PRESSWATCH_LOGS"
"""The form that a process found for those that it starts: their stderr is no terminal."""


def write_logs(settings: Settings) -> None:
    """Write what we log from now on, in this process and those that it starts."""
    form = settings.logs.form
    if form == "auto":
        found = "human" if sys.stderr.isatty() else "json"
        form = "human" if os.environ.get(HANDED_DOWN, found) == "human" else "json"
    os.environ[HANDED_DOWN] = form
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(is_human=form == "human"))
    logger = logging.getLogger("indexing")  # which hands nothing on: Prefect's root would write it
    logger.handlers = [handler]
    logger.setLevel(settings.logs.level.upper())


def _formatter(*, is_human: bool) -> logging.Formatter:
    import structlog  # noqa: PLC0415 (slow, and only for those that write)

    colours = is_human and sys.stderr.isatty() and "NO_COLOR" not in os.environ
    shape: list[Any] = (
        [_harmless, _for_people(colours=colours)]
        if is_human
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(allow=FIELDS),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *shape],
    )


def _for_people(*, colours: bool) -> Any:
    from structlog.dev import ConsoleRenderer, plain_traceback  # noqa: PLC0415 (as above)

    return ConsoleRenderer(colors=colours, exception_formatter=plain_traceback)


def _harmless(
    _logger: Any, _method: str, told: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Take out what would steer a terminal: others write headlines and addresses."""
    for name, value in told.items():
        if isinstance(value, str):
            told[name] = "".join(one if one.isprintable() else "?" for one in value)
    return told
