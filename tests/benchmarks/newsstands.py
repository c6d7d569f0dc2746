"""Five hundred feeds on a port of loopback: ``python newsstands.py PORT``.

Without a state of its own: a reader without a validator gets a feed's first edition, one that
has the first gets the second, which every third feed has, and all others a 304. A feed has ten
entries with their whole texts, so no page is fetched; of a second edition's 64% are repeats.
"""

import random
import sys
from functools import lru_cache
from html import escape
from pathlib import Path

from aiohttp import web

sys.path.insert(0, str(Path(__file__).parent))

from wire import headlines, mixed

FEEDS = 500
ENTRIES = 10
WORDS = 90
"""Of an entry's text: what counts as a whole text, and little more."""
_ENTRY = (
    "<item><title>{title}</title><link>{link}</link><guid>{link}</guid>"
    "<content:encoded>&lt;p&gt;{text}&lt;/p&gt;</content:encoded></item>"
)
_FEED = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    "<title>Stand {number}</title><link>{root}/{number}/</link><language>en</language>"
    "{entries}</channel></rss>"
)


def feed_path(number: int | str) -> str:
    """Return where feed ``number`` is, from the site's root."""
    return f"/{number}/feed.xml"


def new_entries(number: int) -> int:
    """Return how many entries of a feed's second edition are new: 3.6 on average, 0 without one."""
    if number % 6:
        return 0
    return 4 if number % 5 < 3 else 3


@lru_cache(maxsize=2 * FEEDS)
def edition(root: str, number: int, second: bool) -> bytes:
    """Return a feed's document."""
    first = new_entries(number) if second else 0
    entries = [_entry(root, number, position) for position in range(first, first + ENTRIES)]
    return _FEED.format(root=root, number=number, entries="".join(reversed(entries))).encode()


def _entry(root: str, number: int, position: int) -> str:
    chance = random.Random(f"{number}/{position}")
    return _ENTRY.format(
        title=escape(f"{chance.choice(headlines())} ({number}/{position})"),
        link=f"{root}/{number}/{position}",
        text=escape(mixed(chance, WORDS)),
    )


async def _serve_feed(request: web.Request) -> web.Response:
    number = int(request.match_info["number"])
    held = {tag.value for tag in request.if_none_match or ()}
    latest = "second" if new_entries(number) else "first"
    if latest in held:
        return web.Response(status=304, headers={"ETag": f'"{latest}"'})
    sold = latest if held else "first"
    body = edition(str(request.url.origin()), number, sold == "second")
    response = web.Response(body=body, content_type="application/rss+xml")
    response.etag = sold
    return response


def main() -> None:
    """Serve until the process is ended."""
    app = web.Application()
    app.router.add_get(feed_path("{number}"), _serve_feed)
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None)


if __name__ == "__main__":
    main()
