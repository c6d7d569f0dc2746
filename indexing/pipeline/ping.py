"""Telling a dead man's switch that a cycle went well: when it hears nothing, it tells people."""

from indexing.errors import PresswatchError
from indexing.pipeline.workshop import Workshop


async def ping(shop: Workshop) -> str:
    """Ask the address of ``schedules.ping``; return how it answered, empty where none is set.

    Whatever comes of it, the cycle was good: nothing is raised. The address is in no answer, since
    who knows it can keep the switch quiet.
    """
    url = shop.settings.schedules.ping.get_secret_value()
    if not url:
        return ""
    try:
        answer = await shop.fetcher.get(url)
    except PresswatchError as error:
        return f"failed: {error.what.replace(url, 'it')}"
    except Exception as error:  # a fault of ours, told as one
        return f"failed: {type(error).__name__}"
    return f"{'answered' if 200 <= answer.status < 300 else 'refused:'} {answer.status}"
