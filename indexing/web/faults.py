"""Errors as answers: a page for people, problem details (RFC 9457) for programs."""

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from indexing.errors import (
    AddressRefused,
    ChangedMeanwhile,
    ConfigError,
    Forgotten,
    IndexUnavailable,
    InvalidQuery,
    InvalidRequest,
    LockHeld,
    NotFound,
    Postponed,
    PresswatchError,
    Quarantined,
    StoreUnavailable,
)
from indexing.web.security.headers import HEADERS
from indexing.web.views.addresses import API
from indexing.web.views.advice import advice
from indexing.web.visit import visit

LOG = logging.getLogger(__name__)
_STATUS: tuple[tuple[type[PresswatchError], int], ...] = (
    (Forgotten, 410),
    (NotFound, 404),
    (ChangedMeanwhile, 409),
    (ConfigError, 409),  # asked for what this server is not set up to do
    (InvalidQuery, 400),
    (InvalidRequest, 400),
    (AddressRefused, 400),
    (Quarantined, 422),
    (IndexUnavailable, 503),
    (StoreUnavailable, 503),
    (Postponed, 502),
    (LockHeld, 409),
)


def answer_faults(app: FastAPI) -> None:
    """Have every error answered in the form that its asker reads."""
    app.add_exception_handler(PresswatchError, told_as_fault)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(Exception, _on_unforeseen)


def status_of(error: PresswatchError) -> int:
    """Return the status that says who has to act on an error."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def status_of_form(error: PresswatchError | None) -> int:
    """Return the status of a page that shows a form again, with what was wrong in it.

    What the settings do not allow is told where it was typed: another wish would be granted.
    """
    if error is None:
        return 200
    return 400 if isinstance(error, ConfigError | InvalidRequest) else status_of(error)


def problem(error: PresswatchError, path: str) -> dict[str, Any]:
    """Return an error as problem details; a query's carry its place and the repaired query."""
    status = status_of(error)
    told: dict[str, Any] = {
        "type": f"urn:presswatch:error:{type(error).__name__}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": error.what,
        "where": error.where,
        "do": error.do,
        "instance": path,
    }
    if isinstance(error, InvalidQuery):
        told |= {
            "query": error.query,
            "start": error.start,
            "end": error.end,
            "hint": error.do,
            "suggestion": error.suggestion,
        }
    return told


def told_as_fault(request: Request, error: Exception) -> Response:
    """Return an error of ours in the form that its asker reads."""
    assert isinstance(error, PresswatchError)  # noqa: S101 (registered for no other)
    if _is_for_programs(request):
        return _as_problem(problem(error, request.url.path))
    told = advice(error.do)
    return _page(request, status_of(error), error.what, where=error.where, told=told)


def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 (registered for no other)
    what = error.detail if error.status_code != 404 else "There is no such page"
    return told_plainly(request, error.status_code, what, headers=error.headers)


def _on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 (registered for no other)
    faults = [f"{'.'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in error.errors()]
    return told_plainly(request, 400, "; ".join(faults))


def _on_unforeseen(request: Request, error: Exception) -> Response:
    LOG.exception("%s %s", request.method, request.url.path, exc_info=error)
    # Answered outside of what marks every other answer.
    return told_plainly(request, 500, "Something broke here; the log says what", headers=HEADERS)


def told_plainly(request: Request, status: int, what: str, *, headers: Any = None) -> Response:
    """Return a refusal that is no error of ours in the form that its asker reads."""
    if _is_for_programs(request):
        title = HTTPStatus(status).phrase
        told = {"type": "about:blank", "title": title, "status": status, "detail": what}
        answer: Response = _as_problem({**told, "instance": request.url.path})
    else:
        answer = _page(request, status, what)
    answer.headers.update(headers or {})
    return answer


def _page(
    request: Request, status: int, what: str, *, where: str = "", told: Any = None
) -> Response:
    title = HTTPStatus(status).phrase
    shown = told or advice("")
    return visit(request).page(
        "fault", status=status, title=title, what=what, where=where, told=shown
    )


def _as_problem(told: dict[str, Any]) -> Response:
    return JSONResponse(told, told["status"], media_type="application/problem+json")


def _is_for_programs(request: Request) -> bool:
    return request.url.path.startswith(API)
