"""The editor of an alert: what its query would have brought stands below it, before it is saved."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import Response

from indexing.desk.alerts import alerting, channelling, muting
from indexing.desk.alerts.alerting import SavedAlert
from indexing.desk.room import Desk
from indexing.errors import ChangedMeanwhile, InvalidQuery, PresswatchError
from indexing.web.faults import status_of_form
from indexing.web.views import alert_form
from indexing.web.views.alert_form import AlertForm, Difference, differences
from indexing.web.views.alerts import DAYS
from indexing.web.views.backtests import tried
from indexing.web.visit import MOST_NUMBER, Number, Visit, Visiting

SAVED_MUTED = timedelta(days=7)
SAVE, SAVE_MUTED = "save", "save-muted"
router = APIRouter()


async def _typed(request: Request) -> AlertForm:
    return alert_form.of_typed(await request.form())


Typed = Annotated[AlertForm, Depends(_typed)]
Asked = Annotated[str, Form()]
InForce = Annotated[int, Query(ge=0, le=MOST_NUMBER)]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the editor shows beside the fields.

    ``known`` is the alert that is edited, ``meanwhile`` the same where somebody else has changed
    it since the form was opened.
    """

    known: SavedAlert | None = None
    meanwhile: SavedAlert | None = None
    fault: PresswatchError | None = None


@router.get("/alerts/new")
def new(visit: Visiting, q: str = "", cadence: str = "") -> Response:
    """Show an empty editor, or one with a query and what it would have brought."""
    return _editor(visit, alert_form.blank(visit.desk, q, cadence))


@router.get("/alerts/backtest")
def backtest(
    visit: Visiting, q: str = "", cadence: str = "", per: str = "", alert: InForce = 0
) -> Response:
    """Return only what a query would have brought: a page that is open puts it in its place."""
    form = replace(alert_form.blank(visit.desk, q, cadence), per=per)
    in_force = alerting.get_alert(visit.desk, alert).alert.query if alert else ""
    found = tried(visit.desk, q, form.pace(), in_force=in_force)
    return visit.page("backtest", tried=found, is_alone=True)


@router.post("/alerts/new")
def add(visit: Visiting, form: Typed, do: Asked = "", apply: Asked = "") -> Response:
    """Try what was typed, or save it as a new alert."""
    if do not in (SAVE, SAVE_MUTED):
        return _editor(visit, form.with_query(apply) if apply else form)
    known = _channel_ids(visit.desk)
    try:
        saved = alerting.add_alert(visit.desk, form.request())
    except PresswatchError as error:
        return _editor(visit, form, Shown(fault=error))
    return _saved(visit, saved, known, do)


@router.get("/alerts/{alert_id}")
def edit(visit: Visiting, alert_id: Number) -> Response:
    """Show the editor of an alert, with what it would have brought."""
    known = alerting.get_alert(visit.desk, alert_id)
    return _editor(visit, alert_form.of_alert(known), Shown(known))


@router.post("/alerts/{alert_id}")
def change(
    visit: Visiting, alert_id: Number, form: Typed, do: Asked = "", apply: Asked = ""
) -> Response:
    """Show what a change would add and lose, or save it."""
    known = alerting.get_alert(visit.desk, alert_id)
    if do not in (SAVE, SAVE_MUTED):
        return _editor(visit, form.with_query(apply) if apply else form, Shown(known))
    channels = _channel_ids(visit.desk)
    try:
        saved = alerting.edit_alert(visit.desk, alert_id, form.request(), expected=form.edition)
    except ChangedMeanwhile:
        known = alerting.get_alert(visit.desk, alert_id)
        ours = replace(form, edition=known.edition)
        return _editor(visit, ours, Shown(known, meanwhile=known))
    except PresswatchError as error:
        return _editor(visit, form, Shown(known, fault=error))
    return _saved(visit, saved, channels, do)


def _differences(form: AlertForm, theirs: SavedAlert | None) -> list[Difference]:
    return differences(alert_form.of_alert(theirs), form) if theirs else []


@router.get("/alerts/{alert_id}/saved")
def saved(visit: Visiting, alert_id: Number) -> Response:
    """Show the secret of an alert's new webhook once; after that, this leads to the list."""
    known = alerting.get_alert(visit.desk, alert_id)
    if channel := visit.shown_once():
        return visit.page("alert_saved", saved=known, channel=channel)
    return visit.back(f"/alerts#alert-{alert_id}")


def _editor(visit: Visit, form: AlertForm, shown: Shown = Shown()) -> Response:  # noqa: B008 (frozen)
    in_force = shown.known.alert.query if shown.known else ""
    found = tried(visit.desk, form.q, form.pace(), in_force=in_force)
    of_query = shown.fault if isinstance(shown.fault, InvalidQuery) else None
    return visit.page(
        "alert_editor",
        status=409 if shown.meanwhile else status_of_form(shown.fault),
        form=form,
        shown=shown,
        query_fault=of_query or (found.fault if found else None),
        tried=found,
        channels=channelling.list_channels(visit.desk),
        days=DAYS,
        differences=_differences(form, shown.meanwhile),
    )


def _saved(visit: Visit, saved: SavedAlert, known: set[int], do: str) -> Response:
    """Go to the list; but where there is a new webhook, its secret is to be shown first."""
    if do == SAVE_MUTED:
        muting.mute_alert(visit.desk, saved.alert.id, visit.desk.now + SAVED_MUTED)
    rows = [row for row, _masked in channelling.list_channels(visit.desk)]
    if secret := [row for row in rows if row.id not in known and row.secret]:
        visit.show_once(secret[0].id)
        return visit.back(f"/alerts/{saved.alert.id}/saved")
    return visit.back(f"/alerts#alert-{saved.alert.id}", done="saved")


def _channel_ids(desk: Desk) -> set[int]:
    return {row.id for row, _masked in channelling.list_channels(desk)}
