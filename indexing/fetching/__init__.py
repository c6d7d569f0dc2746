"""Polite, bounded, guarded HTTP: the only room that opens connections to addresses from outside.

Modules in order: ``response`` (what comes back), ``guard`` (where we never connect to), ``body``
and ``headers`` (reading both), ``exchange`` (one request, one answer), ``politeness`` (when),
``robots`` (whether), ``client`` (all of it together).
"""

from indexing.fetching.client import Fetcher
from indexing.fetching.guard import is_public
from indexing.fetching.response import Hop, Response

__all__ = ["Fetcher", "Hop", "Response", "is_public"]
