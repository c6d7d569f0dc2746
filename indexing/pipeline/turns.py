"""Work that one worker at a time may do: under a lease of the store, and none is left behind."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from indexing.errors import StoreUnavailable
from indexing.pipeline.workshop import Workshop
from indexing.store.work import leases

TRIES = 4
"""How often work is done that loses to another worker's transaction, which keeps nothing of it."""


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


def begun_again(work: Callable[[], None]) -> None:
    """Do ``work``; if it loses to another worker's transaction, do it again.

    Articles are locked in more than one order: a feed's in that of the feed, for one.
    """
    for tries_left in reversed(range(TRIES)):
        try:
            work()
        except StoreUnavailable as error:
            if error.retry_after is None or not tries_left:
                raise
        else:
            return
