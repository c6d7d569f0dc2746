"""The doctor: what is wrong fails its own line, says what to do, and hides nothing else."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from smallworld.coverage import ARTICLES
from smallworld.world import DAY, NOON, World

from indexing.desk.upkeep import checkup, vitals
from indexing.desk.upkeep.overseeing import recent_cycles
from indexing.desk.upkeep.vitals import Check
from indexing.desk.wording import moment
from indexing.errors import IndexUnavailable
from indexing.index.contract import IndexFacts
from indexing.settings import Settings, load_settings

SERVED = IndexFacts("Elasticsearch 9.4.3", is_supported=True, schema=3, our_schema=3)


def checks(world: World) -> dict[str, Check]:
    """Return the doctor's lines by name."""
    with world.desk() as desk:
        return {one.name: one for one in checkup.doctor(desk)}


def checked(settings: Settings) -> dict[str, Check]:
    """Return the doctor's lines by name, on what the settings say, at NOON."""
    with checkup.opened_for_checkup(settings, clock=lambda: NOON) as desk:
        return {one.name: one for one in checkup.doctor(desk)}


async def test_an_empty_store_has_answers_and_no_failure(world: World) -> None:
    found = checks(world)
    assert {one.state for one in found.values()} <= {"ok", "warn"}
    assert found["feeds"].do == "presswatch feeds add URL"
    assert found["cycle"].sentence == "none has run yet"
    assert found["mapping"].sentence == "none yet: the first cycle makes it"


def test_a_well_store_passes_every_check_but_mail(covered: World) -> None:
    found = checks(covered)
    assert {name for name, one in found.items() if one.state != "ok"} <= {"mail", "disk"}
    assert f"{ARTICLES} articles, equal to the store" in found["index"].sentence


def test_it_tells_the_versions_of_all_that_takes_part(covered: World) -> None:
    found = checks(covered)
    told = " ".join(found[name].sentence for name in ("versions", "store", "engine", "mapping"))
    for part in ("Presswatch 0.", "Python 3.", "Prefect 3.", "SQLite 3.", "tantivy 0.", "schema 1"):
        assert part in told


@pytest.mark.parametrize(
    ("statement", "name", "sentence"),
    [
        pytest.param("UPDATE alerts SET fault = 'broken' WHERE id = 1", "alerts",
                     "alert 1: broken", id="an alert set aside"),
        pytest.param("UPDATE channels SET parked = '410 Gone'", "channels",
                     "hook is parked: 410 Gone", id="a parked channel"),
        pytest.param("UPDATE articles SET revision = revision + 1", "index",
                     f"0 missing, 0 too many, {ARTICLES} stale", id="a stale index"),
        pytest.param("UPDATE articles SET indexed_at = NULL", "index",
                     f"0 missing, {ARTICLES} too many, 0 stale", id="too much in the index"),
    ],
)  # fmt: skip
def test_what_is_wrong_fails_its_check_and_says_what_to_do(
    covered: World, statement: str, name: str, sentence: str
) -> None:
    with covered.desk() as desk, desk.store.write() as db:
        db.exec_driver_sql(statement)
    check = checks(covered)[name]
    assert (check.state, check.sentence) == ("FAIL", sentence)
    assert check.do.startswith("presswatch ")


def test_parked_deliveries_are_a_warning(covered: World) -> None:
    with covered.desk() as desk, desk.store.write() as db:
        db.exec_driver_sql("UPDATE deliveries SET state = 'parked' WHERE id = 1")
    check = checks(covered)["alerts"]
    assert check.sentence == "1 delivery parked"
    assert check.do == "presswatch alerts log"


def test_times_are_told_in_the_readers_zone(covered: World) -> None:
    with covered.desk() as desk:
        there = replace(desk, zone=ZoneInfo("Asia/Tokyo"))
        found = {one.name: one.sentence for one in checkup.doctor(there)}
        (last, *_) = recent_cycles(desk)
        assert found["cycle"] == f"done, {moment(last.ended_at, there)}"
        here = desk.now.astimezone(there.zone)
    assert found["clock"] == f"{here:%Y-%m-%d %H:%M} Asia/Tokyo"


def test_a_last_cycle_long_ago_is_a_warning(covered: World) -> None:
    covered.clock.wait(DAY)
    assert checks(covered)["cycle"].sentence == "the last one ended 1 day ago"


def test_a_clock_that_went_back_fails(covered: World) -> None:
    covered.clock.now = NOON
    assert checks(covered)["clock"].do == "Set this machine's clock."


def test_a_disk_that_is_nearly_full_is_a_warning(
    covered: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vitals, "LOW_DISK", 10**18)
    assert checks(covered)["disk"].state == "warn"


def test_an_index_of_another_schema_says_which_is_newer(covered: World) -> None:
    (written_by,) = (covered.settings.data_dir / "index").glob("g*/FORMAT")
    for schema, do in ((0, "presswatch index rebuild"), (99, "Update this Presswatch.")):
        written_by.write_text(f'{{"schema": {schema}, "tantivy": "0"}}')
        mapping = checks(covered)["mapping"]
        assert do in mapping.sentence + mapping.do


def test_a_check_that_breaks_is_a_failed_check(
    covered: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_desk: object) -> Check:
        raise ZeroDivisionError("no such thing")

    config = next(one for one in checkup._CHECKS if one[0] == "config")
    monkeypatch.setattr(checkup, "_CHECKS", (("disk", "", breaks), config))
    found = checks(covered)
    assert found["disk"].sentence == "ZeroDivisionError: no such thing"
    assert found["config"].state == "ok"


@dataclass
class Answering:
    """An index that answers with ``facts`` only."""

    facts: IndexFacts
    asked: list[str] = field(default_factory=list)

    def about(self) -> IndexFacts:
        self.asked.append("about")
        return self.facts

    def generation(self) -> int:
        self.asked.append("generation")
        raise IndexUnavailable("it is away", "index", "Start it.")


@pytest.mark.parametrize(
    ("facts", "name", "state", "told"),
    [
        pytest.param({}, "engine", "ok", "Elasticsearch 9.4.3", id="all is well"),
        pytest.param({"is_supported": False}, "engine", "FAIL", "Take 8 or 9.", id="too old"),
        pytest.param({"clock_at": NOON + timedelta(seconds=30)}, "engine", "ok", "",
                     id="30 s apart: as good as the same"),
        pytest.param({"clock_at": NOON + timedelta(seconds=31)}, "engine", "warn",
                     "its clock is 31 s ahead of ours", id="31 s ahead"),
        pytest.param({"clock_at": NOON - timedelta(hours=1)}, "engine", "warn",
                     "its clock is 3,600 s behind ours", id="an hour behind"),
        pytest.param({"schema": 4}, "mapping", "FAIL", "Update this Presswatch.", id="newer"),
        pytest.param({"schema": 2}, "mapping", "FAIL", "presswatch index rebuild", id="older"),
        pytest.param({"schema": None}, "mapping", "ok", "the first cycle makes it", id="none yet"),
        pytest.param({"blocks": ("a-2026.11: index.blocks.write", "b")}, "writes", "FAIL",
                     "index.blocks.write and 1 more", id="blocked"),
    ],
)  # fmt: skip
def test_what_a_server_says_of_itself_is_judged(
    covered: World, facts: dict[str, Any], name: str, state: str, told: str
) -> None:
    index = Answering(replace(SERVED, **facts))
    with covered.desk() as desk:
        answering = replace(desk, index=index, clock=lambda: NOON)  # type: ignore[arg-type]
        check = {one.name: one for one in checkup.doctor(answering)}[name]
    assert index.asked.count("about") == 1
    assert check.state == state
    assert told in f"{check.sentence} {check.do}"


@pytest.fixture
def silent_server() -> Iterator[tuple[str, list[str]]]:
    """Yield (address, requests): a server that takes requests and never answers."""
    asked, done = list[str](), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            done.wait()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    done.set()
    server.shutdown()
    server.server_close()


def test_an_index_that_does_not_answer_costs_one_time_limit_and_no_other_check(
    tmp_path: Path, silent_server: tuple[str, list[str]]
) -> None:
    url, asked = silent_server
    file = tmp_path / "presswatch.toml"
    file.write_text(f'[index]\nbackend = "elasticsearch"\nhosts = ["{url}"]\ntimeout = "1s"\n')
    found = checked(load_settings(file))
    assert asked == ["/"]
    assert found["engine"].state == "FAIL"
    for name in ("mapping", "writes", "index"):
        assert found[name].sentence == "cannot be told while the index is away"
    assert (found["store"].state, found["models"].state) == ("ok", "ok")


@pytest.mark.parametrize(
    ("store", "told"),
    [
        pytest.param("", "presswatch.data_dir", id="a data folder that cannot be made"),
        pytest.param("postgresql://u:tell-nobody@127.0.0.1:9/x", "up and reachable", id="away"),
    ],
)
def test_a_store_that_is_away_stops_no_other_check(tmp_path: Path, store: str, told: str) -> None:
    file = tmp_path / "presswatch.toml"
    file.write_text(f'[store]\nurl = "{store}"\n')
    (tmp_path / "presswatch-data").write_text("A file stands where the folder should.")
    found = checked(load_settings(file))
    assert found["store"].state == "FAIL"
    assert told in f"{found['store'].sentence} {found['store'].do}"
    assert found["alerts"].sentence == "cannot be told while the store is away"
    assert found["models"].state == "ok"
    assert "tell-nobody" not in str(found)
