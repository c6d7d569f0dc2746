"""The index holds nothing that the store does not: away, deleted or rebuilt, nothing is lost."""

import asyncio
import shutil
from collections.abc import Callable
from threading import Event, Thread

import pytest
import tantivy
from smallworld.press import FERRY, MORE_ORBAN, ORBAN
from smallworld.world import World

from indexing.desk.coverage import searching
from indexing.desk.follows import following
from indexing.desk.room import Desk
from indexing.desk.upkeep import checkup, overseeing
from indexing.errors import IndexUnavailable
from indexing.pipeline import project
from indexing.pipeline.report import in_words


def asked(world: World, question: Callable[[Desk], object]) -> object:
    """Return the desk's answer."""
    with world.desk() as desk:
        return question(desk)


def total(world: World, query: str = "*:*") -> object:
    """Return how many articles a query finds."""
    return asked(world, lambda desk: searching.search(desk, query).total)


async def test_while_the_index_is_written_by_another_alerts_go_out_and_later_it_catches_up(
    world: World,
) -> None:
    await world.subscribe()
    world.alert("orban")
    world.press.publish(FERRY)
    await world.cycle()
    (generation,) = (world.settings.data_dir / "index").glob("g*")
    holder = tantivy.Index.open(str(generation)).writer()
    url = world.press.publish(ORBAN)
    report = await world.cycle()
    assert report.outcome == "done in part"
    assert "another process is writing to it" in " ".join(in_words(report))
    assert world.told(url)[-1] == ("match", "fired")
    assert len(await world.deliver()) == 1, "an alert does not wait for the index"
    assert total(world) == 1
    del holder
    assert (await world.cycle()).number("project", "indexed") == 1
    assert total(world) == 2
    assert asked(world, overseeing.verify_index).is_equal  # type: ignore[attr-defined]


async def test_an_index_that_cannot_be_made_is_told_and_everything_else_works(
    world: World,
) -> None:
    (world.settings.data_dir / "index").write_text("A file stands where the folder should.")
    await world.subscribe()
    world.alert("orban")
    url = world.press.publish(ORBAN)
    report = await world.cycle()
    assert report.outcome == "done in part"
    assert len(await world.deliver()) == 1
    assert world.explain(url).article is not None, "explain goes on from the store"
    status = asked(world, overseeing.status)
    assert status.index_fault  # type: ignore[attr-defined]
    check = {one.name: one.state for one in asked(world, checkup.doctor)}  # type: ignore[attr-defined]
    assert (check["engine"], check["alerts"], check["store"]) == ("FAIL", "ok", "ok")
    (world.settings.data_dir / "index").unlink()
    await world.cycle()
    assert total(world) == 1


async def test_a_deleted_index_is_rebuilt_by_the_next_cycle(world: World) -> None:
    await world.subscribe()
    for slug in (ORBAN, FERRY, *MORE_ORBAN):
        world.press.publish(slug)
    await world.cycle()
    shutil.rmtree(world.settings.data_dir / "index")
    assert total(world) == 0
    await world.cycle()
    assert total(world) == 5
    assert asked(world, overseeing.verify_index).is_equal  # type: ignore[attr-defined]


async def test_searches_during_rebuilds_never_see_a_half_built_index(world: World) -> None:
    await world.subscribe()
    for slug in (ORBAN, FERRY, *MORE_ORBAN):
        world.press.publish(slug)
    await world.cycle()
    seen: set[object] = set()
    is_over = Event()

    def search_on() -> None:
        while not is_over.is_set():
            seen.add(total(world))

    searcher = Thread(target=search_on)
    searcher.start()
    async with world.shop() as shop:
        for _ in range(5):
            assert await asyncio.to_thread(project.rebuild, shop) == 5
    is_over.set()
    searcher.join()
    assert seen == {5}


async def test_a_rebuild_that_is_stopped_is_not_published(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.subscribe()
    for slug in (ORBAN, FERRY, *MORE_ORBAN):
        world.press.publish(slug)
    await world.cycle()
    monkeypatch.setattr(project, "BATCH", 2)
    async with world.shop() as shop:
        shop.progress = lambda *_: shop.stopping.set()
        assert await asyncio.to_thread(project.rebuild, shop) == 2
    assert total(world) == 5, "readers keep the old one"
    shutil.rmtree(world.settings.data_dir / "index")
    await world.cycle()
    assert total(world) == 5


async def test_an_article_that_changes_while_it_is_projected_is_projected_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.subscribe()
    url = world.press.publish(ORBAN)
    one = "zucchini"
    real = project.searchables

    def slow(*arguments: object) -> object:
        found = real(*arguments)  # type: ignore[arg-type]
        if not world_changed:  # a person follows the story just now
            world_changed.append(world.follow(MORE_ORBAN[0]))
        return found

    world_changed: list[str] = []
    monkeypatch.setattr(project, "searchables", slow)
    await world.cycle()
    (one,) = world_changed
    assert total(world, f"related:{one}") == 1
    assert world.told(url).count(("project", "indexed")) == 1


async def test_what_the_index_refuses_is_set_aside_once_and_not_stale_for_ever(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from indexing.index.embedded import adapter

    await world.subscribe()
    url = world.press.publish(ORBAN)
    world.press.publish(FERRY)
    await world.cycle()
    refused = world.explain(url).article_id
    monkeypatch.setattr(
        adapter, "refusal", lambda article: "too long" * (article.article_id == refused)
    )
    slug = world.follow(MORE_ORBAN[0])  # the article is written again, and now refused
    report = await world.cycle()
    assert report.number("project", "quarantined") == 1
    assert total(world) == 1, "its old form would be a lie"
    assert asked(world, overseeing.verify_index).is_equal  # type: ignore[attr-defined]
    assert (await world.cycle()).number("project", "quarantined") == 0, "told once"
    monkeypatch.undo()
    asked(world, lambda desk: following.remove_follow(desk, slug))
    await world.cycle()
    assert total(world) == 2


async def test_an_index_of_another_schema_is_an_error_that_names_the_cure(world: World) -> None:
    await world.subscribe()
    world.press.publish(ORBAN)
    await world.cycle()
    (generation,) = (world.settings.data_dir / "index").glob("g*")
    (generation / "meta.json").write_text("{}")
    with pytest.raises(IndexUnavailable, match="presswatch index rebuild"):
        total(world)
    async with world.shop() as shop:
        await asyncio.to_thread(project.rebuild, shop)
    assert total(world) == 1


async def test_an_index_of_an_earlier_presswatch_is_built_anew_by_the_next_cycle(
    world: World,
) -> None:
    await world.subscribe()
    for slug in (ORBAN, FERRY):
        world.press.publish(slug)
    await world.cycle()
    (generation,) = (world.settings.data_dir / "index").glob("g*")
    (generation / "FORMAT").write_text('{"tantivy": "0.11.0", "schema": 0}')
    with pytest.raises(IndexUnavailable, match="schema 0"):
        total(world)
    assert (await world.cycle()).outcome == "done"
    assert total(world) == 2
    assert asked(world, overseeing.verify_index).is_equal  # type: ignore[attr-defined]
    checks = {one.name: one.state for one in asked(world, checkup.doctor)}  # type: ignore[attr-defined]
    assert (checks["mapping"], checks["index"]) == ("ok", "ok")
