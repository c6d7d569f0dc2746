"""Many texts understood side by side: as in one process, whatever becomes of the processes."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import pytest
from smallworld.press import FERRY, MORE_ORBAN, ORBAN, samples
from smallworld.world import World

from indexing.desk.upkeep import overseeing
from indexing.models import Article, DateSource
from indexing.pipeline import understand, understanding
from indexing.pipeline.understanding import WORTH_A_PROCESS, Learner, learning
from indexing.settings import Settings
from indexing.settings.model import Workers
from indexing.store.codec import pack_extraction
from indexing.store.records import articles

IN_TWO = Settings(workers=Workers(understanding=2))
IN_ONE = Settings(workers=Workers(understanding=1))


class Deadly(str):
    """A text that ends every process that takes it, or only the first one."""

    mark: Path | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        if self.mark is None:
            return os._exit, (3,)
        seen, die = f"__import__('os').path.exists({str(self.mark)!r})", "__import__('os')._exit(3)"
        return eval, (f"{str(self)!r} if {seen} else (open({str(self.mark)!r}, 'w'), {die})",)


def texts() -> list[Article]:
    """Return as many short texts as are worth two processes."""
    words = [words.text[:400] for words in samples().values()]
    return [
        Article(
            id=f"a{number}", url=f"https://wire.example/{number}", source="wire", feed_id=1,
            title=f"Wire {number}", text=words[number % len(words)], authors=(), language="en",
            published_at=None, published_from=DateSource.UNKNOWN, first_seen_at=datetime.now(UTC),
            indexed_at=None, is_old=False, version=1, revision=1, story_id="",
        )
        for number in range(2 * WORTH_A_PROCESS)
    ]  # fmt: skip


def in_bytes(learn: Learner, read: list[Article]) -> list[bytes]:
    """Return what the store would keep of each text, or what is said of its failure."""
    return [
        str(one).encode() if isinstance(one, Exception) else pack_extraction(one[0]) + one[1]
        for one in learn(read)
    ]


@pytest.fixture(scope="module")
def in_one_process() -> list[bytes]:
    with learning(IN_ONE) as learn:
        return in_bytes(learn, texts())


@pytest.fixture(scope="module")
def crew() -> Iterator[Learner]:
    with learning(IN_TWO) as learn:
        yield learn


def test_two_processes_learn_what_one_does_in_the_same_order(crew, in_one_process):
    assert in_bytes(crew, texts()) == in_one_process


def test_few_texts_start_no_process():
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    with learning(IN_TWO) as learn:
        assert len(in_bytes(learn, texts()[: 2 * WORTH_A_PROCESS - 1])) == 2 * WORTH_A_PROCESS - 1
        after = {child.pid for child in psutil.Process().children(recursive=True)}
    assert after <= before


def test_the_texts_of_a_process_that_died_are_begun_again(crew, in_one_process, tmp_path):
    read = texts()
    deadly = Deadly(read[21].text)
    deadly.mark = tmp_path / "died"
    read[21] = replace(read[21], text=deadly)
    assert in_bytes(crew, read) == in_one_process
    assert deadly.mark.exists()


def test_a_text_that_two_processes_died_with_is_told_and_no_other(crew, in_one_process):
    read = texts()
    read[21] = replace(read[21], text=Deadly(read[21].text))
    told = in_bytes(crew, read)
    assert told.pop(21).decode() == (
        "https://wire.example/21: killed its worker 2 times: it ended with status 3. "
        "Report it with its text."
    )
    assert told == [*in_one_process[:21], *in_one_process[22:]]


async def test_a_text_that_kills_is_set_aside_and_the_others_are_understood(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.settings = world.settings.model_copy(update={"workers": IN_TWO.workers})
    monkeypatch.setattr(understanding, "WORTH_A_PROCESS", 1)
    await world.subscribe()
    deadly, *others = [world.press.publish(slug) for slug in (FERRY, ORBAN, *MORE_ORBAN)]
    real = articles.get_articles

    def found(db: Any, ids: Any) -> dict[str, Article]:
        read: dict[str, Article] = real(db, ids)
        return {
            one: replace(text, text=Deadly(text.text)) if text.url == deadly else text
            for one, text in read.items()
        }

    monkeypatch.setattr(understand.articles, "get_articles", found)
    report = await world.cycle()
    assert report.number("understand", "understood") == len(others)
    assert {world.told(url)[-1] for url in others} == {("project", "indexed")}
    with world.desk() as desk:
        (aside,) = overseeing.status(desk).set_aside
    assert aside.reason.startswith("killed its worker 2 times: it ended with status 3")
    assert aside.url == deadly
