"""The address that hears of each good cycle: asked over HTTP, guarded, never in a cycle's way."""

from collections.abc import Callable
from pathlib import Path

import pytest
from smallworld.press import ORBAN, Press
from smallworld.world import World

from indexing.desk.upkeep import overseeing
from indexing.errors import ConfigError
from indexing.settings import load_settings

PATH = "/ping/secret-check"
Build = Callable[[str], World]


def pinging(build: Build, url: str) -> World:
    return build(f'[schedules]\nping = "{url}"\n')


def kept(world: World) -> str:
    """Return what the record says of the last cycle's ping."""
    with world.desk() as desk:
        last = overseeing.recent_cycles(desk, limit=1)[0]
    assert "secret-check" not in str(last.report), "who knows the address can keep it quiet"
    return str(last.report["ping"])


async def test_each_good_cycle_is_told_and_how_it_answered_is_kept(
    build: Build, press: Press
) -> None:
    press.put(PATH, b"OK")
    world = pinging(build, press.url + PATH)
    await world.subscribe()
    await world.cycle()
    assert press.asked[PATH] == 2
    assert kept(world) == "answered 200"


async def test_the_address_may_come_from_the_environment_and_is_never_shown(
    tmp_path: Path, press: Press
) -> None:
    given = {"PRESSWATCH_SCHEDULES_PING": press.url + PATH}
    settings = load_settings(environ=given)
    assert settings.schedules.ping.get_secret_value() == press.url + PATH
    assert "secret-check" not in repr(settings)
    wrong = tmp_path / "presswatch.toml"
    wrong.write_text('[schedules]\nping = "secret-check"\n')
    with pytest.raises(ConfigError, match="Expected an address such as https://") as refused:
        load_settings(wrong)
    assert "secret-check" not in str(refused.value)


async def test_without_an_address_nobody_is_asked(world: World) -> None:
    await world.subscribe()
    assert kept(world) == ""
    assert set(world.press.asked) == {"/feed.xml"}


async def test_a_cycle_that_did_not_get_to_its_end_is_not_told(build: Build, press: Press) -> None:
    press.put(PATH, b"OK")
    world = pinging(build, press.url + PATH)
    (world.settings.data_dir / "index").write_text("A file stands where the folder should.")
    await world.subscribe()
    press.publish(ORBAN)
    assert (await world.cycle()).outcome == "done in part"
    assert press.asked[PATH] == 0
    assert kept(world) == ""


@pytest.mark.parametrize(
    ("url", "told"),
    [
        pytest.param("{press}/nothing/secret-check", "refused: 404", id="no such check"),
        pytest.param("http://127.0.0.1:9/secret-check", "failed: ", id="nobody listens"),
        pytest.param(
            "http://10.0.0.1/secret-check", "failed: is no address of", id="the guard refuses it"
        ),
        pytest.param("http://[::1]:1/secret-check", "failed: is no", id="and in another form"),
    ],
)
async def test_a_ping_that_fails_is_told_and_the_cycle_is_as_good(
    build: Build, press: Press, url: str, told: str
) -> None:
    world = pinging(build, url.format(press=press.url))
    await world.subscribe()
    press.publish(ORBAN)
    report = await world.cycle()
    assert report.outcome == "done"
    assert report.number("project", "indexed") == 1
    assert kept(world).startswith(told)
