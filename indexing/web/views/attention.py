"""A follow in numbers and bars, for the pages that show one."""

from dataclasses import dataclass

from indexing.desk.follows import attending
from indexing.desk.follows.attending import Attention
from indexing.desk.room import Desk
from indexing.errors import IndexUnavailable
from indexing.web.views import timelines
from indexing.web.views.charts import Chart


@dataclass(frozen=True, slots=True)
class Attended:
    """What a follow's coverage is about; ``counted`` and ``chart`` are None without the index."""

    counted: Attention | None = None
    chart: Chart | None = None


def attended(desk: Desk, slug: str) -> Attended:
    """Return a follow in numbers and bars: while the index is away, its page goes on without."""
    try:
        counted = attending.attention(desk, slug)
    except IndexUnavailable:
        return Attended()
    return Attended(counted, timelines.of_search(desk, counted.days, f"related:{slug}"))
