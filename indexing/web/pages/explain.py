"""Why, or why not: a link in, its whole history out."""

from fastapi import APIRouter
from fastapi.responses import Response

from indexing.desk.coverage import explaining
from indexing.errors import InvalidRequest
from indexing.web.faults import status_of
from indexing.web.visit import MOST_NUMBER, Visiting

router = APIRouter()


@router.get("/explain")
def explain(visit: Visiting, url: str = "", alert: str = "") -> Response:
    """Tell everything that happened to an address, or ask for one.

    ``alert`` is the number of one that is told of also where there are too many to tell of all.
    """
    wanted, told, fault = url.strip(), None, None
    if wanted:
        try:
            told = explaining.explain(visit.desk, wanted, alert_id=_number(alert))
        except InvalidRequest as error:
            fault = error
    return visit.page(
        "explain",
        status=status_of(fault) if fault else 200,
        wanted=wanted,
        asked_alert=alert.strip(),
        told=told,
        fault=fault,
        weights=visit.desk.settings.relatedness,
    )


def _number(typed: str) -> int:
    digits = typed.strip()
    return int(digits) if digits.isdecimal() and len(digits) <= len(str(MOST_NUMBER)) - 1 else 0
