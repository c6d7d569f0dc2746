"""A week of news, worked through once: what the desk's tests are asked about."""

from flows.demo.manuscript import REFERENCE
from indexing.desk.follows import following
from indexing.models import Cadence
from smallworld.press import FERRY, ORBAN
from smallworld.world import HOUR, MINUTE, World

SLUG = "hungary-and-nato"
STORY = ("nato-chief-heads-to-budapest", "budapest-lets-nato-plan-pass", "price-of-a-veto")
OTHERS = (FERRY, "central-bank-holds-rates", "teenager-wins-clay-title", "bell-ringers-wanted")
COPY, SAME, MISSING, BUSY = "/wire/copy", "/moved", "/gone", "/busy"
ARTICLES = 1 + len(STORY) + len(OTHERS) + 2
"""Read and indexed: a story's article, its copy, three more, four others, and a teaser."""


async def cover(world: World) -> None:
    """Follow the reference, save alerts, and let a week of news come in."""
    press = world.press
    world.alert("orban AND nato")
    world.alert("ferry", cadence=Cadence.DAILY, zone="Europe/Budapest")
    world.alert("zucchini")
    await world.subscribe()
    for path in ("", COPY):  # one after the other: of two at once either may be the original
        press.publish(ORBAN, path=path)
        await world.cycle()
    await world.deliver()
    document = following.as_document(REFERENCE.read_text("utf-8"))
    with world.desk() as desk:
        following.follow(desk, following.Reference(document, "a test"), name="Hungary and NATO")
    for slug in (*STORY, *OTHERS):
        press.publish(slug)
        await world.cycle(after=18 * HOUR)
    press.put(SAME, status=302, Location=f"/2026/{FERRY}")
    press.put(BUSY, status=503)
    for path in (SAME, MISSING, BUSY):
        press.list(path, title=f"News from {path}", summary="A short teaser of it.")
    await world.cycle(after=MINUTE)
