"""Floors under every measure: written in ``floors.toml``, they only go up."""

import tomllib
from pathlib import Path

FLOORS: dict[str, float] = {
    f"{area}: {name}": floor
    for area, floors in tomllib.loads(
        Path(__file__).with_name("floors.toml").read_text("utf-8")
    ).items()
    for name, floor in floors.items()
}
measured: dict[str, tuple[float, int]] = {}
"""Measure → (value, of how many), filled while the tests run and printed at their end."""


def hold(measure: str, value: float, of: int) -> None:
    """Remember a measure and fail if it is below its floor."""
    measured[measure] = (value, of)
    floor = FLOORS[measure]
    assert value >= floor, f"{measure} is {value:.3f}, its floor is {floor:.3f} (of {of})"


def table() -> list[str]:
    """Return what was measured, a line each, in the order of the floors."""
    rows = ((measure, *measured[measure]) for measure in FLOORS if measure in measured)
    return [
        f"  {measure:<52} {value:.3f}   floor {FLOORS[measure]:.2f}   of {of}"
        for measure, value, of in rows
    ]
