"""News that fires alerts, and what became of each message."""

from indexing.desk.alerts import sending
from smallworld.press import ORBAN
from smallworld.world import World


async def fire(world: World, slug: str = ORBAN) -> None:
    """Publish an article and work through it."""
    world.press.publish(slug)
    await world.cycle()


def log(world: World) -> list[tuple[str, list[tuple[bool, str]]]]:
    """Return (state, attempts with their answers) of each delivery, oldest first."""
    with world.desk() as desk:
        found = sending.delivery_log(desk)[::-1]
    return [(one.state, [(each.is_ok, each.answer) for each in tries]) for one, tries in found]
