"""What the server holds while it runs: the store, the index, the clock, the templates."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from indexing.delivery.safe_text import clean, one_line, web_address
from indexing.desk import wording
from indexing.desk.room import Desk
from indexing.feeds.health import usual
from indexing.index import open_index
from indexing.index.contract import ArticleIndex
from indexing.nouns import count
from indexing.pipeline.workshop import Clock
from indexing.settings import Settings
from indexing.store import Store
from indexing.web.views import addresses, alerts, texts
from indexing.web.views.advice import advice
from indexing.web.views.backtests import a_week

STATIC = ("pages.css", "pages.js", "icon.svg")
"""All that pages load, besides themselves."""


@dataclass(frozen=True, slots=True)
class Front:
    """One for each server; its store and index are used by many requests at once."""

    settings: Settings
    store: Store
    index: ArticleIndex
    clock: Clock

    def desk(self) -> Desk:
        """Return the desk that answers a request."""
        return Desk(self.settings, self.store, self.index, self.clock, self.settings.zone)


@contextmanager
def opened_front(settings: Settings, clock: Clock) -> Iterator[Front]:
    """Yield a front; works on an empty store, which is made."""
    store = Store.open(settings, keeps_open=True)
    try:
        yield Front(settings, store, open_index(settings), clock)
    finally:
        store.close()


@cache
def templates() -> Environment:
    """Return the pages' templates. Whatever they print is escaped, and harmless before that."""
    made = Environment(
        loader=PackageLoader("indexing.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_harmless,
    )
    made.globals |= {
        "a_week": a_week,
        "about": wording.about,
        "advice": advice,
        "because": wording.because,
        "caret": texts.caret,
        "count": count,
        "day": wording.day,
        "fraction": wording.fraction,
        "moment": wording.moment,
        "passed": wording.passed,
        "shortened": wording.shortened,
        "published": wording.published,
        "runs": texts.runs,
        "to": addresses,
        "usual": usual,
        "static": {name: f"/static/{name}?{_fingerprint(name)}" for name in STATIC},
    }
    made.filters |= {"one_line": one_line, "web_address": web_address, "title_of": wording.title_of}
    made.filters |= {"pace": alerts.pace, "in_zone": alerts.in_zone}
    return made


def static_file(name: str) -> bytes:
    """Return the content of one of ``STATIC``."""
    return files("indexing.web").joinpath("static", name).read_bytes()


def _fingerprint(name: str) -> str:
    return hashlib.sha256(static_file(name)).hexdigest()[:12]


def _harmless(value: Any) -> Any:
    """Take controls and invisible marks out of what others wrote."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return clean(value)
    return "" if value is None else value
