"""Channels: adding one, testing it through the real path, removing it."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from indexing.desk.alerts import channelling
from indexing.errors import PresswatchError
from indexing.web.pages.system import Channels, system_page
from indexing.web.views.alerts import of_test
from indexing.web.visit import Number, Visiting

BACK = "/system#channels"
router = APIRouter()


@router.post("/channels")
def add(
    visit: Visiting,
    address: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
) -> Response:
    """Keep an address where alerts may go; a webhook's secret is shown once, where this leads."""
    typed = address.strip()
    try:
        made = channelling.add_channel(visit.desk, typed, name.strip())
    except PresswatchError as error:
        return system_page(visit, told=Channels(fault=error, typed=typed, name=name))
    if made.secret:
        visit.show_once(made.id)
        return visit.back(BACK)
    return visit.back(BACK, done="channel")


@router.post("/channels/{channel_id}/test")
def test(visit: Visiting, channel_id: Number) -> Response:
    """Send a message marked TEST; show the other side's own answer."""
    row = channelling.find_masked(visit.desk, str(channel_id))
    try:
        answer = asyncio.run(channelling.test_channel(visit.desk, str(channel_id)))
    except PresswatchError as error:
        return system_page(visit, told=Channels(tested=row.name, fault=of_test(error)))
    return system_page(visit, told=Channels(tested=row.name, answer=answer))


@router.post("/channels/{channel_id}/remove")
def remove(visit: Visiting, channel_id: Number) -> Response:
    """Forget a channel that no alert and no message names."""
    channelling.find_masked(visit.desk, str(channel_id))
    try:
        channelling.remove_channel(visit.desk, str(channel_id))
    except PresswatchError as error:
        return system_page(visit, told=Channels(fault=error))
    return visit.back(BACK, done="removed")
