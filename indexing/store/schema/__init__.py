"""The tables, in the order of an article's way: ``records``, ``work``, ``watch``; then ``access``.

Written in SQLAlchemy Core so that SQLite and PostgreSQL read the same statements. Moments are
epoch seconds in SQL and aware UTC datetimes in Python (``Instant``).
"""

from indexing.store.schema.access import signing_keys, tokens
from indexing.store.schema.columns import metadata
from indexing.store.schema.records import (
    article_urls,
    articles,
    entities,
    entity_names,
    extractions,
    feeds,
    guids,
    name_decisions,
    redirects,
    versions,
)
from indexing.store.schema.watch import (
    alert_channels,
    alert_versions,
    alerts,
    asides,
    candidates,
    channels,
    deliveries,
    delivery_attempts,
    delivery_matches,
    follows,
    hits,
    matches,
    mutes,
    relations,
    searches,
    stories,
    story_changes,
)
from indexing.store.schema.work import (
    cycles,
    generations,
    jobs,
    leases,
    ledger,
    projections,
    quarantine,
)

__all__ = [
    "alert_channels",
    "alert_versions",
    "alerts",
    "article_urls",
    "articles",
    "asides",
    "candidates",
    "channels",
    "cycles",
    "deliveries",
    "delivery_attempts",
    "delivery_matches",
    "entities",
    "entity_names",
    "extractions",
    "feeds",
    "follows",
    "generations",
    "guids",
    "hits",
    "jobs",
    "leases",
    "ledger",
    "matches",
    "metadata",
    "mutes",
    "name_decisions",
    "projections",
    "quarantine",
    "redirects",
    "relations",
    "searches",
    "signing_keys",
    "stories",
    "story_changes",
    "tokens",
    "versions",
]
