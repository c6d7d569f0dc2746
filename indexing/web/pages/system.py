"""How it all stands: cycles, what waits, the index against the store, channels, the doctor."""

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response

from indexing.desk.alerts import channelling
from indexing.desk.upkeep import checkup, overseeing, vitals
from indexing.desk.upkeep.vitals import Check
from indexing.errors import PresswatchError
from indexing.store.watch.channels import ChannelRow
from indexing.web.faults import status_of_form
from indexing.web.visit import Visit, Visiting

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Channels:
    """What became of a form about channels, to be shown beside them.

    ``made`` is a channel whose secret is shown this once; ``tested`` and ``answer`` tell of a
    test; ``typed`` and ``name`` are what was typed, where ``fault`` says why it was refused.
    """

    made: ChannelRow | None = None
    tested: str = ""
    answer: str = ""
    fault: PresswatchError | None = None
    typed: str = ""
    name: str = ""


@router.get("/system")
def system(visit: Visiting) -> Response:
    """Show how things stand; what takes seconds is done when asked for."""
    return system_page(visit, told=Channels(made=visit.shown_once()))


@router.post("/system/doctor")
def doctor(visit: Visiting) -> Response:
    """Check everything, and say how to mend it."""
    return system_page(visit, checks=checkup.doctor(visit.desk))


def system_page(
    visit: Visit, *, checks: list[Check] | None = None, told: Channels | None = None
) -> Response:
    """Return the page, with the doctor's findings or what became of a form about channels."""
    status = overseeing.status(visit.desk)
    return visit.page(
        "system",
        status=status_of_form(told.fault if told else None),
        now=status,
        away_since=overseeing.index_away_since(visit.desk) if status.index_fault else None,
        cycles=overseeing.recent_cycles(visit.desk),
        channels=channelling.list_channels(visit.desk),
        told=told or Channels(),
        checks=checks,
        version=vitals.versions(visit.desk).sentence,
        most_aside=overseeing.NAMED_ASIDE,
    )
