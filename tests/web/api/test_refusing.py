"""What cannot be answered is a problem that says what, where and what to do; never a 5xx."""

from dataclasses import replace
from typing import Any

import pytest
from smallworld.coverage import SLUG

from indexing.errors import IndexUnavailable
from indexing.web.security import bodies


@pytest.mark.parametrize("path", ["/search", "/search.csv", "/search.atom", "/backtest"])
def test_a_query_that_cannot_be_read_has_its_place_and_its_repair(program, path):
    query = "orban AND (nato"
    problem = program.problem(400, path, params={"q": query})
    assert problem["type"] == "urn:presswatch:error:InvalidQuery"
    assert query[problem["start"] : problem["end"]] == "("
    assert problem["suggestion"] == "orban AND (nato)"
    assert problem["hint"]
    assert problem["query"] == query


def test_the_query_of_a_body_is_told_in_the_same_way(program):
    problem = program.problem(400, "/alerts", "POST", json={"query": "topic:politcs"})
    assert "topic:politics" in problem["suggestion"]
    assert (problem["start"], problem["end"]) == (0, 13)


HUGE = "nato OR " * 12_500 + "nato"
HALF = '{"query": "\\ud800"}'
REFUSED = [
    pytest.param(400, "GET", "/search", {"params": {"q": HUGE[:50_000]}}, id="a huge query"),
    pytest.param(400, "POST", "/backtest", {"json": {"query": HUGE}}, id="a huge body"),
    pytest.param(400, "GET", "/search", {"params": {"q": "(" * 5_000}}, id="a deep query"),
    pytest.param(400, "GET", "/search", {"params": {"cursor": "abc"}}, id="a bad cursor"),
    pytest.param(400, "GET", "/search", {"params": {"cursor": "é\0"}}, id="no cursor"),
    pytest.param(400, "GET", "/search", {"params": {"limit": 0}}, id="too few"),
    pytest.param(400, "GET", "/search", {"params": {"limit": 10**30}}, id="too many"),
    pytest.param(400, "GET", "/search", {"params": {"limit": "ten"}}, id="no number"),
    pytest.param(400, "GET", "/search", {"params": {"sort": "best"}}, id="no order"),
    pytest.param(400, "GET", "/search", {"params": {"step": "year"}}, id="no step"),
    pytest.param(404, "GET", "/follows/nothing", {}, id="an unknown follow"),
    pytest.param(404, "POST", "/follows/nothing/seen", {}, id="an unknown follow to see"),
    pytest.param(404, "GET", "/follows/%00", {}, id="a follow of a control"),
    pytest.param(400, "GET", f"/follows/{SLUG}/brief", {"params": {"since": "1y"}}, id="no length"),
    pytest.param(
        400, "GET", f"/follows/{SLUG}/brief", {"params": {"since": "999999w"}}, id="out of time"
    ),
    pytest.param(400, "POST", "/follows", {"json": {}}, id="nothing to follow"),
    pytest.param(400, "POST", "/follows", {"json": {"text": "Three words only"}}, id="too short"),
    pytest.param(400, "POST", "/follows", {"json": {"url": "/etc/passwd"}}, id="a file of ours"),
    pytest.param(400, "POST", f"/follows/{SLUG}/tuning", {"json": {"line": 7}}, id="a bad line"),
    pytest.param(400, "POST", f"/follows/{SLUG}/tuning", {"json": {"pins": []}}, id="a slip"),
    pytest.param(400, "POST", f"/follows/{SLUG}/tuning", {"content": "{"}, id="no JSON"),
    pytest.param(404, "GET", "/stories/nothing", {}, id="an unknown story"),
    pytest.param(404, "GET", "/articles/zzz", {}, id="an unknown article"),
    pytest.param(400, "GET", "/explain", {}, id="nothing to explain"),
    pytest.param(404, "GET", "/alerts/99", {}, id="an unknown alert"),
    pytest.param(400, "GET", "/alerts/0", {}, id="no alert's number"),
    pytest.param(400, "GET", f"/alerts/{10**40}", {}, id="a number beyond all"),
    pytest.param(404, "GET", f"/alerts/{2**63 - 1}", {}, id="the greatest number"),
    pytest.param(400, "GET", "/alerts/one", {}, id="a word for a number"),
    pytest.param(400, "POST", "/alerts", {"json": {"query": "*:*"}}, id="it would always fire"),
    pytest.param(
        400, "POST", "/alerts", {"json": {"query": "nato", "zone": "Mars/Base"}}, id="no zone"
    ),
    pytest.param(
        404, "POST", "/alerts", {"json": {"query": "nato", "to": ["nobody"]}}, id="no channel"
    ),
    pytest.param(
        409,
        "POST",
        "/alerts",
        {"json": {"query": "nato", "to": ["mailto:a@b.example"]}},
        id="no mail server is set",
    ),
    pytest.param(
        400, "POST", "/alerts/1/mute", {"json": {"until": "2001-01-01"}}, id="a time that passed"
    ),
    pytest.param(404, "GET", "/deliveries/99", {}, id="an unknown delivery"),
    pytest.param(404, "POST", "/deliveries/99/resend", {}, id="an unknown delivery to send"),
    pytest.param(404, "GET", "/channels/nobody", {}, id="an unknown channel"),
    pytest.param(400, "DELETE", "/channels/hook", {}, id="a channel that is in use"),
    pytest.param(404, "GET", "/feeds/99", {}, id="an unknown feed"),
    pytest.param(404, "GET", "/entities?name=nobody", {}, id="an unknown name"),
    pytest.param(404, "GET", "/searches/nothing", {}, id="an unknown search"),
    pytest.param(404, "GET", "/searches/nothing.atom", {}, id="the feed of an unknown search"),
    pytest.param(400, "PUT", f"/searches/{'x' * 99}", {"json": {"query": "a"}}, id="no name"),
    pytest.param(400, "GET", "/spikes", {"params": {"since": "soon"}}, id="no time"),
    pytest.param(404, "GET", "/nothing", {}, id="an unknown address"),
    pytest.param(400, "POST", "/backtest", {"content": HALF}, id="half a character"),
    pytest.param(400, "POST", "/backtest", {"content": b"\xff"}, id="no text"),
    pytest.param(400, "POST", "/backtest", {"content": "[" * 100_000}, id="a deep body"),
    pytest.param(405, "DELETE", "/search", {}, id="what cannot be done there"),
]


@pytest.mark.parametrize(("status", "method", "path", "wishes"), REFUSED)
def test_a_problem_says_what_is_wrong(
    program, status: int, method: str, path: str, wishes: dict[str, Any]
):
    kind = {"content-type": "application/json"} if "content" in wishes else {}
    told = program.ask(path, method, headers=kind, **wishes)
    assert told.status_code == status, told.text
    assert told.headers["content-type"] == "application/problem+json"
    assert told.json()["status"] == status
    assert told.json()["detail"]


def test_a_cursor_goes_on_where_the_page_ended(program):
    first = program.get("/search", sort="seen", limit=2)
    second = program.get("/search", sort="seen", limit=2, cursor=first["cursor"])
    both = [one["article"]["id"] for one in (*first["results"], *second["results"])]
    assert both == [
        one["article"]["id"] for one in program.get("/search", sort="seen", limit=4)["results"]
    ]
    problem = program.problem(
        400, "/search", params={"sort": "published", "cursor": first["cursor"]}
    )
    assert problem["where"] == "cursor"


class Away:
    """An index that cannot be asked."""

    def __getattr__(self, name: str) -> Any:
        raise IndexUnavailable("it is away", "index", "Wait, and ask again.")


def test_without_its_index_the_store_goes_on_telling(program):
    state = program.client.app.state
    state.front = replace(state.front, index=Away())
    assert program.problem(503, "/search", params={"q": "orban"})["do"] == "Wait, and ask again."
    program.problem(503, "/search.csv")
    assert program.get("/suggest", q="vikt")[0]["name"] == "Viktor Orbán"
    assert program.get("/system")["status"]["index_fault"] == "it is away"
    for path in ("", f"/follows/{SLUG}", "/stories", "/alerts", "/deliveries", "/feeds"):
        assert program.get(path)


def test_the_description_loads_nothing_and_is_told_as_json(program):
    told = program.ask("/openapi.json")
    assert told.headers["content-type"] == "application/json"
    assert told.json()["openapi"].startswith("3.1")
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert program.client.get(path, follow_redirects=False).status_code in (307, 404)


@pytest.mark.parametrize(
    ("path", "most"),
    [
        pytest.param("/follows", bodies.MOST, id="JSON"),
        pytest.param("/feeds/import", bodies.MOST_OF_A_LIST, id="a list of feeds"),
    ],
)
def test_too_large_a_body_is_refused_by_its_size(program, path, most):
    kind = {"Content-Type": "application/json"}
    problem = program.problem(413, path, "POST", content=b" " * (most + 1), headers=kind)
    assert problem["detail"] == f"That is too much: {most // 1_000_000} MB are taken"
    assert program.ask(path, "POST", content=b" " * most, headers=kind).status_code == 400


def test_a_body_of_unknown_size_is_not_waited_for(program):
    pieces = iter([b'{"query": "orban"}'])
    problem = program.problem(411, "/backtest", "POST", content=pieces)
    assert "Content-Length" in problem["detail"]
