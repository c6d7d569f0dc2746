"""What an exchange gave, whatever its status."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect that was followed: ``status`` (301, 302, …) led to ``url``."""

    status: int
    url: str


@dataclass(frozen=True, slots=True)
class Response:
    """A finished exchange. ``body`` is decompressed and capped; ``headers`` have lower-case names.

    ``retry_after`` is the server's wish, None when it names none. ``took`` is wall time.
    """

    url: str
    final_url: str
    hops: tuple[Hop, ...]
    status: int
    headers: Mapping[str, str]
    body: bytes
    retry_after: timedelta | None
    took: timedelta

    @property
    def permanent_url(self) -> str:
        """Where the address moved for good: ``final_url`` if *every* hop said so, else empty."""
        moved = bool(self.hops) and all(hop.status in (301, 308) for hop in self.hops)
        return self.final_url if moved else ""
