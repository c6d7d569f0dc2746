"""How things stand: cycles, what waits, what was set aside; and what rises."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from indexing.desk.alerts import spiking
from indexing.desk.alerts.spiking import Spikes
from indexing.desk.times import length_of
from indexing.desk.upkeep import checkup, overseeing
from indexing.desk.upkeep.overseeing import Status
from indexing.desk.upkeep.vitals import Check
from indexing.store.work.cycles import Cycle
from indexing.web.api.answers import answer, tells
from indexing.web.visit import Visiting

router = APIRouter(tags=["system"])


@dataclass(frozen=True, slots=True)
class SystemAnswer:
    """How things stand. ``cycles`` are the newest, newest first; ``doctor`` is empty unasked."""

    status: Status
    cycles: list[Cycle]
    doctor: list[Check]


@router.get("/system", summary="How things stand", responses=tells(SystemAnswer))
def system(
    visit: Visiting,
    doctor: Annotated[bool, Query(description="Check everything; takes a moment.")] = False,
) -> Response:
    """The last cycles, what waits, what was set aside; with the doctor, how to mend what is not."""
    desk = visit.desk
    checks = checkup.doctor(desk) if doctor else []
    return answer(SystemAnswer(overseeing.status(desk), overseeing.recent_cycles(desk), checks))


@router.get("/spikes", summary="Of what there is far more than usual", responses=tells(Spikes))
def spikes(
    visit: Visiting, since: Annotated[str, Query(description="How far back: 24h, 7d.")] = "7d"
) -> Response:
    """Of each follow and alert, with what tells so; once for each rise."""
    return answer(spiking.spikes(visit.desk, back=length_of(since, "since")))
