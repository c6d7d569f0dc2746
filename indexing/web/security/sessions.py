"""The cookie of who has logged in: no script reads it, no other site's page sends it."""

from fastapi import Request
from fastapi.responses import Response

from indexing.desk.upkeep.keys import SESSION_LASTS
from indexing.settings import Settings
from indexing.web.security.hosts import name_of

SESSION = "pw_session"


def keep_session(answer: Response, session: str, *, is_encrypted: bool) -> None:
    """Have the browser keep a session as long as it lasts."""
    answer.set_cookie(
        SESSION,
        session,
        max_age=int(SESSION_LASTS.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=is_encrypted,
    )


def forget_session(answer: Response) -> None:
    """Have the browser forget it."""
    answer.delete_cookie(SESSION, httponly=True, samesite="strict")


def is_encrypted(request: Request, settings: Settings) -> bool:
    """Whether the browser came by https: to us, or to the proxy that has our public name."""
    public = settings.presswatch.public_url
    is_public = name_of(f"//{request.headers.get('host', '')}") == name_of(public)
    return request.url.scheme == "https" or (is_public and public.startswith("https:"))
