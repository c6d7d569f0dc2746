"""Bars over time as plain SVG, with the same numbers in a table: no script, no picture file."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10

from indexing.nouns import count

WIDTH, HEIGHT = 640, 120
_LEFT, _TOP, _BOTTOM = 34, 8, 22
MOST_TICKS = 5


@dataclass(frozen=True, slots=True)
class Point:
    """One step of time. ``label`` says which, ``href`` leads to its articles, empty for none.

    ``is_partial``: it is not over.
    """

    label: str
    value: int
    href: str = ""
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar as it is drawn, in the units of the picture; ``name`` is what it is called aloud."""

    x: float
    y: float
    width: float
    height: float
    name: str
    point: Point


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale."""

    y: float
    value: int


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture with its numbers. ``noun`` is what is counted, ``zone`` whose days they are."""

    title: str
    noun: str
    zone: str
    bars: Sequence[Bar]
    ticks: Sequence[Tick]
    first: str
    last: str
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def floor(self) -> float:
        """Where zero is."""
        return self.height - _BOTTOM

    @property
    def total(self) -> int:
        """All that the bars count."""
        return sum(bar.point.value for bar in self.bars)


def chart(title: str, points: Sequence[Point], *, noun: str, zone: str) -> Chart | None:
    """Return bars for ``points``, oldest first; None for none of them."""
    if not points:
        return None
    ticks = _ticks(max(point.value for point in points))
    top, floor = ticks[-1], HEIGHT - _BOTTOM
    slot = (WIDTH - _LEFT) / len(points)
    scale = (floor - _TOP) / top
    return Chart(
        title=title,
        noun=noun,
        zone=zone,
        bars=[
            Bar(
                x=round(_LEFT + number * slot + min(1.0, slot / 8), 2),
                y=round(floor - point.value * scale, 2),
                width=round(min(48.0, slot - min(2.0, slot / 4)), 2),
                height=round(point.value * scale, 2),
                name=_name(point, noun),
                point=point,
            )
            for number, point in enumerate(points)
        ],
        ticks=[Tick(round(floor - value * scale, 2), value) for value in ticks],
        first=points[0].label,
        last=points[-1].label,
    )


def _name(point: Point, noun: str) -> str:
    so_far = " so far" if point.is_partial else ""
    return f"{point.label}: {count(point.value, noun)}{so_far}"


def _ticks(highest: int) -> list[int]:
    """Return values for the scale's lines: from 0, whole, round, at most ``MOST_TICKS``."""
    highest = max(1, highest)
    size = 10 ** int(log10(highest))
    steps = (size // 10 or 1, size // 5 or 1, size // 2 or 1, size, 2 * size, 5 * size)
    step = next(one for one in steps if ceil(highest / one) < MOST_TICKS)
    return [step * number for number in range(ceil(highest / step) + 1)]
