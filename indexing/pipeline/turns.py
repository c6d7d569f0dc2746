"""Work that one worker at a time may do: under a lease of the store, and none is left behind."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress

from indexing.errors import StoreUnavailable
from indexing.pipeline.workshop import Workshop
from indexing.store.work import leases

TRIES = 8
"""How often work is done that loses to another worker's transaction, which keeps nothing of it.

Beside a cycle that polls many feeds at once it may lose to several of them, one after another.
"""


def take_turn(shop: Workshop, name: str) -> bool:
    """Take or renew the lease ``name``. False: another worker holds it."""
    with shop.store.write() as db:
        return not leases.take(db, name, shop.owner, now=shop.clock())


@contextmanager
def taken_turn(shop: Workshop, name: str) -> Iterator[bool]:
    """Yield whether the lease ``name`` is ours; it is given back at the end."""
    is_ours = take_turn(shop, name)
    try:
        yield is_ours
    finally:
        if is_ours:
            with suppress(StoreUnavailable), shop.store.write() as db:  # else it ends by itself
                leases.give_back(db, name, shop.owner)


def work_in_turn(
    shop: Workshop, stage: str, work: Callable[[], None], is_more: Callable[[], bool]
) -> None:
    """Do ``work`` under the lease ``stage``, or leave it to the worker that holds that.

    Whoever found the lease taken left its work to us, maybe after we looked for the last time:
    so we look once more when we have given it back.
    """
    with taken_turn(shop, stage) as is_ours:
        if is_ours:
            work()
        else:
            shop.count(stage, "left to another worker")
    while is_ours and shop.is_working and is_more():
        with taken_turn(shop, stage) as is_ours:
            if is_ours:
                work()


def attempts() -> Iterator[AbstractContextManager[None]]:
    """Yield contexts to do some work in until it is done: it begins again if it loses.

    For work in transactions: one that waits for another which waits for it is ended by PostgreSQL,
    and has done nothing. Articles are locked in more than one order: a feed's in that of the feed.
    """
    tries_left, is_done = TRIES, False

    @contextmanager
    def attempt() -> Iterator[None]:
        nonlocal tries_left, is_done
        tries_left -= 1
        try:
            yield
            is_done = True
        except StoreUnavailable as error:
            if error.retry_after is None or not tries_left:
                raise

    while not is_done:
        yield attempt()
