"""The table that a run of the benchmarks ends with."""

import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass, field

import psutil


@dataclass(slots=True)
class Report:
    """Rows of (what, measured, wanted, verdict), in the order in which they were told."""

    rows: list[tuple[str, str, str, str]] = field(default_factory=list)

    def goal(self, what: str, measured: str, *, wanted: str, is_met: bool) -> None:
        """Tell a number that has a goal."""
        self.rows.append((what, measured, wanted, "ok" if is_met else "NOT"))

    def figure(self, what: str, measured: str) -> None:
        """Tell a number that has none."""
        self.rows.append((what, measured, "", ""))

    @property
    def missed(self) -> int:
        """How many goals were not met."""
        return sum(verdict == "NOT" for *_, verdict in self.rows)

    def lines(self) -> Iterator[str]:
        """Yield the rows as a Markdown table with even columns."""
        rows = [("what", "measured", "wanted", ""), *self.rows]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for number, row in enumerate(rows):
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            yield f"| {' | '.join(cells)} |"
            if not number:
                yield f"|{'|'.join('-' * (width + 2) for width in widths)}|"


def machine() -> str:
    """Return what the numbers were measured on."""
    memory = round(psutil.virtual_memory().total / 2**30)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{os.cpu_count()} cores, {memory} GiB, {python}, {platform.system()}"
