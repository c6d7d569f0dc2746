"""Feeds that are no use to anyone, each in its own way, and what their server answers.

They are invented, but every one of them has met somebody who polls feeds for a living.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

RETRY_AFTER_SECONDS = 900
ENDLESS_FEED = "/slow-river/feed.xml"  # drips a comment until the reader hangs up


@dataclass(frozen=True, slots=True)
class Hazard:
    """A feed that cannot be read. ``path`` is from the site's root."""

    title: str
    path: str
    status: int
    body: bytes
    content_type: str = "application/rss+xml; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


def entity_bomb() -> bytes:
    """Return a feed whose one title would grow to 10⁹ words if its entities were expanded."""
    names = [f"prize{level}" for level in range(10)]
    rows = ['<!ENTITY prize0 "winner ">']
    for name, previous in zip(names[1:], names, strict=False):
        rows.append(f'<!ENTITY {name} "{f"&{previous};" * 10}">')
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE rss [\n'
        + "\n".join(rows)
        + ']>\n<rss version="2.0"><channel><title>Free Prize Digest</title>'
        + f"<description>&{names[-1]};</description></channel></rss>\n"
    ).encode()


def attribute_flood(count: int = 30_000) -> bytes:
    """Return a feed with an element of ``count`` attributes: a parser is busy for 20 seconds."""
    attributes = " ".join(f'a{number}="{number}"' for number in range(count))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>'
        f"<title>Attribute Weekly</title><item {attributes}><title>Hello</title></item>"
        "</channel></rss>\n"
    ).encode()


def hazards() -> tuple[Hazard, ...]:
    """Return the feeds that the demo lists beside its outlets."""
    wait = {"Retry-After": str(RETRY_AFTER_SECONDS)}
    plain = "text/plain; charset=utf-8"
    page = (
        b"<!DOCTYPE html><html><head><title>Weather</title></head><body><p>Sun.</p></body></html>"
    )
    return (
        Hazard("Evening Bulletin", "/bulletin/feed.xml", 410, b"Closed for good.", plain),
        Hazard("Radio Coast", "/coast/feed.xml", 503, b"Back soon.", plain, wait),
        Hazard("Free Prize Digest", "/prizes/feed.xml", 200, entity_bomb()),
        Hazard("Attribute Weekly", "/attributes/feed.xml", 200, attribute_flood()),
        Hazard("Weather Window", "/window/feed.xml", 200, page, "text/html; charset=utf-8"),
    )


def drips() -> Iterable[bytes]:
    """Yield the endless feed: a proper beginning, then comments for ever."""
    yield b'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>Slow River'
    while True:
        yield b" "
