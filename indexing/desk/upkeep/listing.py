"""What became of each feed of the last import: kept, so that nobody has to catch it in passing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from indexing.desk.room import Desk
from indexing.desk.upkeep.feeding import IMPORT, Added, AddReport
from indexing.store.work import ledger

LOOK_BACK = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Import:
    """An import: the file's name, one report for each feed in it, in its order."""

    at: datetime
    name: str
    reports: Sequence[AddReport]

    @property
    def counted(self) -> dict[str, int]:
        """How many feeds ended in each way."""
        return dict(Counter(one.outcome.value for one in self.reports))


def last_import(desk: Desk) -> Import | None:
    """Return what became of the feeds of the last import, None if there was none in a year."""
    with desk.store.read() as db:
        line = ledger.latest_of_stage(db, IMPORT, since=desk.now - LOOK_BACK)
    if line is None:
        return None
    kept = [{**one, "outcome": Added(one["outcome"])} for one in line.facts["reports"]]
    return Import(line.at, line.facts["name"], [AddReport(**one) for one in kept])
