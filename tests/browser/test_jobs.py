"""The ten jobs that people come for, done as a person does them, with scripts on and off."""

import re
from dataclasses import replace

from playwright.sync_api import expect
from smallworld.coverage import SLUG
from smallworld.press import FERRY, samples
from smallworld.world import World
from sqlalchemy import Connection, select

from browser.conftest import Person
from indexing.models import DateSource, Document, Reading
from indexing.store.records.articles import get_article
from indexing.store.records.readings import record_reading
from indexing.store.schema import articles

READ = Reading(Document("", ""), "page", (), None, DateSource.UNKNOWN, "", "", "")
"""A page as it is read; its text is to be put in."""


def find_id(db: Connection, word: str) -> str:
    """Return the id of the first article with a word in its headline."""
    titled = select(articles.c.id).where(articles.c.title.contains(word))
    return str(db.execute(titled.order_by(articles.c.first_seen_at)).scalars().first())


def test_1_follow_the_story_of_one_article(person: Person) -> None:
    told = samples()[FERRY]
    page = person.open("/")
    page.get_by_label("Follow a story").fill(f"{told.title}\n\n{told.text}")
    page.get_by_label("Name").fill("The ferry")
    page.get_by_role("button", name="Follow").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("The ferry")
    expect(page.get_by_role("status")).to_contain_text("Followed.")
    expect(page.locator("article.row")).not_to_have_count(0)


def test_2_see_what_is_new(person: Person) -> None:
    page = person.open("/")
    expect(page.get_by_text(re.compile(r"^\d+ new$"))).to_be_visible()
    page.get_by_role("link", name="Hungary and NATO").click()
    page.get_by_role("link", name="new", exact=True).click()
    expect(page.locator("article.row")).not_to_have_count(0)
    page.get_by_role("button", name="All of it is seen").click()
    page.get_by_role("link", name="new", exact=True).click()
    expect(page.get_by_text("When was the last cycle?")).to_be_visible()


def test_3_why_was_i_given_this(person: Person) -> None:
    page = person.open(f"/follows/{SLUG}")
    expect(page.locator(".because").first).to_contain_text("because ")
    page.get_by_role("link", name="why").first.click()
    expect(page.get_by_role("heading", name="How near it is to what you follow")).to_be_visible()
    expect(
        page.get_by_text(re.compile(r"the line is 0\.\d\d: .*words .*names .*meaning"))
    ).to_be_visible()


def test_4_what_happened_to_an_article_i_did_not_get(person: Person) -> None:
    page = person.open("/")
    page.get_by_role("link", name="Explain").click()
    page.get_by_label("The link of an article").fill("https://elsewhere.example/never")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("heading", name="It was never seen")).to_be_visible()


def test_5_find_every_mention(person: Person) -> None:
    page = person.open("/search")
    page.get_by_label("Words, phrases and fields").fill('entity:"Viktor Orban" AND nato')
    page.get_by_role("button", name="Search").click()
    found = page.locator("article.row").count()
    assert found
    expect(page.locator("mark").first).to_be_visible()
    page.locator("aside").get_by_role("link", name="politics", exact=True).click()
    expect(page.get_by_label("Words, phrases and fields")).to_have_value(re.compile("topic:"))
    expect(page.locator("article.row")).not_to_have_count(0)


def test_5_a_mistake_is_shown_and_its_repair_is_one_click_away(person: Person) -> None:
    page = person.open("/search")
    page.get_by_label("Words, phrases and fields").fill("orban AND (nato")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("alert")).to_contain_text("never closed")
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.locator("article.row")).not_to_have_count(0)


def test_6_be_alerted_and_know_before_how_often(person: Person) -> None:
    page = person.open("/search?q=orban AND nato")
    page.get_by_role("link", name="Alert me").click()
    expect(page.get_by_text("messages a week")).to_be_visible()
    page.get_by_label("Name (else the query)").fill("Orbán and NATO")
    page.get_by_role("checkbox", name="hook").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    expect(page.get_by_role("heading", name="Orbán and NATO")).to_be_visible()


def test_7_a_press_review_on_one_page(person: Person) -> None:
    page = person.open(f"/follows/{SLUG}")
    page.get_by_role("link", name="Brief").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hungary and NATO")


def test_8_how_attention_moved_and_the_rows(person: Person) -> None:
    page = person.open("/search?q=nato")
    expect(page.get_by_role("group", name="Articles per day")).to_be_visible()
    page.locator("summary", has_text="as a table").click()
    expect(page.get_by_role("cell", name=re.compile(r"^\d+ \w{3}")).first).to_be_visible()


def test_9_what_was_changed_in_an_article(covered: World, person: Person) -> None:
    with covered.desk() as desk, desk.store.write() as db:
        article = get_article(db, find_id(db, "Carmelite"))
        assert article
        changed = article.text.replace("Stoltenberg", "the secretary-general", 1)
        reading = replace(READ, document=Document(article.title, changed, "en"))
        record_reading(db, article.id, reading, urls=(), now=desk.now)
    page = person.open(f"/articles/{article.id}")
    page.get_by_role("link", name="what changed").first.click()
    expect(page.locator("ins").first).to_contain_text("secretary-general")
    expect(page.locator("del").first).to_contain_text("Stoltenberg")


def test_10_it_works_and_if_not_what_to_do(person: Person) -> None:
    page = person.open("/")
    page.get_by_role("link", name="Feeds", exact=True).click()
    expect(page.get_by_role("columnheader", name="state")).to_be_visible()
    expect(
        page.get_by_role("cell", name=re.compile("well|failing|silent|new")).first
    ).to_be_visible()
    page.get_by_role("link", name="System").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_back_test_follows_what_is_typed_and_only_a_script_does_that(person_of_script) -> None:
    page = person_of_script.open("/alerts/new?q=zucchini")
    page.get_by_label("Query", exact=True).fill("orban AND nato")
    expect(page.get_by_text("messages a week")).to_contain_text(re.compile("[1-9]"))


def test_suggestions_are_clauses_that_find_something(person_of_script) -> None:
    page = person_of_script.open("/search")
    box = page.get_by_label("Words, phrases and fields")
    box.press_sequentially("nato stolten")
    option = page.locator("datalist option").first
    expect(option).to_be_attached()
    box.fill(option.get_attribute("value") or "")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("article.row")).not_to_have_count(0)
