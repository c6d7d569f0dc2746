"""The server as a whole: pages, API, static files, and what every answer passes."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.middleware.gzip import GZipMiddleware

from indexing.pipeline.opening import utc_now
from indexing.pipeline.workshop import Clock
from indexing.settings import Settings
from indexing.web.api import FILES, ROUTERS
from indexing.web.api.answers import PROBLEMS, operation
from indexing.web.faults import answer_faults
from indexing.web.front import STATIC, opened_front, static_file
from indexing.web.heads import AnswerHead
from indexing.web.pages import PAGES
from indexing.web.pages.one_click import SIGNED
from indexing.web.pages.one_click import router as one_click
from indexing.web.probes import ALIVE
from indexing.web.probes import router as probes
from indexing.web.security.bodies import too_large
from indexing.web.security.entry import new_limits, turned_away
from indexing.web.security.forms import SAFE, check_form, is_legible
from indexing.web.security.headers import HEADERS
from indexing.web.security.hosts import is_ours, is_own_origin
from indexing.web.security.shown_once import ToShow
from indexing.web.views.addresses import API

_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_FOR_EVER = "public, max-age=31536000, immutable"  # their addresses change with them


def make_app(settings: Settings, *, clock: Clock = utc_now) -> FastAPI:
    """Return the application; its store and index are open while it is served."""

    @asynccontextmanager
    async def opened(app: FastAPI) -> AsyncIterator[None]:
        with opened_front(settings, clock) as front:
            app.state.front = front
            app.state.limits = new_limits(clock)
            app.state.to_show = ToShow(clock)
            yield

    app = FastAPI(lifespan=opened, openapi_url=None)  # the API tells of itself
    for pages in PAGES:
        app.include_router(pages, dependencies=[Depends(check_form)], include_in_schema=False)
    app.include_router(one_click, include_in_schema=False)  # each address is its own proof
    app.include_router(probes, include_in_schema=False)
    for group in ROUTERS:
        app.include_router(
            group, prefix=API, responses=PROBLEMS, generate_unique_id_function=operation
        )
    app.include_router(FILES, include_in_schema=False)
    app.add_api_route("/static/{name}", _static, include_in_schema=False)
    app.add_api_route("/favicon.ico", _icon, include_in_schema=False)
    app.add_api_route("/{path:path}.json", _to_twin, include_in_schema=False)
    answer_faults(app)
    app.add_middleware(GZipMiddleware, minimum_size=1_000)
    app.middleware("http")(_guarded)
    app.add_middleware(AnswerHead)
    return app


async def _guarded(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
    """Refuse other names, other sites' forms, who may not enter, too much; mark every answer."""
    settings: Settings = request.app.state.front.settings
    host, origin = request.headers.get("host", ""), request.headers.get("origin")
    if not is_ours(host, settings):
        told = Response("This server has no such name. See public_url in its settings.\n", 421)
    elif _needs_own_origin(request) and origin and not is_own_origin(origin, host):
        told = Response("This was sent by a page of another site.\n", 403)
    elif not is_legible(request.headers.get("content-type", "")):
        told = Response("Send forms in UTF-8.\n", 415)
    elif request.url.path == ALIVE:
        told = await answer(request)
    else:
        refusal = await run_in_threadpool(turned_away, request, request.app.state.limits)
        told = refusal or too_large(request) or await answer(request)
    for name, value in HEADERS.items():
        told.headers.setdefault(name, value)
    if not request.url.path.startswith("/static/"):
        told.headers.setdefault("Cache-Control", "no-store")
    return told


def _needs_own_origin(request: Request) -> bool:
    """Whether only a page of ours may send this: a reader may unsubscribe in any mail program."""
    return request.method not in SAFE and not request.url.path.startswith(SIGNED)


def _static(name: str) -> Response:
    if name not in STATIC:
        raise HTTPException(404)
    kind = _TYPES[name.rpartition(".")[2]]
    return Response(static_file(name), media_type=kind, headers={"Cache-Control": _FOR_EVER})


def _icon() -> Response:
    return _static("icon.svg")


def _to_twin(request: Request, path: str) -> Response:
    if f"/{path}".startswith(f"{API}/"):
        raise HTTPException(404)
    target = f"{API}/{path}" if path else API
    query = request.url.query
    return RedirectResponse(f"{target}?{query}" if query else target, 307)
