"""Saved searches that speak up: ``cadence`` when they may send · ``candidates`` and ``matcher``
which of them an article meets."""
