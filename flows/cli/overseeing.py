"""``status``, ``doctor`` and ``index``: whether it works, and what to do if not."""

import asyncio
from typing import TYPE_CHECKING

import typer

from flows.cli.invocation import CURRENT
from flows.cli.output import labelled, show
from flows.cli.progress import Watcher, watched
from indexing.desk.wording import moment
from indexing.nouns import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.text import Text

    from indexing.desk.room import Desk
    from indexing.desk.upkeep.overseeing import IndexState, Status
    from indexing.desk.upkeep.vitals import Check

index = typer.Typer(help="The index against the store.", no_args_is_help=True)
STYLES = {"ok": "green", "warn": "yellow", "FAIL": "bold red"}
SHOWN_ASIDE = 5
NAME_ENDS = 20


def register(app: typer.Typer) -> None:
    """Add the commands that look after it all."""
    app.command()(status)
    app.command()(doctor)
    app.add_typer(index, name="index")


def status() -> None:
    """Show the last cycle, what waits, what was set aside."""
    from indexing.desk.upkeep import overseeing

    with CURRENT.desk() as desk:
        found = overseeing.status(desk)
        show(found, *_status_lines(found, desk))


def _status_lines(found: "Status", desk: "Desk") -> "Iterator[Text]":
    yield from _cycle_lines(found, desk)
    if found.next_poll_at is not None:
        is_due = found.next_poll_at <= found.now
        yield labelled("next", "feeds are due" if is_due else moment(found.next_poll_at, desk))
    health = ", ".join(f"{number} {word}" for word, number in found.feeds.items())
    yield labelled("feeds", health or "none. Add one: presswatch feeds add URL")
    yield _index_line(found)
    for stage, (due, later) in found.waiting.items():
        if due or later:
            yield labelled("waiting", f"{stage}: {due} now, {later} later")
    told = [f"{found.deliveries_waiting} waiting"]
    if found.deliveries_parked:
        told.append(f"{found.deliveries_parked} parked, see: presswatch alerts log")
    yield labelled("sending", ", ".join(told))
    if found.last_sweep is not None:
        yield labelled("sweep", f"{found.last_sweep.detail}, {moment(found.last_sweep.at, desk)}")
    for number, fault in found.broken_alerts:
        yield labelled(f"alert {number}", f"set aside: {fault}", style="bold red")
    yield from _aside_lines(found, desk)


def _index_line(found: "Status") -> "Text":
    if found.index_fault:
        told = f"{found.index_fault}. More: presswatch doctor"
        return labelled("index", f"away: {told}", style="bold red")
    waiting = f", {found.not_projected} waiting" if found.not_projected else ""
    return labelled("index", f"{found.indexed:,} of {count(found.articles, 'article')}{waiting}")


def _cycle_lines(found: "Status", desk: "Desk") -> "Iterator[Text]":
    last = found.last_cycle
    if last is None:
        yield labelled("cycle", "none has run yet; next: presswatch run, or presswatch start")
    elif last.ended_at is None:
        yield labelled("cycle", f"running since {moment(last.started_at, desk)}")
    else:
        yield labelled("cycle", f"{last.outcome}, {moment(last.ended_at, desk)}")
        for line in last.report.get("lines", ()):
            yield labelled("", str(line))


def _aside_lines(found: "Status", desk: "Desk") -> "Iterator[Text]":
    from indexing.desk.upkeep.overseeing import NAMED_ASIDE

    if not found.set_aside:
        return
    more = f"{len(found.set_aside)}{' or more' if len(found.set_aside) == NAMED_ASIDE else ''}"
    yield labelled("aside", f"{more} in the last 7 days, newest first")
    for one in found.set_aside[:SHOWN_ASIDE]:
        yield labelled("", moment(one.at, desk), f"{one.stage}: {one.reason}", one.url)


def doctor() -> int:
    """Check everything and say how to mend it.

    Versions, settings, disk, store, index, clocks, feeds, alerts, mail. Exits with 1 if something
    fails; what is away, store and index too, is one line and stops no other check.
    """
    from indexing.desk.upkeep import checkup

    settings = CURRENT.settings()
    with checkup.opened_for_checkup(settings, zone=CURRENT.zone(settings)) as desk:
        checks = checkup.doctor(desk)
    show(checks, *map(_check_line, checks))
    return int(any(one.state == "FAIL" for one in checks))


def _check_line(one: "Check") -> "Text":
    line = labelled(one.state, one.name, style=STYLES[one.state])
    line.pad_right(NAME_ENDS - len(line))
    line.append(f"{one.sentence}  -> {one.do}" if one.do else one.sentence)
    return line


@index.command()
def stats() -> None:
    """Show how many articles are indexed and how many wait."""
    from indexing.desk.upkeep import overseeing

    with CURRENT.desk() as desk:
        found = overseeing.status(desk)
        generation = desk.index.generation()
    told = f"{found.indexed:,} of {count(found.articles, 'article')}, {found.not_projected} waiting"
    value = {
        "generation": generation,
        "articles": found.articles,
        "indexed": found.indexed,
        "queued": found.not_projected,
    }
    show(value, labelled("index", f"{told}, generation {generation}"))


@index.command()
def verify() -> int:
    """Compare every article of the index with the store.

    Exits with 1 if they differ.
    """
    from indexing.desk.upkeep import overseeing

    with CURRENT.desk() as desk:
        state = overseeing.verify_index(desk)
    show(state, *_state_lines(state))
    return int(not state.is_equal)


def _state_lines(state: "IndexState") -> "Iterator[Text]":
    told = f"{state.indexed:,} of {count(state.articles, 'article')}, {state.queued} waiting"
    yield labelled(
        "ok" if state.is_equal else "FAIL", told, STYLES["ok" if state.is_equal else "FAIL"]
    )
    for name, ids in (
        ("missing", state.missing),
        ("surplus", state.surplus),
        ("stale", state.stale),
    ):
        if ids:
            yield labelled(name, f"{len(ids)}: {', '.join(ids[:5])}")
    if not state.is_equal:
        yield labelled("mend", "presswatch index rebuild")


@index.command()
def rebuild() -> None:
    """Build the index anew from the store.

    Readers see the old one to the last moment; what comes in meanwhile is in the new one, too.
    One that is stopped changes nothing.
    """
    written = rebuilt()
    show({"articles": written}, labelled("index", f"{count(written, 'article')} written anew"))


def rebuilt() -> int:
    """Rebuild with signs of life; return how many articles were written."""
    with watched() as progress:
        return asyncio.run(_rebuild(progress))


async def _rebuild(progress: Watcher) -> int:
    from indexing.pipeline import project
    from indexing.pipeline.opening import opened

    def told(_stage: str, done: int, total: int, note: str) -> None:
        progress("rebuild", done, total, note)

    async with opened(CURRENT.settings(), progress=told) as shop:
        try:
            return await asyncio.to_thread(project.rebuild, shop)
        finally:  # after Ctrl-C the thread ends with the batch in its hands
            shop.stopping.set()
