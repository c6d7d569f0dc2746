"""The door: a token is pasted once, and the browser keeps a session instead."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from indexing.desk.upkeep import keys
from indexing.models import Scope
from indexing.web.security.sessions import forget_session, is_encrypted, keep_session
from indexing.web.views import addresses
from indexing.web.visit import Visit, Visiting

router = APIRouter()


@router.get("/login")
def show_login(visit: Visiting, to: str = "/") -> Response:
    """Ask for a token."""
    return _login(visit, to)


@router.post("/login")
def log_in(
    visit: Visiting, token: Annotated[str, Form()] = "", to: Annotated[str, Form()] = "/"
) -> Response:
    """Begin a session, and go to where one wanted to go."""
    found = keys.check_token(visit.desk, token.strip())
    if found is None:
        return _login(visit, to, "This token opens nothing: it is mistyped, or was revoked.")
    if not {Scope.READ, Scope.WRITE} & set(found.scopes):
        return _login(visit, to, "This token is not for pages: its scope is neither read nor write")
    answer = RedirectResponse(addresses.local(to), 303)
    session = keys.begin_session(visit.desk, found)
    is_safe = is_encrypted(visit.request, visit.front.settings)
    keep_session(answer, session, is_encrypted=is_safe)
    return answer


@router.post("/logout")
def log_out(_visit: Visiting) -> Response:
    """End this browser's session; others of the same token go on."""
    answer = RedirectResponse("/login", 303)
    forget_session(answer)
    return answer


def _login(visit: Visit, to: str, fault: str = "") -> Response:
    return visit.page("login", status=403 if fault else 200, to=addresses.local(to), fault=fault)
