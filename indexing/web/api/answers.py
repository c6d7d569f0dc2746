"""How the API is asked and answers: bodies, parameters, JSON, and what of it OpenAPI tells."""

from typing import Annotated, Any

from fastapi import Path, Query
from fastapi.responses import Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from indexing.desk.encoding import as_json
from indexing.index.asking import MAX_RESULTS
from indexing.web.visit import MOST_NUMBER

PROBLEM_TYPE = "application/problem+json"


class Asked(BaseModel):
    """The body of a request: a name that is not known is a slip, and refused."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _can_be_kept(cls, sent: Any) -> Any:
        """Refuse half a character (a lone surrogate): neither store nor answer could hold it."""
        try:
            as_json(sent)
        except TypeError as error:
            raise ValueError(f"the body cannot be kept: {error}") from error
        return sent


class Problem(BaseModel):
    """What went wrong (RFC 9457): ``detail`` what, ``where``, and what to ``do`` about it.

    Of a query that cannot be read ``query[start:end]`` is what is wrong, ``hint`` what was
    expected, and ``suggestion`` a whole query that can be read, or empty.
    """

    type: str
    title: str
    status: int
    detail: str
    instance: str
    where: str = ""
    do: str = ""
    query: str = ""
    start: int = 0
    end: int = 0
    hint: str = ""
    suggestion: str = ""


PROBLEMS: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "What went wrong, and what to do about it.",
        "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
}
"""The error answer of every route."""

QUERIES = {
    "words": {"summary": "All of the words", "value": "orban nato"},
    "names and topics": {"value": 'entity:"Viktor Orbán" AND topic:conflict'},
    "either, not that, last week": {"value": "(nato OR summit) -sport published:>=now-7d"},
    "coverage of a follow": {"value": "related:hungary-and-nato"},
}
Typed = Annotated[
    str,
    Query(alias="q", description="A query, as it is typed on the page.", openapi_examples=QUERIES),
]
Limit = Annotated[int, Query(ge=1, le=MAX_RESULTS, description="Most of them.")]
Number = Annotated[int, Path(ge=1, le=MOST_NUMBER, description="Its number.")]
OptionalNumber = Annotated[
    int | None, Field(ge=1, le=MOST_NUMBER), BeforeValidator(lambda sent: sent or None)
]
"""A number in a query; a page's form sends an empty one for none."""
QueryText = Annotated[str, Field(description="A query, as it is typed on the page.")]


def answer(value: Any, *, status: int = 200, location: str = "") -> Response:
    """Return a value of the desk, written as the command line's ``--json`` has it."""
    headers = {"Location": location} if location else None
    return Response(as_json(value), status, headers, media_type="application/json")


def made(value: Any, location: str) -> Response:
    """Return something that was made, and where it is."""
    return answer(value, status=201, location=location)


def operation(route: APIRoute) -> str:
    """Return what programs that are made from the description call a route: ``alerts_mute``."""
    group = str(route.tags[0]).replace(" ", "_") if route.tags else "api"
    return f"{group}_{route.name}"


def tells(kind: Any, *, status: int = 200) -> dict[int | str, dict[str, Any]]:
    """Return what OpenAPI tells of an answer: its schema; nothing is checked or encoded by it."""
    return {status: {"model": kind}}
