"""Stage ``deliver``: what is due becomes frozen messages in one transaction, then is sent.

A crash between "sent" and "marked" sends again, with the same id: no order of the two steps
can avoid both a loss and a repeat, so the repeat carries what makes it recognised.
"""

import asyncio
import random
from dataclasses import replace

from indexing.delivery.channels import Attempt, Channel, parse_channel, send
from indexing.delivery.message import from_json
from indexing.delivery.one_click import Act, Wish
from indexing.delivery.retry import RetryPolicy, next_try
from indexing.errors import ChannelFailed, PresswatchError, StoreUnavailable
from indexing.pipeline.pages import pages_of
from indexing.pipeline.post import STAGE, post_due
from indexing.pipeline.workshop import Workshop, side_by_side
from indexing.settings import Settings
from indexing.store.watch import channels, hits, outbox
from indexing.store.watch.channels import ChannelRow
from indexing.store.watch.outbox import Delivery
from indexing.store.work.ledger import Line

AT_ONCE = 20
"""Channels that are written to at the same time."""


async def deliver(shop: Workshop) -> None:
    """Put what is due into the outbox, then send what waits there, each channel for itself.

    A channel gets one message after the other, and each is marked before the next is claimed: of
    a sender that dies one message a channel may come again, no more.
    """
    waiting = await asyncio.to_thread(_waiting, shop)
    turns = asyncio.Semaphore(AT_ONCE)
    await side_by_side(_serve(shop, channel_id, turns) for channel_id in waiting)


def _waiting(shop: Workshop) -> list[int]:
    post_due(shop)
    with shop.store.read() as db:
        return outbox.channels_due(db, now=shop.clock())


async def _serve(shop: Workshop, channel_id: int, turns: asyncio.Semaphore) -> None:
    """Send what waits for a channel. One that fails is left alone until the next run."""
    async with turns:
        while shop.is_working:
            delivery = await asyncio.to_thread(_claim, shop, channel_id)
            if delivery is None or not await _send(shop, delivery):
                return


def _claim(shop: Workshop, channel_id: int) -> Delivery | None:
    now = shop.clock()
    with shop.store.write() as db:
        return outbox.claim_delivery(db, shop.owner, channel_id, now=now)


async def _send(shop: Workshop, delivery: Delivery) -> bool:
    """Send a delivery and record the answer; False if the channel failed."""
    has_failed = False
    try:
        answer = await _hand_over(shop, delivery)
    except StoreUnavailable:
        raise
    except Exception as error:
        has_failed = isinstance(error, ChannelFailed)
        await asyncio.to_thread(_failed, shop, delivery, _failure(error, delivery))
    else:
        await asyncio.to_thread(_sent, shop, delivery, answer)
    shop.progress(STAGE, shop.counted(STAGE), shop.counted(STAGE), "")
    return not has_failed


async def _hand_over(shop: Workshop, delivery: Delivery) -> str:
    """Send a delivery and return the other side's answer."""
    channel = await asyncio.to_thread(_channel, shop, delivery)
    message = from_json(delivery.payload)
    pages = await asyncio.to_thread(pages_of, shop.store, shop.settings)
    leave = pages.one_click(Wish(Act.UNSUBSCRIBE, delivery.alert_id, delivery.channel_id))
    attempt = Attempt(delivery.message_id, shop.clock(), delivery.was_begun, leave)
    return await send(channel, message, attempt, settings=shop.settings, fetcher=shop.fetcher)


def _failure(error: Exception, delivery: Delivery) -> ChannelFailed:
    match error:
        case ChannelFailed():
            return error
        case PresswatchError(what=what, where=where, do=do):
            return ChannelFailed(what, where, do)
        case _:  # its text could hold the channel's secrets
            what = f"a fault of ours ({type(error).__name__})"
            return ChannelFailed(what, f"delivery {delivery.id}", "Report it.")


def _channel(shop: Workshop, delivery: Delivery) -> Channel:
    with shop.store.read() as db:
        row = channels.get_channel(db, delivery.channel_id)
    return open_channel(row, shop.settings)


def open_channel(row: ChannelRow, settings: Settings) -> Channel:
    """Return the channel that a row describes, with its secret. Raises as ``parse_channel``."""
    channel = parse_channel(row.address, settings)
    return replace(channel, secrets=(row.secret,)) if row.secret else channel


def _sent(shop: Workshop, delivery: Delivery, answer: str) -> None:
    now = shop.clock()
    with shop.store.write() as db:
        is_ours = outbox.mark_sent(db, delivery, answer, now=now)
        told = outbox.matches_of_delivery(db, delivery.id) if is_ours else []
        for match in hits.get_matches(db, told):
            detail = f"alert {delivery.alert_id}: delivery {delivery.id} taken ({answer})"
            facts = {"delivery": delivery.id, "alert": delivery.alert_id}
            shop.note(db, Line(now, STAGE, "sent", detail, facts, article_id=match.article_id))
    # it took so long that another sends it, with the same id
    shop.count(STAGE, "sent" if is_ours else "lost")


def _failed(shop: Workshop, delivery: Delivery, error: ChannelFailed) -> None:
    """Try again later, or park delivery and channel: what comes after waits until it is mended."""
    now = shop.clock()
    policy = RetryPolicy(shop.settings.delivery.tries, shop.settings.delivery.retry_over)
    again = None
    if not error.permanent:
        again = next_try(
            delivery.tries + 1,
            policy,
            now=now,
            retry_after=error.retry_after,
            jitter=random.random(),
        )
    with shop.store.write() as db:
        is_ours = outbox.mark_failed(db, delivery, error.what, next_at=again, now=now)
        if is_ours and again is None:
            channels.park(db, delivery.channel_id, error.what)
    outcome = "postponed" if again else "parked"
    shop.count(STAGE, outcome if is_ours else "lost")
