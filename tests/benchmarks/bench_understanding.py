"""What understanding costs beside the NER, from page to alert, and in two processes."""

import json
import os
import pickle
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest
from measuring import interleaved
from press import ROOT, subscribe, write_settings
from wire import headlines, long_reads, outlets_of_long_reads

from flows.demo.manuscript import read_outlets
from flows.demo.newsstand import Pace
from flows.demo.site import DemoSite
from indexing.desk.alerts import alerting, channelling
from indexing.desk.room import opened_desk
from indexing.extraction import extract
from indexing.extraction.extractor import ner_spans
from indexing.models import Article, Cadence, DateSource
from indexing.pipeline.understanding import WORTH_A_PROCESS, learning
from indexing.relatedness import (
    KnownName,
    StoryView,
    bands,
    candidate_terms,
    link,
    place,
    relate,
    story_member,
)
from indexing.settings import Settings
from indexing.settings.model import Relatedness, Workers

WORDS = 300
ARTICLES = 24
NEAR = 20
"""Articles of other stories that share something with one that comes in."""
AFTER_NER, PAGE_TO_ALERT, TWO_PROCESSES, MEGABYTES = 0.25, 1.6, 1.5, 600
AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
LINES = Relatedness()
REAL_LENGTH = 600
"""Words of a news article: most have 400 to 800, the demo's 144."""
ALERTS = ("orban", "ferry OR bank", "minister AND budget", 'topic:conflict AND "said"')


def articles(count: int) -> list[Article]:
    """Return that many articles, no two alike."""
    texts = ["\n\n".join(paragraphs) for paragraphs in long_reads(WORDS)]
    return [
        Article(
            id=f"a{number}", url=f"https://wire.example/{number}", source="wire", feed_id=1,
            title=headlines()[number % len(headlines())], authors=(), language="en",
            text=f"{texts[number % len(texts)]}\n\nNotice {number}.", published_at=AT,
            published_from=DateSource.FEED, first_seen_at=AT, indexed_at=None, is_old=False,
            version=1, revision=1, story_id="",
        )
        for number in range(count)
    ]  # fmt: skip


def test_after_the_ner(report):
    read = articles(ARTICLES)
    others = [story_member(o.id, o.document, extract(o.document), at=AT) for o in read[:NEAR]]
    views = [StoryView(one.article_id, AT, [one]) for one in others]
    names = [KnownName(f"per:ana-lis-{number}", f"Ana Lis {number}", 3) for number in range(500)]

    def understand_and_relate() -> None:
        for one in read:
            found = extract(one.document)
            member = story_member(one.id, one.document, found, at=AT + timedelta(hours=1))
            candidate_terms(found), bands(member.shingles)
            place(member, views, lines=LINES, window=LINES.story_window)
            relate(others[0].profile, member.profile, lines=LINES)
            link(found, names)

    def names_alone() -> None:
        for one in read:
            ner_spans(one.document.body)

    whole, ner = interleaved(understand_and_relate, names_alone)
    share = whole / ner - 1
    report.goal(
        f"rules, ids, topics, embedding, relating, stories, beside the NER, {WORDS} words",
        f"{share:.1%} of its CPU ({1000 * ner / ARTICLES:.0f} ms)",
        wanted=f"<= {AFTER_NER:.0%}",
        is_met=share <= AFTER_NER,
    )


@pytest.mark.parametrize(
    "outlets",
    [
        pytest.param(read_outlets(), id="short"),
        pytest.param(outlets_of_long_reads(REAL_LENGTH), id="real length"),
    ],
)
def test_from_page_to_alert(report, tmp_path, outlets):
    settings = write_settings(tmp_path, "[workers]\nunderstanding = 1\n")
    with DemoSite(now=datetime.now(UTC), pace=Pace.HAND, outlets=outlets) as site:
        well = site.feed_urls()[: len(site.outlets)]  # behind them stand the hazards
        subscribe(settings, (url for _, url in well))
        with opened_desk(settings) as desk:
            channelling.add_channel(desk, f"webhook+{site.url}/sink", "hook")
            for query in ALERTS:
                wishes = alerting.AlertRequest(query, to=("hook",), cadence=Cadence.AT_ONCE)
                alerting.add_alert(desk, wishes)
        told = json.loads(
            subprocess.check_output(
                [sys.executable, str(Path(__file__).with_name("page_to_alert.py")), settings.path],
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )
        )
    times = told["cycle"] / told["ner"]
    report.goal(
        f"from page to matched alert, {told['articles']} articles of {told['words']} words, CPU",
        f"{times:.2f}x the NER alone ({1000 * told['cycle'] / told['articles']:.0f} ms an article)",
        wanted=f"<= {PAGE_TO_ALERT}x",
        is_met=times <= PAGE_TO_ALERT,
    )


def test_two_processes(report):
    read = articles(4 * WORTH_A_PROCESS)
    alone, kept_alone, _ = busiest(read, processes=1)
    together, kept_together, memory = busiest(read, processes=2)
    assert kept_alone == kept_together, "the two learnt different things"
    report.goal(
        "two processes that understand, CPU of the busiest against one alone",
        f"{alone / together:.2f}x",
        wanted=f">= {TWO_PROCESSES}x",
        is_met=alone / together >= TWO_PROCESSES,
    )
    report.goal(
        "a process that understands, its memory",
        f"{memory / 1e6:.0f} MB",
        wanted=f"<= {MEGABYTES} MB",
        is_met=memory <= MEGABYTES * 1e6,
    )


def busiest(read: list[Article], *, processes: int) -> tuple[float, bytes, int]:
    """Return the CPU seconds of the busiest process, what was learnt, the memory of the largest.

    On cores of their own the processes would take as long as the busiest one. The models are
    loaded before.
    """
    with learning(Settings(workers=Workers(understanding=processes))) as learn:
        list(learn(read))
        before, began = children(), time.process_time()
        learnt = list(learn(read))
        own = time.process_time() - began
        after = children()
    spent = [cpu - before[pid][0] for pid, (cpu, _) in after.items() if pid in before]
    memory = [size for _, size in after.values()]
    return max([own, *spent]), pickle.dumps([repr(one) for one in learnt]), max(memory, default=0)


def children() -> dict[int, tuple[float, int]]:
    """Return pid → (CPU seconds, bytes in memory) of all processes that this one started."""
    found = psutil.Process().children(recursive=True)
    return {one.pid: (sum(one.cpu_times()[:2]), one.memory_info().rss) for one in found}
