"""One click in a mail: a GET shows one button, a POST does it, with no cookie and no redirect.

The address is its own proof (RFC 8058): no form key, no login, no matter where it is sent from.
"""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from indexing.delivery.one_click import Act
from indexing.desk.alerts.clicking import Offer, follow_link, read_link
from indexing.errors import InvalidRequest
from indexing.web.visit import Visit, Visiting

ONE_CLICK = "One-Click"
"""What a mail program sends as ``List-Unsubscribe``: it was the reader, not a scan of links."""
SIGNED = ("/m/", "/u/")
"""How the addresses of this file begin."""
router = APIRouter()


@router.get("/m/{token}")
def ask_to_mute(visit: Visiting, token: str) -> Response:
    """Show what would be muted, with one button."""
    return _shown(visit, read_link(visit.desk, Act.MUTE, token), is_done=False)


@router.post("/m/{token}")
def mute(visit: Visiting, token: str) -> Response:
    """Mute it for a day."""
    return _shown(visit, follow_link(visit.desk, Act.MUTE, token), is_done=True)


@router.get("/u/{token}")
def ask_to_unsubscribe(visit: Visiting, token: str) -> Response:
    """Show what would no longer be sent, with one button."""
    return _shown(visit, read_link(visit.desk, Act.UNSUBSCRIBE, token), is_done=False)


@router.post("/u/{token}")
def unsubscribe(
    visit: Visiting, token: str, told: Annotated[str, Form(alias="List-Unsubscribe")] = ""
) -> Response:
    """Send no more of an alert to the channel that the mail went to."""
    if told != ONE_CLICK:
        do = f"Send List-Unsubscribe={ONE_CLICK}, or use the button."
        raise InvalidRequest("nobody is unsubscribed by this", "List-Unsubscribe", do)
    return _shown(visit, follow_link(visit.desk, Act.UNSUBSCRIBE, token), is_done=True)


def _shown(visit: Visit, offer: Offer, *, is_done: bool) -> Response:
    visit.cookies.clear()
    return visit.page("one_click", offer=offer, is_done=is_done, sent=ONE_CLICK)
