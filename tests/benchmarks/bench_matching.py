"""Which of ten thousand saved searches an article meets."""

import random
from datetime import UTC, datetime
from statistics import median

from measuring import cpu_seconds
from rules import made_rules
from wire import as_searchable, long_reads

from indexing.alerts.matcher import Matcher, Rule
from indexing.extraction import extract
from indexing.models import Document, Extraction
from indexing.search.binding import bind_entities
from indexing.search.grammar import parse

RULES = 10_000
WORDS = 300
WANTED_MS = 2.0
SEED = 20261124
SEEN = datetime(2026, 11, 24, tzinfo=UTC)


def test_matching(report):
    texts = ["\n\n".join(paragraphs) for paragraphs in long_reads(WORDS)]
    extractions = [extract(Document("", text, "en")) for text in texts]
    matcher = Matcher(rules(texts, extractions))
    articles = [
        as_searchable(f"a{number}", text, extraction, at=SEEN)
        for number, (text, extraction) in enumerate(zip(texts, extractions, strict=True))
    ]
    met = [len(matcher.match(article)) for article in articles]  # warms up, too
    rounds = [cpu_seconds(lambda: [matcher.match(one) for one in articles]) for _ in range(5)]
    milliseconds = 1000 * median(rounds) / len(articles)
    what = f"matching, {len(articles)} articles of {WORDS} words, {RULES:,} rules, CPU an article"
    report.goal(
        what,
        f"{milliseconds:.2f} ms",
        wanted=f"<= {WANTED_MS:g} ms",
        is_met=milliseconds <= WANTED_MS,
    )
    report.figure("matching, rules that an article meets", f"{sum(met) / len(met):.0f}")


def rules(texts: list[str], extractions: list[Extraction]) -> list[Rule]:
    """Return rules whose names are those of the texts, bound to their ids."""
    ids: dict[str, list[str]] = {}
    for entity in (each for one in extractions for each in one.entities):
        if '"' not in entity.name and entity.id not in ids.setdefault(entity.name, []):
            ids[entity.name].append(entity.id)
    topics = sorted({topic.slug for one in extractions for topic in one.topics})
    chance = random.Random(SEED)
    queries = made_rules(RULES, chance, names=sorted(ids), topics=topics, texts=texts)
    return [
        Rule(number, 1, bind_entities(parse(query), lambda name: ids.get(name, [])))
        for number, query in enumerate(queries)
    ]
