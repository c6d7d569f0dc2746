"""How much may be sent: what is larger is turned away before any of it is read."""

from fastapi import Request
from fastapi.responses import Response

from indexing.web.faults import told_plainly

MOST = 3_000_000
"""Bytes: the longest text that can be followed, each of its letters escaped."""
MOST_OF_A_LIST = 9_000_000
"""Bytes of a list of feeds, with what a form wraps it in."""
_LIST = "/feeds/import"


def too_large(request: Request) -> Response | None:
    """Return what one is told who sends too much, None for who does not.

    Whoever sends in pieces does not say how much it will be, and is asked to.
    """
    if "transfer-encoding" in request.headers:
        return told_plainly(request, 411, "Say in Content-Length how much you send")
    sent = request.headers.get("content-length", "0")
    most = MOST_OF_A_LIST if request.url.path.endswith(_LIST) else MOST
    if sent.isdecimal() and int(sent) <= most:
        return None
    return told_plainly(request, 413, f"That is too much: {most // 1_000_000} MB are taken")
