"""Reading commands on a store that the real pipeline filled from a press on loopback."""

import json
import re

import pytest

from flows.demo.manuscript import read_outlets
from flows.demo.newsroom import About

pytestmark = pytest.mark.slow

SLUG = "hungary-and-nato"
CORRECTED = "no-forints-for-nato-fund"
NEAR_MISS = "transfer-keeper-sandwich"
QUERY = 'entity:"Viktor Orbán" AND (nato OR summit)'
ALL_READ = (
    "status", "doctor", "index verify", "follows list", f"follows show {SLUG}", "stories list",
    "alerts list", "alerts show 1", "alerts log", "alerts backtest 1", "digests preview 1",
    "channels list", "feeds list", "entities top", "entities show orban", "suggest vik",
    "search orban --facets", f"follows brief {SLUG}",
)  # fmt: skip


@pytest.mark.parametrize("words", ALL_READ)
def test_every_command_answers_in_text_and_in_json(words, news):
    text, value = news(*words.split()), news(*words.split(), "--json")
    assert (text.code, value.code) == (0, 0)
    assert text.out.strip()
    value.json()


def test_search_counts_reads_back_and_marks_what_matched(news):
    answer = news("search", QUERY, "--limit", "3")
    head, counts, *results = answer.out.splitlines()
    assert head == 'read as: Viktor Orbán under any spelling AND ("nato" OR "summit")'
    assert re.match(r"\d+ articles, \d+ distinct texts, .* · by relevance · sources ", counts)
    assert len(results) == 3
    assert "*NATO*" in answer.out
    assert re.search(r"a:[0-9a-f]{8}$", results[0])


def test_the_cursor_leads_through_every_text_once(news):
    whole = news("search", "orban", "--json").json()
    seen, cursor = [], ()
    while True:
        page = news("search", "orban", "--limit", "4", *cursor, "--json").json()
        seen += [one["article"]["id"] for one in page["results"]]
        if not page["cursor"]:
            break
        cursor = ("--cursor", page["cursor"])
    assert len(seen) == len(set(seen))
    assert whole["distinct_texts"] <= len(seen) <= whole["total"]  # copies of a page are one


def test_a_search_without_result_names_the_clause_that_empties_it(news):
    answer = news("search", "orban source:nowhere", "--fail-empty")
    assert (answer.code, answer.out) == (3, "")
    assert "without source:nowhere: " in answer.err


def test_a_wrong_query_shows_the_caret_and_a_repair(news):
    answer = news("search", "orban AND (nato")
    assert (answer.code, answer.out) == (2, "")
    assert "\n            ^ " in answer.err
    assert "perhaps: orban AND (nato)" in answer.err


def test_operators_in_lower_case_are_remarked(news):
    assert "the operator is AND" in news("search", "orban and nato").err


def test_facets_tell_what_or_would_add(news):
    answer = news("search", "topic:conflict", "--facets")
    assert re.search(r"^or topic   [a-z-]+ \+\d+", answer.out, re.MULTILINE)
    wider = news("search", "topic:conflict", "--facets", "--json").json()["wider"]
    assert set(wider) == {"topic"}


def test_export_writes_exactly_what_search_counts(news):
    total = news("search", "orban", "--json").json()["total"]
    table = news("export", "orban")
    assert table.code == 0
    assert len(table.out.splitlines()) == total + 1
    assert table.err.startswith(f"{total} articles to write\n")
    assert len(news("export", "orban", "--json").json()) == total
    assert len(news("export", "orban", "--ndjson").out.splitlines()) == total


def test_explain_tells_the_way_and_why_no_alert_fired(news, filled):
    answer = news("explain", filled.url(NEAR_MISS))
    way = ["at", "found", "read", "understood", "related", "indexed", "alert 1"]
    assert answer.heads[1:] == way
    assert 'did not fire: needs "orban", which is not in the text' in answer.out


def test_of_many_alerts_one_is_asked_about_by_its_number(own_news, filled, monkeypatch):
    monkeypatch.setattr("indexing.desk.coverage.explaining.LISTED_ALERTS", 1)
    own_news("alerts", "add", "zucchini AND plot", "--yes")
    asked = ("explain", filled.url(NEAR_MISS))
    assert (
        "alerts     2 other alerts did not fire. Why one did not: --alert ID"
        in own_news(*asked).out
    )
    answer = own_news(*asked, "--alert", "2")
    assert "alert 2    did not fire: was saved later (" in answer.out
    assert "1 other alert did not fire" in answer.out
    told = own_news("alerts", "why", filled.url(NEAR_MISS), "--alert", "2").out
    assert told == "".join(answer.out.splitlines(keepends=True)[-2:])
    wrong = own_news(*asked, "--alert", "77")
    assert (wrong.code, wrong.out) == (2, "")
    assert "77" in wrong.err


def test_explain_shows_the_parts_of_the_score(news):
    found = news("search", "title:orban", "--json", "--limit", "1").json()["results"][0]
    answer = news("explain", f"a:{found['article']['id'][:8]}")
    assert re.search(r"the line is 0\.\d\d: \.\d\d x \.\d\d words \+ \.\d\d x ", answer.out)
    assert re.search(r"alert 1 .*(fired|joined a hit): .*Orb", answer.out)


def test_why_is_what_explain_says_of_the_alerts(news, filled):
    told = news("explain", filled.url(NEAR_MISS)).out.splitlines()[-1]
    assert news("alerts", "why", filled.url(NEAR_MISS)).out == told + "\n"


def test_explain_tells_every_time_in_the_zone_that_was_asked_for(news):
    found = news("search", "title:orban", "--json", "--limit", "500").json()["results"]
    asked = [(f"a:{one['article']['id'][:8]}", "--tz", "Asia/Tokyo") for one in found]
    told = [news("explain", *words).out for words in asked]
    assert "UTC" not in "".join(told)
    sent = {at for out in told for at in re.findall(r"delivery \d+ sent (.*)", out)}
    assert sent
    log = news("alerts", "log", "--tz", "Asia/Tokyo").out
    assert all(f"sent {at} as " in log for at in sent)


def test_diff_marks_what_was_added_and_removed(news, filled):
    answer = news("diff", filled.url(CORRECTED))
    assert answer.out.startswith("version 1 (")
    assert '+ added    "Correction: an earlier version' in answer.out
    assert "- removed" in answer.out
    changes = news("diff", filled.url(CORRECTED), "1", "2", "--json").json()["changes"]
    assert {one["kind"] for one in changes} == {"same", "added", "removed"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(("1", "7"), "no version 7", id="a version that is not there"),
        pytest.param(("x",), "FROM", id="no number"),
    ],
)
def test_diff_of_what_is_not_there_is_2(words, told, news, filled):
    answer = news("diff", filled.url(CORRECTED), *words)
    assert answer.code == 2
    assert told in answer.err


def test_show_names_people_and_prints_the_text(news, filled):
    answer = news("show", filled.url(CORRECTED))
    assert "about      people" in answer.out
    assert "version 2" in answer.out
    assert answer.out.rstrip().splitlines()[-1].startswith("Correction: ")


def test_the_log_is_written_as_rows(news):
    table = news("alerts", "log", "--format", "csv")
    head, *rows = table.out.splitlines()
    assert head.startswith("id,alert,name,channel,state,message_id,subject,")
    assert table.err == f"{len(rows)} message{'s' * (len(rows) > 1)} to write\n"
    lines = [
        json.loads(line) for line in news("alerts", "log", "--format", "ndjson").out.splitlines()
    ]
    assert [str(one["id"]) for one in lines] == [row.split(",")[0] for row in rows]
    assert all(one["attempts"] for one in lines)


def test_a_story_lists_its_articles(news):
    story = news("stories", "list", "--json").json()[0]["id"]
    answer = news("stories", "show", f"story:{story}")
    assert answer.code == 0
    assert len(answer.out.splitlines()) > 2


def test_times_are_shown_in_the_zone_that_was_asked_for(news, filled):
    url = filled.url(CORRECTED)
    assert news("show", url, "--tz", "UTC").out != news("show", url, "--tz", "Asia/Tokyo").out


def test_problem_feeds_are_listed_with_the_reason(news):
    answer = news("feeds", "list", "--problem")
    assert "! failing" in answer.out
    assert "the server answers 503" in answer.out
    assert "x gone" in answer.out
    assert "Danube" not in answer.out


def test_feeds_check_shows_every_step(news, filled):
    answer = news("feeds", "check", f"{filled.site.url}/danube/feed.xml")
    assert answer.code == 0
    assert {"asked", "answer", "feed", "entries"} <= set(answer.heads)


def test_brief_is_markdown_or_one_page(news):
    assert news("follows", "brief", SLUG).out.startswith("# Hungary and NATO\n")
    page = news("follows", "brief", SLUG, "--format", "html").out
    assert page.startswith("<!doctype html>")
    assert "<script" not in page
    assert news("follows", "brief", SLUG, "--since", "day").code == 2


def test_preview_is_the_mail(news):
    assert news("digests", "preview", "1").out.startswith("Subject: ")
    assert news("digests", "preview", "1", "--html").out.lstrip().lower().startswith("<!doctype")


def test_status_tells_the_last_cycle_and_what_waits(news):
    out = news("status").out
    assert re.search(r"cycle      done, .*\n +\d+\.\d s: ", out)
    assert "1 gone" in out


def test_all_coverage_of_the_story_stands_above_all_near_misses(news, filled):
    about = {one.slug: one.about for outlet in read_outlets() for one in outlet.articles}
    answer = news("follows", "show", SLUG, "--below", "--limit", "500", "--json").json()
    rows = [
        (row["relation"]["score"], about[row["article"]["url"].rpartition("/")[2]])
        for row in answer["coverage"]
        if row["article"]["language"] == "en"  # others are compared by their words alone
    ]
    told = [score for score, kind in rows if kind is About.STORY]
    near = [score for score, kind in rows if kind is About.NEAR]
    assert len(told) > 10
    assert len(near) > 5
    assert min(told) > max(near)
