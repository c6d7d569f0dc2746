"""What a program does by the API, and what it is told of it."""

import pytest
from smallworld.coverage import SLUG
from smallworld.press import FERRY, ORBAN, samples
from smallworld.world import World

TEXT = f"{samples()[FERRY].title}\n\n{samples()[FERRY].text}"
OPML = """<opml version="2.0"><body>
<outline type="rss" text="One" xmlUrl="https://one.example/feed.xml"/>
<outline type="rss" text="Two" xmlUrl="ftp://two.example/feed.xml"/>
</body></opml>"""


def test_a_text_is_followed_paused_seen_and_forgotten(program):
    told = program.ask("/follows", "POST", json={"text": TEXT, "name": "The ferry"})
    assert (told.status_code, told.headers["location"]) == (201, "/api/v1/follows/the-ferry")
    assert program.client.get(told.headers["location"]).json()["follow"] == told.json()
    assert told.json()["new"] > 0
    assert program.post("/follows/the-ferry/seen")["new"] == 0
    assert program.get("/follows/the-ferry", new=True)["coverage"] == []
    assert program.post("/follows/the-ferry/pause")["is_paused"] is True
    assert program.post("/follows/the-ferry/resume")["is_paused"] is False
    assert program.ask("/follows/the-ferry", "DELETE").json()["name"] == "The ferry"
    assert "Follow" not in program.problem(404, "/follows/the-ferry")["detail"]


def test_looking_changes_nothing(program):
    before = program.get(f"/follows/{SLUG}", new=True)
    assert program.get(f"/follows/{SLUG}", new=True) == before
    assert before["follow"]["new"] > 0


def test_a_tuning_is_tried_saved_and_undone(program):
    wish = {"line": 0.9}
    effect = program.post(f"/follows/{SLUG}/tuning/preview", wish)
    assert effect["lost"]
    assert not program.get(f"/follows/{SLUG}")["follow"]["tuned"]["has_own_line"]
    assert program.post(f"/follows/{SLUG}/tuning", wish) == effect
    assert program.get(f"/follows/{SLUG}")["follow"]["tuned"]["line"] == 0.9
    back = program.get(f"/follows/{SLUG}/tuning/undo")
    assert len(back["gained"]) == len(effect["lost"])
    assert program.post(f"/follows/{SLUG}/tuning/undo") == back
    assert not program.get(f"/follows/{SLUG}")["follow"]["tuned"]["has_own_line"]


def test_stories_are_merged_split_and_put_back(program):
    one, other = program.get("/stories")[:2]
    merged = program.post(f"/stories/{one['id']}/merge", {"other": other["id"]})
    assert merged["story"]["articles"] == one["articles"] + other["articles"]
    assert program.get(f"/stories/{other['id']}")["story"]["id"] == one["id"]
    program.post(f"/stories/{one['id']}/undo")
    assert program.get(f"/stories/{other['id']}")["story"]["id"] == other["id"]
    whole = next(each for each in program.get("/stories") if each["articles"] > 1)
    last = program.get(f"/stories/{whole['id']}")["articles"][-1]["id"]
    split = program.post(f"/stories/{whole['id']}/split", {"articles": [last]})
    assert last in split["moved"]


def test_an_alert_is_tried_saved_changed_muted_and_stopped(program):
    query = "orban AND nato"
    tried = program.post("/backtest", {"query": query})
    assert tried == program.get("/backtest", q=query)
    told = program.ask("/alerts", "POST", json={"query": query, "to": ["hook"], "at": "07:30"})
    assert told.status_code == 201
    where = told.headers["location"].removeprefix("/api/v1")
    shown = program.get(where)
    assert shown["alert"] == told.json()
    assert (shown["backtest"], shown["alert"]["alert"]["at"]) == (tried, "07:30")
    changes = program.post(f"{where}/try", {"query": "orban"})
    assert changes["after"]["articles"] >= changes["before"]["articles"]
    change = {"query": "orban", "expected": shown["alert"]["edition"]}
    changed = program.ask(where, "PATCH", json=change).json()["alert"]
    assert (changed["query"], changed["version"], changed["at"]) == ("orban", 2, "07:30")
    assert (
        "version 2 of its query is in force"
        in program.problem(409, where, "PATCH", json=change)["detail"]
    )
    muted = program.post(f"{where}/mute", {"until": "3d"})
    assert muted["saved"]["alert"]["muted_until"] == "2026-03-10T18:04:00Z"
    assert program.post(f"{where}/unmute")["alert"]["muted_until"] != "2026-03-10T18:04:00Z"
    assert program.ask(where, "DELETE").json()["alert"]["query"] == "orban"
    program.problem(404, where)


def test_what_is_held_of_a_story_or_a_source_is_told_with_the_alert(program):
    story = program.get("/stories")[0]["id"]
    program.post("/alerts/1/mute", {"until": "3d", "story": story})
    program.post("/alerts/1/mute", {"until": "3d", "source": "Small Press"})
    assert {one["kind"] for one in program.get("/alerts/1")["mutes"]} == {"story", "source"}
    both = {"until": "3d", "story": story, "source": "Small Press"}
    program.problem(400, "/alerts/1/mute", "POST", json=both)


def test_a_message_is_sent_once_more(program):
    first = program.get("/deliveries")[-1]
    assert first["payload"]["type"] == "alert.hits"
    told = program.ask(f"/deliveries/{first['id']}/resend", "POST")
    assert told.status_code == 201
    again = program.client.get(told.headers["location"]).json()
    assert (again["payload"], again["state"]) == (first["payload"], "waiting")


def test_a_channel_is_shown_masked_its_secret_once(program):
    address = "https://hooks.example/services/hunter2"
    told = program.ask("/channels", "POST", json={"address": address, "name": "desk"})
    assert told.status_code == 201, told.text
    assert told.json()["secret"].startswith("whsec_")
    where = told.headers["location"].removeprefix("/api/v1")
    assert program.get(where)["name"] == "desk"
    for answer in (told.text, program.ask("/channels").text, program.ask(where).text):
        assert "hunter2" not in answer
    assert "secret" not in program.get(where)
    assert program.ask(where, "DELETE").json() == {"removed": "desk"}


def test_a_test_says_what_the_other_side_answers(program, covered: World):
    program.client.post("/api/v1/alerts", json={"query": "ferry", "name": "nowhere"})
    assert program.problem(400, "/alerts/4/test", "POST")["detail"] == "it goes nowhere"
    program.problem(502, "/channels/hook/test", "POST")  # its receiver is closed


def test_a_list_of_feeds_comes_in_with_a_report_and_goes_out(program):
    kind = {"content-type": "text/x-opml"}
    told = program.ask("/feeds/import", "POST", content=OPML, headers=kind)
    assert [one["outcome"] for one in told.json()] == ["added", "refused"]
    twice = program.ask("/feeds/import", "POST", content=OPML, headers=kind)
    assert [one["outcome"] for one in twice.json()] == ["had it", "refused"]
    assert "https://one.example/feed.xml" in program.ask("/feeds/export").text
    assert program.problem(422, "/feeds/import", "POST", content="no", headers=kind)
    paused = program.post(f"/feeds/{told.json()[0]['feed_id']}/pause")
    assert paused["status"] == "paused"
    assert paused["interval"] == 1.0
    assert program.post(f"/feeds/{paused['feed_id']}/resume")["status"] == "well"


def test_a_feed_is_removed_and_its_articles_stay(program):
    before = program.get("/search", q='source:"small press"')["total"]
    assert program.ask("/feeds/1", "DELETE").json()["title"] == "Small Press"
    assert program.get("/feeds") == []
    program.problem(404, "/feeds/1")
    told = program.get("/search", q='source:"small press"')
    assert (told["total"], told["facets"]["source"][0]["name"]) == (before, "Small Press")


def test_an_address_that_is_never_connected_to_is_no_feed(program):
    address = {"url": "http://169.254.169.254/latest"}
    program.problem(400, "/feeds", "POST", json=address)
    program.problem(400, "/feeds/preview", "POST", json=address)
    program.problem(400, "/follows", "POST", json=address)


def test_names_are_taken_for_one_and_parted(program):
    two = {"name": "Viktor Orbán", "other": "NATO"}
    ids = {one["id"] for one in program.post("/entities/merge", two)[0]["same_as"]}
    assert ids
    assert {one["id"] for one in program.post("/entities/split", two)} <= ids


def test_a_search_is_kept_looked_at_and_forgotten(program, covered: World):
    told = program.ask("/searches/the%20ferry", "PUT", json={"query": "ferry"})
    assert (told.status_code, told.headers["location"]) == (201, "/api/v1/searches/the%20ferry")
    again = program.ask("/searches/the%20ferry", "PUT", json={"query": "ferry OR orban"})
    assert (again.status_code, again.json()["articles"] > told.json()["articles"]) == (200, True)
    assert program.post("/searches/the%20ferry/look")["new"] == 0
    assert program.ask("/searches/the%20ferry", "DELETE").json()["name"] == "the ferry"
    assert program.get("/searches") == []


@pytest.mark.parametrize("path", ["", "/stories", "/alerts", "/deliveries", "/feeds", "/searches"])
def test_an_empty_store_answers_with_nothing(empty_program, path):
    assert empty_program.get(path) == []


def test_an_empty_store_tells_how_it_stands(empty_program):
    told = empty_program.get("/system", doctor=True)
    assert told["status"]["articles"] == 0
    assert {"store", "feeds", "mail"} <= {one["name"] for one in told["doctor"]}
    assert empty_program.get("/system")["doctor"] == []
    assert empty_program.get("/search", q=ORBAN)["total"] == 0
