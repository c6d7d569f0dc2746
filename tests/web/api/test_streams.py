"""Files and feeds of what a query finds: whole, counted before, the same at the root."""

import csv
import io
import json
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from smallworld.coverage import ARTICLES
from smallworld.world import World

from indexing.desk.coverage import exporting

ATOM = "{http://www.w3.org/2005/Atom}"


def test_a_table_has_every_article_as_counted(program):
    told = program.ask("/search.csv")
    rows = list(csv.DictReader(io.StringIO(told.text)))
    assert told.headers["content-type"] == "text/csv; charset=utf-8"
    assert told.headers["x-content-type-options"] == "nosniff"
    assert 'filename="articles.csv"' in told.headers["content-disposition"]
    assert len({row["id"] for row in rows}) == len(rows) == ARTICLES
    assert told.headers["x-total-count"] == str(ARTICLES)


def test_lines_of_json_are_what_the_desk_exports(program, covered: World):
    told = program.ask("/search.ndjson", params={"q": "orban"})
    lines = [json.loads(line) for line in told.text.splitlines()]
    with covered.desk() as desk:
        found = exporting.export(desk, "orban")
        assert [row.id for row in found.rows] == [line["id"] for line in lines]
    assert told.headers["content-type"] == "application/x-ndjson"
    assert told.headers["x-total-count"] == str(len(lines)) == str(found.total)


def test_what_was_sent_is_a_table_with_every_message_as_counted(program, covered: World):
    told = program.ask("/deliveries.csv")
    (row,) = csv.DictReader(io.StringIO(told.text))
    (sent,) = covered.deliveries()
    assert (row["id"], row["alert"], row["channel"], row["state"]) == ("1", "1", "hook", "sent")
    assert row["message_id"] == sent.message_id
    assert (row["stories"], row["articles"]) == ("1", "2")
    assert row["attempts"] == f"{row['sent_at']} ok: 204 No Content"
    assert 'filename="deliveries.csv"' in told.headers["content-disposition"]
    assert told.headers["x-total-count"] == "1"


@pytest.mark.parametrize(
    ("asked", "number"),
    [({}, 1), ({"alert": "1"}, 1), ({"alert": "2"}, 0), ({"state": "sent"}, 1),
     ({"state": "parked", "alert": ""}, 0)],
)  # fmt: skip
def test_lines_of_json_tell_of_the_messages_that_are_asked_for(program, asked, number):
    told = program.ask("/deliveries.ndjson", params=asked)
    assert len([json.loads(line) for line in told.text.splitlines()]) == number
    assert told.headers["x-total-count"] == str(number)
    assert program.client.get("/deliveries.ndjson", params=asked).content == told.content


def test_nothing_found_is_an_empty_file(program):
    told = program.ask("/search.ndjson", params={"q": "zucchini"})
    assert (told.text, told.headers["x-total-count"]) == ("", "0")
    assert program.ask("/search.csv", params={"q": "zucchini"}).text.count("\n") == 1


@pytest.mark.parametrize("end", ["csv", "ndjson", "atom", "json"])
def test_pages_link_to_the_same_at_the_root(program, end):
    query = {"q": "orban"}
    below, root = program.ask(f"/search.{end}", params=query), program.client.get(
        f"/search.{end}", params=query
    )  # fmt: skip
    assert root.status_code == 200
    assert root.content == below.content


@pytest.mark.parametrize("end", ["csv", "ndjson", "atom", "json"])
def test_a_query_that_cannot_be_read_is_refused_before_the_first_row(program, end):
    problem = program.problem(400, f"/search.{end}", params={"q": "orban AND (nato"})
    assert problem["suggestion"] == "orban AND (nato)"
    page = program.client.get(f"/search.{end}", params={"q": "orban AND (nato"})
    assert (page.status_code, page.headers["content-type"]) == (400, "text/html; charset=utf-8")


def test_a_search_is_an_atom_feed(program):
    told = program.ask("/search.atom", params={"q": "orban"})
    assert told.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(told.content)
    assert [entry.find(f"{ATOM}title").text for entry in feed.iter(f"{ATOM}entry")]


@pytest.mark.parametrize("name", ["ferry", "The ferry & more", "a/b", "v1.2", "Fähre"])
def test_a_saved_search_is_a_feed_under_its_name(program, name):
    told = program.ask(f"/searches/{quote(name, safe='')}", "PUT", json={"query": "ferry"})
    assert told.status_code == 201
    where = told.headers["location"]
    assert program.client.get(where).json()["search"]["name"] == name
    feed = program.client.get(f"{where}.json")
    assert feed.headers["content-type"] == "application/feed+json"
    assert feed.json()["title"] == name
    assert feed.json()["items"]
    atom = program.client.get(f"/searches/{quote(name, safe='')}.atom")
    assert ElementTree.fromstring(atom.content).find(f"{ATOM}title").text == name


def test_other_pages_json_leads_to_the_twin(program):
    told = program.client.get("/alerts.json?x=1", follow_redirects=False)
    assert (told.status_code, told.headers["location"]) == (307, "/api/v1/alerts?x=1")
    program.problem(404, "/alerts.json")


@pytest.mark.parametrize(
    "path",
    ["/api/v1/search?q=orban", "/api/v1/search.csv", "/search.ndjson", "/api/v1/nothing", "/"],
)
def test_head_tells_what_get_tells_without_the_body(program, path):
    asked, got = program.client.head(path), program.client.get(path)
    assert asked.status_code == got.status_code
    assert asked.content == b""
    for name in ("content-type", "content-length", "x-total-count", "content-disposition"):
        assert asked.headers.get(name) == got.headers.get(name)
