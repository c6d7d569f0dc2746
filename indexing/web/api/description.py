"""The API told in OpenAPI: what may be asked, and how each answer looks."""

from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import Response

from indexing.web.api.answers import Problem, answer

router = APIRouter()
_TOLD = """Everything that the pages show and do, as JSON; the command line's `--json` has the same.

The twin of a page at `PATH` is `/api/v1PATH`. Times are UTC, lengths of time are in seconds.
An error is a problem (RFC 9457), of a query with the place and, if there is one, its repair.
A `cursor` of an answer asks for what follows. HEAD works wherever GET does.
"""
_SECONDS = {"type": "number", "description": "Seconds."}


@router.get("/openapi.json", include_in_schema=False)
def openapi(request: Request) -> Response:
    """Return the description, made once."""
    return answer(description(request.app))


def description(app: FastAPI) -> dict[str, Any]:
    """Return what OpenAPI tells of an application's API."""
    if app.openapi_schema is None:
        told = get_openapi(
            title="Presswatch",
            version=version("presswatch"),
            description=_TOLD,
            routes=app.routes,
        )
        told["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        app.openapi_schema = _with_seconds(told)
    return app.openapi_schema


def _with_seconds(told: Any) -> Any:
    """Return a schema in which a length of time is the number that ``as_json`` writes."""
    match told:
        case {"type": "string", "format": "duration"}:
            return {name: value for name, value in told.items() if name != "format"} | _SECONDS
        case dict():
            return {name: _with_seconds(value) for name, value in told.items()}
        case list():
            return [_with_seconds(one) for one in told]
    return told
