"""Forms and addresses that no page of ours would send: refused, and never a fault of the server."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from smallworld.doors import doors

from indexing.web.security.entry import Limits
from indexing.web.security.limits import Limit
from indexing.web.visit import FORM_KEY

NUMBERS = ("-1", "0", str(10**30), "9" * 4_400, "\0", "²", "nan")
FIELDS = (
    "act", "address", "apply", "article", "at", "cadence", "clear", "days", "exclude", "line",
    "more_to", "name", "other", "pin", "q", "query", "quiet_from", "right", "source", "theme",
    "to", "token", "until", "url", "weekday", "wrong", "zone",
)  # fmt: skip
"""What the forms of all pages send between them, besides what says that it is meant."""
HUGE = 20_000_000  # bytes
Post = Callable[..., Response]


@pytest.fixture
def client(client) -> TestClient:
    """Asks a server of its own, which may be changed."""
    return asks_freely(client.app)


@pytest.fixture(scope="module")
def stranger(common_client) -> TestClient:
    """Asks the one server of all who have no key: nothing is changed."""
    return asks_freely(common_client.app)


def asks_freely(app: FastAPI) -> TestClient:
    """Return who asks as often as it likes; a fault of the server is an answer to look at."""
    client = TestClient(app, "http://127.0.0.1", raise_server_exceptions=False)
    clock = client.app.state.front.clock
    client.app.state.limits = Limits(Limit(10**9, clock), Limit(10**9, clock))
    client.follow_redirects = False
    client.get("/help")
    return client


def forms(client: TestClient, place: str = "1") -> Iterator[str]:
    """Yield the address of each form, with something in its place."""
    for path, _ in doors(client.app, "POST"):
        if not path.startswith("/api/") and ("{" in path or place == "1"):
            yield re.sub(r"\{\w+\}", quote(place, safe=""), path)


def refused(answer: Response) -> bool:
    """Whether an answer is none of the server's own faults; 502: another server's."""
    return answer.status_code < 500 or answer.status_code == 502


def written(charset: str, **fields: str) -> dict[str, object]:
    """Return a form in pieces, in a charset that its sender names."""
    head = '--x\r\nContent-Disposition: form-data; name="'
    body = "".join(f'{head}{name}"\r\n\r\n{value}\r\n' for name, value in fields.items())
    kind = f"multipart/form-data; boundary=x; charset={charset}"
    return {"content": f"{body}--x--\r\n".encode(), "headers": {"Content-Type": kind}}


@pytest.mark.parametrize("key", ["", "guessed", "é", "\udce9", "x" * 100_000])
def test_a_key_that_is_none_opens_nothing(key: str, stranger):
    body = b"form_key=" + quote(key, errors="surrogateescape").encode()
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    for path in forms(stranger):
        if not path.startswith(("/m/", "/u/")):
            assert stranger.post(path, content=body, headers=kind).status_code == 403, path


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=x",
                                  "application/json", "text/plain", "\xff", ""])  # fmt: skip
@pytest.mark.parametrize("body", [b"", b"x", b"--x\r\n\r\n--x--", b"\xff=%ff&%", b"[" * 9_000])
def test_what_is_no_form_opens_nothing(kind: str, body: bytes, stranger):
    for path in forms(stranger):
        told = stranger.post(path, content=body, headers={"Content-Type": kind.encode("latin-1")})
        assert 400 <= told.status_code < 500, path


@pytest.mark.parametrize("place", NUMBERS)
def test_a_number_that_is_none_is_nowhere(place: str, client):
    for path in forms(client, place):
        told = client.post(path, data={"form_key": client.cookies[FORM_KEY]})
        assert 400 <= told.status_code < 500, path


@pytest.mark.parametrize(
    "typed", ["", "a\0b", "²", "[", "http://[", "1e999", "x" * 9_000, "\uffff"]
)
def test_whatever_is_typed_is_no_fault_of_the_server(typed: str, client):
    meant = {"form_key": client.cookies[FORM_KEY], "do": "save", "save": "1"}
    for path in forms(client):
        assert refused(client.post(path, data={**dict.fromkeys(FIELDS, typed), **meant})), path


@pytest.mark.parametrize("charset", ["utf-7", "idna", "undefined", "punycode", "unicode_escape"])
def test_a_charset_that_makes_halves_of_characters_is_refused(charset: str, stranger):
    fields = {**dict.fromkeys(FIELDS, "+2AA-\\ud800"), "form_key": stranger.cookies[FORM_KEY]}
    for path in forms(stranger):
        assert stranger.post(path, **written(charset, **fields)).status_code == 415, path


def test_files_where_words_are_asked_for_are_refused(client):
    key, files = client.cookies[FORM_KEY], dict.fromkeys(FIELDS, ("é\x00", "x"))
    for path in forms(client):
        assert refused(client.post(path, data={"form_key": key}, files=files)), path


@pytest.mark.parametrize("field", ["form_key=", "name=", ""])
@pytest.mark.parametrize("path", ["/searches", "/login", "/feeds/import", "/u/x", "/api/v1/alerts"])
def test_twenty_million_bytes_are_refused(path: str, field: str, stranger):
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    told = stranger.post(path, content=field.encode() + b"x" * HUGE, headers=kind)
    assert 400 <= told.status_code < 500


@pytest.mark.parametrize("value", [*NUMBERS, "x" * 3_000, "http://[", "9999-12-31", "[", ""])
def test_whatever_an_address_asks_is_no_fault_of_the_server(value: str, stranger):
    for path, asked in doors(stranger.app, "GET"):
        place = quote(value, safe="") or "1"
        assert refused(stranger.get(re.sub(r"\{[\w:]+\}", place, path))), path
        address = re.sub(r"\{[\w:]+\}", "1", path)
        for name in asked:
            told = stranger.get(address, params={"q": "orban", name: value})
            assert refused(told), (path, name)
