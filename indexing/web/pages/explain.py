"""Why, or why not: a link in, its whole history out."""

from fastapi import APIRouter
from fastapi.responses import Response

from indexing.desk.coverage import explaining
from indexing.errors import InvalidRequest
from indexing.web.faults import status_of
from indexing.web.visit import Visiting

router = APIRouter()


@router.get("/explain")
def explain(visit: Visiting, url: str = "") -> Response:
    """Tell everything that happened to an address, or ask for one."""
    wanted, told, fault = url.strip(), None, None
    if wanted:
        try:
            told = explaining.explain(visit.desk, wanted)
        except InvalidRequest as error:
            fault = error
    return visit.page(
        "explain",
        status=status_of(fault) if fault else 200,
        wanted=wanted,
        told=told,
        fault=fault,
        weights=visit.desk.settings.relatedness,
    )
