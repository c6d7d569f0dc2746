"""Who may enter: nobody logs in on this machine, everybody from elsewhere, within their scopes."""

import getpass
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from smallworld.coverage import SLUG
from smallworld.world import DAY, World

from indexing.desk.upkeep import keys
from indexing.models import Scope
from indexing.settings import Settings
from indexing.web.app import make_app

PUBLIC = "https://pw.example.org"
PAGE = {"accept": "text/html"}


def changed(settings: Settings, host: str = "0.0.0.0", public_url: str = "") -> Settings:
    """Return the settings with another bind and public address."""
    web = settings.web.model_copy(update={"host": host})
    general = settings.presswatch.model_copy(update={"public_url": public_url})
    return settings.model_copy(update={"web": web, "presswatch": general})


@pytest.fixture
def far(covered: World) -> Iterator[TestClient]:
    """A program on another machine; the server listens on every address."""
    app = make_app(changed(covered.settings), clock=covered.clock)
    with TestClient(app, base_url="http://192.0.2.7", follow_redirects=False) as client:
        yield client


@pytest.fixture
def token(covered: World) -> Callable[..., str]:
    """Return a function that makes a token with scopes and returns its secret."""

    def make(*scopes: str, name: str = "lea") -> str:
        with covered.desk() as desk:
            return keys.add_token(desk, name, tuple(map(Scope, scopes))).secret

    return make


def bearer(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


def log_in(client: TestClient, secret: str, to: str = "/"):
    """Paste a token at the door, as a person does; return the answer."""
    client.get("/login")
    form = {"form_key": client.cookies["pw_form"], "token": secret, "to": to}
    return client.post("/login", data=form)


@pytest.mark.parametrize(
    "path", ["/", f"/follows/{SLUG}", "/metrics", "/api/v1", "/x.json", "/nil"]
)
def test_from_elsewhere_nothing_is_told_without_a_token(far, path):
    for headers in ({}, bearer("pw_wrong"), {"authorization": "Basic x"}):
        answer = far.get(path, headers=headers)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        assert SLUG not in answer.text.replace(f"/follows/{SLUG}", "")
    assert far.post("/follows", data={"source": "x"}).status_code == 401


def test_a_person_is_sent_to_the_door_and_from_there_to_the_page(far, token):
    asked = far.get(f"/follows/{SLUG}?new=1", headers=PAGE)
    assert asked.status_code == 303
    door = far.get(asked.headers["location"])
    assert f'value="/follows/{SLUG}?new=1"' in door.text
    answer = log_in(far, token("read"), to=f"/follows/{SLUG}?new=1")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/follows/{SLUG}?new=1")
    assert "Log out" in far.get("/", headers=PAGE).text


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example", "x"])
def test_the_door_leads_to_no_other_site(far, token, to):
    assert "evil" not in far.get("/login", params={"to": to}).text
    assert log_in(far, token("read"), to=to).headers["location"] == "/"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(far, token):
    cookie = log_in(far, token("read")).headers["set-cookie"]
    assert cookie.startswith("pw_session=")
    assert {"HttpOnly", "SameSite=strict", "Max-Age=2592000"} <= set(cookie.split("; "))
    assert "Secure" not in cookie


def test_the_cookie_goes_over_https_only_where_that_is_our_public_address(covered, token):
    app = make_app(changed(covered.settings, public_url=PUBLIC), clock=covered.clock)
    with TestClient(app, base_url="http://pw.example.org", follow_redirects=False) as client:
        page = client.get("/login")
        assert "Secure" in page.headers["set-cookie"]
        client.cookies.set("pw_form", "k")
        form = {"form_key": "k", "token": token("read")}
        answer = client.post("/login", data=form, headers={"origin": PUBLIC, "cookie": "pw_form=k"})
    assert "Secure" in answer.headers["set-cookie"]


def test_a_session_ends_with_the_token_after_thirty_days_or_by_logging_out(far, covered, token):
    log_in(far, token("read"))
    form = {"form_key": far.cookies["pw_form"]}
    kept = far.cookies["pw_session"]
    assert far.post("/logout", data=form).headers["location"] == "/login"
    assert far.get("/").status_code == 401
    far.cookies.set("pw_session", kept)
    assert far.get("/").status_code == 200
    covered.clock.wait(30 * DAY)
    assert far.get("/").status_code == 401
    covered.clock.wait(-30 * DAY)
    with covered.desk() as desk:
        keys.revoke_token(desk, "lea")
    assert far.get("/").status_code == 401


def test_a_wrong_token_is_told_and_begins_nothing(far, token):
    answer = log_in(far, "pw_nothing")
    assert (answer.status_code, "opens nothing" in answer.text) == (403, True)
    assert "pw_nothing" not in answer.text
    assert "not for pages" in log_in(far, token("feeds", "metrics")).text
    assert "pw_session" not in far.cookies


def test_a_login_that_was_not_sent_by_our_page_is_refused(far, token):
    answer = far.post("/login", data={"token": token("read")})
    assert answer.status_code == 403
    assert "pw_session" not in far.cookies


@pytest.mark.parametrize(
    ("scope", "method", "path", "status"),
    [
        pytest.param("read", "GET", "/", 200, id="read: a page"),
        pytest.param("read", "POST", "/follows", 403, id="read: no changes"),
        pytest.param("read", "DELETE", "/api/v1/x", 403, id="read: no changes by API"),
        pytest.param("read", "GET", "/metrics", 403, id="read: no metrics"),
        pytest.param("read", "GET", "/search.atom", 200, id="read: feeds"),
        pytest.param("feeds", "GET", "/search.atom", 200, id="feeds: a search as a feed"),
        pytest.param("feeds", "GET", "/searches/a%20b.atom", 404, id="feeds: a saved search"),
        pytest.param("feeds", "GET", "/", 403, id="feeds: no pages"),
        pytest.param("feeds", "GET", "/follows/x.atom", 403, id="feeds: of searches only"),
        pytest.param("metrics", "GET", "/", 403, id="metrics: no pages"),
        pytest.param("write", "GET", "/", 200, id="write: a page"),
        pytest.param("write", "PATCH", "/nil", 404, id="write: all"),
    ],
)
def test_a_token_opens_what_its_scope_says(far, token, scope, method, path, status):
    answer = far.request(method, path, headers=bearer(token(scope)))
    assert answer.status_code == status
    if status == 403:
        assert "The token lea is not good for this" in answer.text


def test_a_token_in_an_address_is_for_feeds_alone(far, token):
    feeds, read = token("feeds"), token("read", "feeds", name="ann")
    assert far.get("/search.atom", params={"key": feeds}).status_code == 200
    assert far.get("/search.atom", params={"key": read}).status_code == 401
    assert far.get("/", params={"key": feeds}).status_code == 401
    assert far.post("/search.atom", params={"key": feeds}).status_code == 401


@pytest.mark.parametrize("path", ["/login%3F/x.json", "/login%23/x.json", "/static/..%2Fx.json"])
def test_an_escaped_sign_opens_no_side_door(far, path):
    assert far.get(path).status_code == 401


@pytest.mark.parametrize("path", ["/login", "/static/pages.css"])
def test_the_door_stays_open(far, path):
    assert far.get(path).status_code == 200


def test_on_this_machine_nobody_logs_in(browser):
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"host": "pw.example.org"}, id="by the public name"),
        pytest.param({"x-forwarded-for": "203.0.113.9"}, id="handed on by a proxy"),
        pytest.param({"forwarded": "for=203.0.113.9"}, id="handed on, as RFC 7239 says"),
    ],
)
def test_what_a_proxy_on_this_machine_hands_on_comes_from_elsewhere(covered, token, headers):
    settings = changed(covered.settings, host="127.0.0.1", public_url=PUBLIC)
    with TestClient(make_app(settings, clock=covered.clock), base_url="http://127.0.0.1") as client:
        assert client.get("/").status_code == 200
        assert client.get("/", headers=headers).status_code == 401
        assert client.get("/", headers={**headers, **bearer(token("read"))}).status_code == 200


@pytest.mark.parametrize(
    "secret",
    ["pw_" + "x" * 10_000, "pw_\xe9", "", "pw_a pw_b"],
    ids=["long", "latin", "none", "two"],
)
def test_what_is_no_token_is_refused(far, secret):
    answer = far.get("/", headers={"authorization": f"Bearer {secret}".encode("latin-1")})
    assert answer.status_code == 401


def test_the_door_opens_ten_times_a_minute(far, covered, token):
    for _ in range(10):
        assert log_in(far, "pw_wrong").status_code == 403
    answer = log_in(far, token("read"))
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
    covered.clock.wait(timedelta(seconds=60))
    assert log_in(far, "pw_wrong").status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/api/v1/backtest?q=zucchini", id="the API's"),
        pytest.param("/alerts/backtest?q=zucchini", id="while one types"),
        pytest.param("/alerts/new?q=zucchini", id="the editor's"),
    ],
)
def test_back_tests_are_thirty_a_minute_for_each_client(covered, path):
    app = make_app(covered.settings, clock=covered.clock)
    with TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 4711)) as proxy:
        _ask_too_often(proxy, path, covered)


def _ask_too_often(proxy: TestClient, path: str, covered: World) -> None:
    def ask(client: str):
        return proxy.get(path, headers={"x-forwarded-for": f"spoofed, {client}"})

    assert {ask("192.0.2.1").status_code for _ in range(30)} == {401}  # counted all the same
    told = ask("192.0.2.1")
    assert (told.status_code, told.headers["retry-after"]) == (429, "60")
    assert "Too often: ask again in 60 s" in told.text
    assert ask("192.0.2.2").status_code == 401
    assert proxy.get("/alerts/new").status_code == 200  # an empty form asks nothing
    covered.clock.wait(timedelta(seconds=60))
    assert ask("192.0.2.1").status_code == 401


@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.1"])
def test_a_change_has_the_name_of_its_token_or_else_that_of_the_servers_user(covered, token, host):
    seen = []
    app = make_app(changed(covered.settings, host), clock=covered.clock)

    @app.middleware("http")
    async def look(request, answer):
        told = await answer(request)
        seen.append(request.state.who)
        return told

    with TestClient(app, base_url=f"http://{host}") as client:
        client.get("/help", headers=bearer(token("read", name="Lea of the desk")))
        client.get("/help", headers=bearer("pw_wrong"))
    assert seen == ["Lea of the desk", getpass.getuser()]
