"""Forms come from pages of ours: each sends back the key that only our pages can know."""

import hmac

from fastapi import HTTPException, Request

from indexing.web.visit import FORM_KEY

SAFE = ("GET", "HEAD", "OPTIONS")


async def check_form(request: Request) -> None:
    """Refuse a form without the key of its cookie."""
    if request.method in SAFE:
        return
    sent = (await request.form()).get("form_key", "")
    known = request.cookies.get(FORM_KEY, "")
    if not known or not isinstance(sent, str) or not hmac.compare_digest(sent, known):
        raise HTTPException(403, "This form is too old, or not from here: load the page again")
