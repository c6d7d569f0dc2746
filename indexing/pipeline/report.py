"""What a cycle did, in sentences that a person understands."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CycleReport:
    """What one cycle did: outcomes per stage, the slowest hosts, how long it took.

    ``ping`` is how the dead man's switch answered, empty where none was asked.
    """

    cycle_id: int
    started_at: datetime
    ended_at: datetime
    outcome: str
    tally: dict[str, Counter[str]] = field(default_factory=dict)
    slowest: tuple[tuple[str, float], ...] = ()
    problems: tuple[str, ...] = ()
    ping: str = ""

    def number(self, stage: str, *outcomes: str) -> int:
        """Return how many things of a stage ended so; all of the stage's without ``outcomes``."""
        counted = self.tally.get(stage, Counter())
        return sum(counted[one] for one in outcomes) if outcomes else sum(counted.values())


def in_words(report: CycleReport) -> list[str]:
    """Return the summary's lines: feeds and articles, what was indexed or set aside, alerts."""
    took = (report.ended_at - report.started_at).total_seconds()
    lines = [f"{took:.1f} s: {_feeds(report)}, {_articles(report)}"]
    for sentence in (_index(report), _alerts(report)):
        if sentence:
            lines.append(sentence)
    lines.extend(report.problems)
    if report.ping:
        lines.append(f"ping {report.ping}")
    return lines


def _feeds(report: CycleReport) -> str:
    number = report.number
    told = [
        (number("poll", "unchanged"), "unchanged"),
        (number("poll", "changed", "recovered"), "with news"),
        (number("poll", "failing"), "failing"),
        (number("poll", "moved"), "moved"),
        (number("poll", "gone"), "gone"),
        (number("poll", "left for the next cycle"), "left for the next cycle"),
    ]
    parts = ", ".join(f"{count} {word}" for count, word in told if count)
    polled = number("poll")
    return f"{polled} feed{_s(polled)}" + (f" ({parts})" if parts else " due")


def _articles(report: CycleReport) -> str:
    new, changed = report.number("entries", "new"), report.number("read", "corrected")
    related = report.number("relate", "related")
    parts = [f"{new} new article{_s(new)}", f"{related} related"]
    if changed:
        parts.append(f"{changed} corrected")
    return ", ".join(parts)


def _index(report: CycleReport) -> str:
    number = report.number
    told = [
        (number("project", "indexed"), "indexed"),
        (number("project", "updated"), "updated in the index"),
        (number("read", "teaser only"), "by headline and teaser only"),
        (
            sum(number(stage, "quarantined") for stage in report.tally),
            "set aside (see: presswatch status)",
        ),
        (number("read", "postponed"), "postponed"),
        (number("read", "left for the next cycle"), "of slow hosts left for the next cycle"),
        (number("read", "duplicate"), "under another address already"),
    ]
    return ", ".join(f"{count} {word}" for count, word in told if count)


def _alerts(report: CycleReport) -> str:
    number = report.number
    told = [
        (number("alerts", "fired"), "hit", "s"),
        (number("alerts", "joined"), "article", "s joined a hit"),
        (number("alerts", "corrected"), "correction", "s of what fired"),
        (number("rise", "told"), "spike", "s"),
        (number("alerts", "older"), "older article", "s matched, not sent at once"),
        (number("deliver", "sent"), "message", "s sent"),
        (number("deliver", "postponed"), "message", "s not taken, tried again"),
        (number("deliver", "parked"), "message", "s parked"),
        (number("deliver", "not posted"), "alert", "s not posted, by a fault of ours"),
    ]
    parts = []
    for count, word, tail in told:
        if count:
            parts.append(f"{count} {word}{tail if count != 1 else tail.removeprefix('s')}")
    return ", ".join(parts)


def _s(count: int) -> str:
    return "" if count == 1 else "s"
