"""Who asks, and what for: on loopback nobody logs in, from elsewhere a token must open the door.

A request counts as one of this machine only if it came straight to a loopback address: what a
proxy hands on, by the public name or marked as forwarded, came from elsewhere.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from indexing.desk.room import login_name
from indexing.desk.upkeep import keys
from indexing.errors import PresswatchError
from indexing.models import Scope
from indexing.pipeline.workshop import Clock
from indexing.settings import Settings
from indexing.store.watch.tokens import Token
from indexing.web.faults import told_as_fault, told_plainly
from indexing.web.front import Front
from indexing.web.security.forms import SAFE
from indexing.web.security.hosts import is_loopback, name_of
from indexing.web.security.limits import Limit
from indexing.web.security.sessions import SESSION
from indexing.web.views.addresses import API

OPEN = re.compile(r"/health|/ready|/login|/favicon\.ico|/static/[^/]*|/[mu]/[^/]*")
"""What answers everybody: signs of life, the door itself, and links that are signed."""
FEED = re.compile(r"/search\.(?:atom|json)|/searches/.+\.(?:atom|json)", re.DOTALL)
"""Searches as feeds: readers of feeds send no header, so their token may stand in the address."""
OWN_SESSION = ("/logout", "/theme")
"""Forms that change nothing but the sender's own cookies."""
_TRIED = re.compile(rf"(?:{API})?/alerts/\d+(?:/try)?|(?:{API}|/alerts)/backtest")
_TRIED_IF_ASKED = "/alerts/new"
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")
LOGINS, BACKTESTS = 10, 30
"""So many a minute for each client."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What is counted while the server runs."""

    logins: Limit
    backtests: Limit


def new_limits(clock: Clock) -> Limits:
    """Return limits under which nobody has asked yet."""
    return Limits(Limit(LOGINS, clock), Limit(BACKTESTS, clock))


def turned_away(request: Request, limits: Limits) -> Response | None:
    """Return what one is told who may not enter, None for who may. Blocks.

    Sets ``who`` (the name under which changes are kept), ``is_in`` (whether what the server knows
    may be shown) and ``has_session`` of the request's state.
    """
    state, path = request.state, request.url.path
    front: Front = request.app.state.front
    state.who, state.is_in, state.has_session = login_name(), False, False
    if wait := _wait(request, limits):
        headers = {"Retry-After": str(wait)}
        return told_plainly(request, 429, f"Too often: ask again in {wait} s", headers=headers)
    if is_of_this_machine(request, front.settings):
        state.is_in = True
        _named(request, front)
        return None
    return None if OPEN.fullmatch(path) else _identified(request, front)


def is_of_this_machine(request: Request, settings: Settings) -> bool:
    """Whether a request came straight from a program of this machine."""
    is_forwarded = any(name in request.headers for name in _FORWARDED)
    host = name_of(f"//{request.headers.get('host', '')}")
    return is_loopback(settings.web.host) and is_loopback(host) and not is_forwarded


def is_good_for(scopes: tuple[Scope, ...], method: str, path: str) -> bool:
    """Whether a token with these scopes may send such a request."""
    if Scope.WRITE in scopes:
        return True
    if path == "/metrics":
        return Scope.METRICS in scopes
    if method not in SAFE and path not in OWN_SESSION:
        return False
    return Scope.READ in scopes or (Scope.FEEDS in scopes and bool(FEED.fullmatch(path)))


def _identified(request: Request, front: Front) -> Response | None:
    """Let in whose token is good for what is asked; return what the others are told."""
    state = request.state
    try:
        token = _token(request, front)
    except PresswatchError as error:
        return told_as_fault(request, error)
    if token is None:
        return _asked_in(request)
    state.who = token.name
    state.is_in = is_good_for(token.scopes, request.method, request.url.path)
    if state.is_in:
        return None
    what = f"The token {token.name} is not good for this: it is for {', '.join(token.scopes)}"
    return told_plainly(request, 403, what)


def _named(request: Request, front: Front) -> None:
    """Keep what one changes who needs no token under its name, if there is one all the same."""
    with suppress(PresswatchError):  # a store that is away is told by what is asked of it
        if token := _token(request, front):
            request.state.who = token.name


def _token(request: Request, front: Front) -> Token | None:
    """Return the token that a request shows: in a header, a feed's address, or by a session."""
    desk = front.desk()
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return keys.check_token(desk, secret.strip())
    key = request.query_params.get("key", "")
    if key and request.method in SAFE and FEED.fullmatch(request.url.path):
        found = keys.check_token(desk, key)
        # addresses end up in logs and lists: one that can do more has no business there
        return found if found and found.scopes == (Scope.FEEDS,) else None
    session = request.cookies.get(SESSION, "")
    found = keys.check_session(desk, session) if session else None
    request.state.has_session = found is not None
    return found


def _asked_in(request: Request) -> Response:
    """Send a person to the door; tell a program what to send."""
    path, query = request.url.path, request.url.query
    is_page = not path.startswith(API) and "text/html" in request.headers.get("accept", "")
    if is_page and request.method in SAFE:
        to = f"{path}?{query}" if query else path
        return RedirectResponse(f"/login?to={quote(to, safe='')}", 303)
    what = "This needs a token: log in at /login, or send Authorization: Bearer pw_…"
    return told_plainly(request, 401, what, headers={"WWW-Authenticate": "Bearer"})


def _wait(request: Request, limits: Limits) -> int:
    client, path = _client(request), request.url.path
    if path == "/login" and request.method not in SAFE:
        return limits.logins.wait(client)
    is_asked = request.method not in SAFE or request.query_params.get("q", "").strip()
    if _TRIED.fullmatch(path) or (path == _TRIED_IF_ASKED and is_asked):
        return limits.backtests.wait(client)
    return 0


def _client(request: Request) -> str:
    """Return who is counted: the other end, or whom a proxy on this machine speaks for."""
    peer = request.client.host if request.client else ""
    told = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return told if told and is_loopback(peer) else peer
