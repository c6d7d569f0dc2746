"""What every answer needs: the record, the index, the settings, the clock."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from indexing.errors import InvalidRequest, NotFound
from indexing.index import open_index
from indexing.index.contract import ArticleIndex
from indexing.pipeline.opening import utc_now
from indexing.pipeline.workshop import Clock
from indexing.settings import Settings
from indexing.store import Store
from indexing.store.records import articles


@dataclass(frozen=True, slots=True)
class Desk:
    """Answers are given from here. ``zone`` is the asker's."""

    settings: Settings
    store: Store
    index: ArticleIndex
    clock: Clock
    zone: ZoneInfo

    @property
    def now(self) -> datetime:
        """The time, UTC."""
        return self.clock()


@contextmanager
def opened_desk(
    settings: Settings, *, clock: Clock = utc_now, zone: ZoneInfo | None = None
) -> Iterator[Desk]:
    """Yield a desk; works on an empty store, which is made."""
    store = Store.open(settings)
    try:
        yield Desk(settings, store, open_index(settings), clock, zone or settings.zone)
    finally:
        store.close()


def login_name() -> str:
    """Return the name of who runs this process: what is kept of a person's corrections."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user may have no name
        return "somebody"


def find_article(desk: Desk, wanted: str) -> str:
    """Return the id of the article that an address, an id or its beginning names.

    Raises NotFound, InvalidRequest when several ids begin so.
    """
    with desk.store.read() as db:
        if "://" in wanted:
            found = articles.resolve_url(db, wanted)
            ids = [found] if found else []
        else:
            ids = articles.resolve_id(db, wanted.removeprefix("a:").lower())
    if not ids:
        ask = f"Ask what became of it: presswatch explain {wanted}"
        do = ask if "://" in wanted else "See: presswatch search, or give its address."
        raise NotFound("no article has this address or id", wanted, do)
    if len(ids) > 1:
        raise InvalidRequest(
            f"{len(ids)} articles begin so", wanted, f"Write more of it: {', '.join(ids[:5])}"
        )
    return ids[0]
