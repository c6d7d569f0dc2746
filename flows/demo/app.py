"""The newsstand over HTTP.

GET  /{outlet}/feed.xml            a poll: 200 with ETag and Last-Modified, or 304
GET  /{outlet}/{old address}       301 to the feed
GET  /{outlet}/articles/{slug}     the article's page, at the stage of its outlet's last poll
GET  /{outlet}/                    the front page, which announces the feed
GET  /robots.txt                   everything but /private/
GET  /_demo/state                  stages and counters · POST /_demo/advance  the next stage
POST /_sink/hook                   keeps a webhook · GET /_sink/hook  lists what arrived
"""

import asyncio
from dataclasses import asdict
from datetime import timedelta
from hashlib import sha256

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from flows.demo.hazards import ENDLESS_FEED, Hazard, drips, hazards
from flows.demo.newsroom import Outlet
from flows.demo.newsstand import Hook, Newsstand
from flows.demo.pages import render_front, render_missing, render_page
from flows.demo.render import LAST_STAGE, Edition, Rendered, render_feed

SINK = "/_sink/hook"
ADVANCE = "/_demo/advance"
STATE = "/_demo/state"
DRIP_SECONDS = 0.2


def make_app(stand: Newsstand) -> web.Application:
    """Return the application that sells what ``stand`` has."""
    app = web.Application(middlewares=[_counting(stand)])
    app.router.add_get("/robots.txt", _robots)
    _add_controls(app, stand)
    app.router.add_get(ENDLESS_FEED, _drip)
    for hazard in hazards():
        app.router.add_get(hazard.path, _hazard_handler(hazard))
    for outlet in stand.outlets.values():
        _add_outlet(app, stand, outlet)
    return app


def _add_controls(app: web.Application, stand: Newsstand) -> None:
    async def state(_: web.Request) -> web.Response:
        stages = {slug: stand.stage(slug) for slug in stand.outlets}
        return web.json_response({"stages": stages, "requests": stand.requests})

    async def advance(_: web.Request) -> web.Response:
        return web.json_response({"advances": stand.advance()})

    async def take_hook(request: web.Request) -> web.Response:
        try:
            body: object = await request.json()
        except ValueError:
            return web.json_response({"error": "the body is no JSON"}, status=400)
        headers = {name.lower(): value for name, value in request.headers.items()}
        stand.take_hook(Hook(headers, body))
        return web.Response(status=204)

    async def list_hooks(_: web.Request) -> web.Response:
        return web.json_response([asdict(hook) for hook in stand.hooks])

    app.router.add_get(STATE, state)
    app.router.add_post(ADVANCE, advance)
    app.router.add_post(SINK, take_hook)
    app.router.add_get(SINK, list_hooks)


def _add_outlet(app: web.Application, stand: Newsstand, outlet: Outlet) -> None:
    articles = {article.slug: article for article in outlet.articles}

    def edition(request: web.Request, stage: int) -> Edition:
        return Edition(stage, _base_url(request), stand.started_at)

    async def feed(request: web.Request) -> web.StreamResponse:
        stage = stand.poll(outlet.slug)
        rendered = render_feed(outlet, edition(request, stage))
        response = _answer(request, rendered)
        response.etag = sha256(rendered.body).hexdigest()[:16]
        # Whole seconds apart, and none of them in the future when the demo starts.
        seconds = outlet.changed_at(stage) - LAST_STAGE
        response.last_modified = stand.started_at + timedelta(seconds=seconds)
        return _not_modified(response) if _is_known(request, response) else response

    async def page(request: web.Request) -> web.StreamResponse:
        article = articles.get(request.match_info["slug"])
        seen = edition(request, stand.stage(outlet.slug))
        if article is None or article.poll > seen.stage:
            return _answer(request, render_missing(outlet, seen.base_url))
        return _answer(request, render_page(outlet, article, seen))

    async def front(request: web.Request) -> web.StreamResponse:
        seen = edition(request, stand.stage(outlet.slug))
        return _answer(request, render_front(outlet, seen))

    async def moved(_: web.Request) -> web.StreamResponse:
        return web.Response(status=301, headers={"Location": outlet.feed_path})

    app.router.add_get(outlet.feed_path, feed, allow_head=False)  # a HEAD is no poll
    app.router.add_get(outlet.article_path("{slug}"), page)
    app.router.add_get(f"/{outlet.slug}/", front)
    if outlet.moved:
        app.router.add_get(outlet.listed_path, moved)


def _base_url(request: web.Request) -> str:
    return str(request.url.origin())


def _answer(request: web.Request, rendered: Rendered) -> web.Response:
    headers = {"Content-Type": rendered.content_type, "Vary": "Accept-Encoding"}
    response = web.Response(body=rendered.body, status=rendered.status, headers=headers)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response.enable_compression(web.ContentCoding.gzip)
    return response


def _is_known(request: web.Request, response: web.Response) -> bool:
    """Whether the reader has this version already; an ETag outweighs a date (RFC 9110, 13.2.2)."""
    if request.if_none_match is not None:
        known = {tag.value for tag in request.if_none_match}
        return "*" in known or (response.etag is not None and response.etag.value in known)
    since, modified = request.if_modified_since, response.last_modified
    return since is not None and modified is not None and modified <= since


def _not_modified(response: web.Response) -> web.Response:
    kept = {name: response.headers[name] for name in ("ETag", "Last-Modified", "Vary")}
    return web.Response(status=304, headers=kept)


def _hazard_handler(hazard: Hazard) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        rendered = Rendered(hazard.body, hazard.content_type, hazard.status)
        response = _answer(request, rendered)
        response.headers.update(hazard.headers)
        return response

    return answer


async def _drip(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/rss+xml"})
    await response.prepare(request)
    for drop in drips():
        await response.write(drop)
        await asyncio.sleep(DRIP_SECONDS)
    return response


async def _robots(_: web.Request) -> web.Response:
    return web.Response(text="User-agent: *\nDisallow: /private/\n")


def _counting(stand: Newsstand) -> Middleware:
    @web.middleware
    async def count(request: web.Request, handler: Handler) -> web.StreamResponse:
        stand.count(request.path)
        return await handler(request)

    return count
