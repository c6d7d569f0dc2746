"""One request: who asks, the desk that answers, the page that shows it."""

import secrets
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from indexing.desk.alerts import channelling
from indexing.desk.room import Desk
from indexing.errors import StoreUnavailable
from indexing.store.watch.channels import ChannelRow
from indexing.web.front import Front, templates
from indexing.web.heads import is_head
from indexing.web.security.sessions import is_encrypted
from indexing.web.security.shown_once import ToShow
from indexing.web.views import addresses
from indexing.web.views.notices import Notice, notices

FORM_KEY = "pw_form"
"""Cookie with the key that every form of ours sends back: who cannot read it, cannot forge one."""
MOST_NUMBER = 2**63 - 1
"""What a database can count to."""
Number = Annotated[int, Path(ge=1, le=MOST_NUMBER)]
"""The number of a row, in an address."""
THEME = "pw_theme"
THEME_LASTS = 365 * 86_400
"""Seconds."""
THEMES = ("light", "dark")
DONE = {
    "added": "Added.",
    "changed": "Saved.",
    "channel": "Added. Send a test, then choose it in an alert.",
    "imported": "Read. What became of each feed is below.",
    "followed": "Followed. What the store has already is below.",
    "merged": "Merged. It can be undone below.",
    "muted": "Muted. What it finds meanwhile is kept.",
    "paused": "Paused.",
    "removed": "Removed.",
    "resent": "Put into the outbox once more, under a new id.",
    "resumed": "It goes on.",
    "saved": "Saved.",
    "seen": "All of it counts as seen now.",
    "split": "Split. It can be undone below.",
    "tuned": "Saved. The coverage is below as it is now.",
    "undone": "Undone.",
    "unmuted": "The mute has ended.",
}
"""What a page says above all after a form, by the word in its address: nothing else is shown."""


@dataclass(slots=True)
class Visit:
    """What a page's function is given. ``who`` is the name that is kept of a person's changes."""

    request: Request
    front: Front
    desk: Desk
    who: str
    form_key: str
    cookies: dict[str, str] = field(default_factory=dict)

    def page(self, name: str, *, status: int = 200, **values: Any) -> Response:
        """Return a page made of the template ``NAME.html.j2``."""
        url = self.request.url
        html = (
            templates()
            .get_template(f"{name}.html.j2")
            .render(
                desk=self.desk,
                here=url.path,
                address=f"{url.path}?{url.query}" if url.query else url.path,
                twin=addresses.twin(url.path, url.query),
                form_key=self.form_key,
                theme=_theme(self.request),
                notices=self.notices(),
                has_session=self.request.state.has_session,
                done=DONE.get(self.request.query_params.get("done", ""), ""),
                **values,
            )
        )
        return self._with_cookies(HTMLResponse(html, status))

    def back(self, path: str, *, done: str = "") -> Response:
        """Return the answer to a form: go there, where ``done`` (a key of DONE) is said."""
        head, _, mark = path.partition("#")
        joined = f"{head}{'&' if '?' in head else '?'}done={done}" if done else head
        target = f"{joined}#{mark}" if mark else joined
        return self._with_cookies(RedirectResponse(target, 303))

    def show_once(self, channel_id: int) -> None:
        """Let the page to which a form leads show a channel's secret, to this browser only."""
        self._to_show.keep(self.form_key, channel_id)

    def shown_once(self) -> ChannelRow | None:
        """Return the channel whose secret this page shows, and no other ever after."""
        if is_head(self.request):
            return None
        number = self._to_show.take(self.form_key)
        rows = [row for row, _masked in channelling.list_channels(self.desk)] if number else []
        return next((row for row in rows if row.id == number), None)

    @property
    def _to_show(self) -> ToShow:
        to_show: ToShow = self.request.app.state.to_show
        return to_show

    def notices(self) -> list[Notice]:
        """Return what needs a hand, for the head of every page; nothing to who is not let in."""
        if not self.request.state.is_in:
            return []
        try:
            return notices(self.desk)
        except StoreUnavailable:  # the page itself says so, or has what it shows from elsewhere
            return []

    def _with_cookies(self, answer: Response) -> Response:
        for name, value in self.cookies.items():
            answer.set_cookie(
                name,
                value,
                max_age=THEME_LASTS if name == THEME else None,
                httponly=True,
                samesite="strict",
                secure=is_encrypted(self.request, self.front.settings),
            )
        return answer


def visit(request: Request) -> Visit:
    """Return the visit that a request is."""
    front: Front = request.app.state.front
    known = request.cookies.get(FORM_KEY, "")
    key = known or secrets.token_urlsafe(24)
    return Visit(
        request=request,
        front=front,
        desk=front.desk(),
        who=request.state.who,
        form_key=key,
        cookies={} if known else {FORM_KEY: key},
    )


def _theme(request: Request) -> str:
    wanted = request.cookies.get(THEME, "")
    return wanted if wanted in THEMES else ""


Visiting = Annotated[Visit, Depends(visit)]
