"""System of record and work queue.

``schema`` the tables · ``dialects`` and ``batches`` what databases differ in and bear ·
``engine`` transactions · ``steps`` how far the tables have come, ``migrating``, ``backup`` and
``tidying`` the file itself · ``facts`` what a database says of itself · ``codec`` values as bytes ·
``work`` jobs, leases, ledger, quarantine · ``records`` feeds, articles, entities, projections ·
``watch`` follows, stories, alerts, deliveries. Functions take an open connection and ``now``; who
opens the transaction decides what belongs together.
"""

from indexing.store.engine import Store

__all__ = ["Store"]
