"""Forms come from pages of ours: each sends back the key that only our pages can know."""

import hmac
from collections.abc import AsyncIterator

from fastapi import HTTPException, Request
from python_multipart.multipart import parse_options_header

from indexing.web.visit import FORM_KEY

SAFE = ("GET", "HEAD", "OPTIONS")


def is_legible(content_type: str) -> bool:
    """Return whether a form is written in UTF-8, as ours are.

    Its sender may name any codec of Python's: some fail, some make halves of characters, which
    neither store nor answer can hold.
    """
    kind, told = parse_options_header(content_type)
    return kind != b"multipart/form-data" or told.get(b"charset", b"utf-8").lower() == b"utf-8"


async def check_form(request: Request) -> AsyncIterator[None]:
    """Refuse a form without the key of its cookie; let go of its files when it is answered."""
    try:
        if request.method not in SAFE:
            await _check_key(request)
        yield
    finally:
        await request.close()


async def _check_key(request: Request) -> None:
    sent = (await request.form()).get("form_key", "")
    known = request.cookies.get(FORM_KEY, "")
    if not known or not isinstance(sent, str) or not _are_one(sent, known):
        raise HTTPException(403, "This form is too old, or not from here: load the page again")


def _are_one(sent: str, known: str) -> bool:
    return hmac.compare_digest(sent.encode(), known.encode())
