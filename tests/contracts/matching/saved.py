"""Saved queries and articles: by hand, and as many as are wanted of a seeded generator."""

import random
from dataclasses import replace
from datetime import UTC, datetime

from indexing.search.analysis import analyze, fold
from indexing.search.binding import bind_entities
from indexing.search.checks import UTC_ZONE, compiled
from indexing.search.grammar import parse
from indexing.search.searchable import Searchable
from indexing.search.tree import Node
from indexing.search.view import ArticleView

SEEN = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)
NAMES = {"viktor orban": ("per:viktor-orban",), "hungary": ("q28", "q212"), "nobody": ()}
LEAVES = (
    "orban", "nato", "summits", "sanctioned", "wheat", "egg", "news", "café", "O'Neil", "东京",
    "title:nato", "body:market", "title:vote", "body:the", "title:(wheat OR grain)",
    '"wheat prices fell"', '"the the"', '"orban nato"', '"nato orban"~2', 'title:"summit talks"',
    '"the and"~4', '"prime minister viktor orban"', "na*", "title:su?mit*", "mi*er", "body:eg?",
    "or*a?", "orbna~1", "sumit~", "body:talsk~2", 'entity:"Viktor Orbán"', "entity:Hungary",
    "entity:Nobody", "entity:q38", "topic:conflict", "topic:con*", "source:reuters",
    'source:"daily mail"', "author:bo", 'author:"ann *"', "lang:hu", "lang:e?", "story:s1",
    "related:nato", "url:*n01*", "_exists_:published", "_exists_:author", "_exists_:title",
    "published:2026-03", "published:[2026-02-01 TO 2026-02-14]", "seen:<2026-02",
    "published:>=now-2d", "published:now/d", "seen:>=now/M", "seen:>now-1h", "published:<now-3d/d",
    "*:*",
)  # fmt: skip


def saved(query: str) -> Node:
    """Return a query as an alert holds it: entities are ids, dates are as typed."""
    return bind_entities(parse(query), lambda name: NAMES.get(fold(name), (name,)))


def made_article(article_id: str, title: str = "", text: str = "", **changes: object) -> Searchable:
    """Make an article of a headline and a text; everything else can be named."""
    article = Searchable(
        article_id=article_id, revision=1, url=f"https://news.example/{fold(article_id)}",
        title=title, text=text, title_stream=analyze(title), text_stream=analyze(text),
        source="", authors=(), language="en", entities=(), topics=(), story="", follows=(),
        copies=article_id, published_at=SEEN, first_seen_at=SEEN,
    )  # fmt: skip
    return replace(article, **changes)


def random_queries(number: int, seed: int) -> list[str]:
    """Return queries of one to six clauses, nested and negated, each kind of clause as likely."""
    chance = random.Random(seed)
    return [_query(chance, chance.randint(0, 2)) for _ in range(number)]


def _query(chance: random.Random, depth: int) -> str:
    if not depth:
        leaf = chance.choice(LEAVES)
        return f"NOT {leaf}" if chance.random() < 0.1 else leaf
    how = chance.choice([" AND ", " AND ", " OR ", " "])
    parts = [_query(chance, depth - 1) for _ in range(chance.randint(2, 3))]
    joined = f"({how.join(parts)})"
    return f"NOT {joined}" if chance.random() < 0.1 else joined


def evaluated(rules, articles) -> list[list[int]]:
    """Return what the evaluator says: for each article, the ids of the alerts that it meets."""
    checks = [(rule.alert_id, compiled(rule.node, zone=rule.zone or UTC_ZONE)) for rule in rules]
    views = map(ArticleView, articles)
    return [sorted(alert_id for alert_id, check in checks if check(view)) for view in views]
