"""The desk's days as charts: each bar leads to its articles, the last one says "so far"."""

from collections.abc import Sequence

from indexing.desk.room import Desk
from indexing.desk.stories.storylines import StoryDay
from indexing.desk.wording import day
from indexing.index.contract import Bar
from indexing.index.timeline import next_start
from indexing.web.views import addresses
from indexing.web.views.charts import Chart, Point, chart


def of_search(desk: Desk, bars: Sequence[Bar], query: str, *, step: str = "day") -> Chart | None:
    """Return the timeline of what a query finds."""
    now = desk.now
    points = []
    for bar in bars:
        end = next_start(bar.at, step, desk.zone).astimezone(desk.zone)
        form = "%Y-%m-%dT%H:%M" if step == "hour" else "%Y-%m-%d"
        clause = addresses.within(query, "published", f"{bar.at:{form}}", f"{end:{form}}")
        points.append(
            Point(
                label=day(bar.at.date(), desk) + (f" {bar.at:%H:%M}" if step == "hour" else ""),
                value=bar.articles,
                href=addresses.search(clause),
                is_partial=bar.at <= now < end,
            )
        )
    return chart(f"Articles per {step}", points, noun="article", zone=desk.zone.key)


def of_story(desk: Desk, days: Sequence[StoryDay]) -> Chart | None:
    """Return the timeline of a story."""
    points = [Point(day(one.day, desk), one.articles, is_partial=one.is_today) for one in days]
    return chart("Articles per day", points, noun="article", zone=desk.zone.key)
