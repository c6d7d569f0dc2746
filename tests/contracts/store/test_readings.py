"""Versions: kept when the words change, within one source; duplicates end, and say of what."""

from datetime import timedelta

import pytest
from store_samples import (
    DAY,
    HOUR,
    NOW,
    SITE,
    article,
    entry,
    found,
    person,
    read,
    reading,
    understand,
)

from indexing.models import DateSource, Document
from indexing.store.records import articles, projection
from indexing.store.records.readings import Kept, record_reading
from indexing.store.records.understanding import get_understanding
from indexing.store.watch import stories

TEASER = reading("A teaser.", source="feed")
PAGE = reading("Hungary blocks the vote. " * 9)


def test_a_first_reading_is_version_one(db):
    article_id = found(db)

    outcome = read(db, article_id, PAGE)
    assert (outcome.kept, outcome.version, outcome.summary) == (Kept.FIRST, 1, "")
    kept = articles.get_article(db, article_id)
    assert kept.document == PAGE.document
    assert (kept.authors, kept.version, kept.revision) == (("Lea Frei",), 1, 1)
    assert (kept.published_at, kept.published_from) == (NOW - HOUR, DateSource.PAGE)


def test_the_same_words_again_make_no_version(db):
    article_id = found(db)
    read(db, article_id, PAGE)

    assert read(db, article_id, PAGE).kept is Kept.UNCHANGED
    assert articles.get_article(db, article_id).revision == 1


def test_other_words_from_the_same_source_are_a_correction_with_its_summary(db):
    article_id = found(db)
    read(db, article_id, PAGE)
    document = Document("Hungary allows vote", PAGE.document.text, "en")
    outcome = record_reading(db, article_id, reading(document=document), urls=(), now=NOW + HOUR)

    assert (outcome.kept, outcome.version) == (Kept.CORRECTED, 2)
    assert outcome.summary
    first, second = articles.get_versions(db, article_id)
    assert (first.document.title, first.summary) == ("Hungary blocks vote", "")
    assert (second.document.title, second.read_at) == ("Hungary allows vote", NOW + HOUR)
    assert articles.get_article(db, article_id).title == "Hungary allows vote"


def test_words_that_come_back_are_a_version_again(db):
    article_id = found(db)
    kept = [
        read(db, article_id, reading(text)).kept
        for text in ("It is so. Ministers agree.", "It is not so. They differ.") * 2
    ]

    assert kept == [Kept.FIRST, Kept.CORRECTED, Kept.CORRECTED, Kept.CORRECTED]


def test_a_page_replaces_a_teaser_and_that_is_no_correction(db):
    article_id = found(db)
    read(db, article_id, TEASER)
    outcome = read(db, article_id, PAGE)

    assert (outcome.kept, outcome.version, outcome.summary) == (Kept.FIRST, 2, "")
    assert articles.get_article(db, article_id).text == PAGE.document.text


def test_a_teaser_never_replaces_a_page(db):
    article_id = found(db)
    read(db, article_id, PAGE)

    assert read(db, article_id, TEASER).kept is Kept.UNCHANGED
    assert articles.get_article(db, article_id).text == PAGE.document.text


@pytest.mark.parametrize(("first", "second", "kept"), [
    pytest.param((NOW, "page"), (NOW - DAY, "feed"), (NOW, "page"), id="the first claim stays"),
    pytest.param((None, "unknown"), (NOW, "feed"), (NOW, "feed"), id="a claim fills a gap"),
    pytest.param((NOW, "feed"), (None, "unknown"), (NOW, "feed"), id="no claim takes none away"),
])  # fmt: skip
def test_who_claims_a_publication_date(db, first, second, kept):
    article_id = found(db)
    for number, (at, source) in enumerate((first, second)):
        read(db, article_id, reading(
            f"The text, number {number}.", published_at=at, published_from=DateSource(source)
        ))  # fmt: skip

    after = articles.get_article(db, article_id)
    assert (after.published_at, after.published_from.value) == kept


def test_a_page_without_authors_or_title_keeps_those_that_were_known(db):
    article_id = found(db)
    read(db, article_id, reading(authors=(), document=Document("", "A text.", "en")))

    kept = articles.get_article(db, article_id)
    assert (kept.title, kept.authors) == ("The veto", ("Lea Frei",))


def test_final_and_canonical_addresses_become_the_articles_own(db):
    article_id = found(db)
    urls = (f"{SITE}/final", f"{SITE}/canonical")
    read(db, article_id, PAGE, *urls)

    assert articles.urls_of(db, article_id) == sorted([entry().link, *urls])
    assert {articles.resolve_url(db, url) for url in urls} == {article_id}


def test_an_address_of_another_article_makes_it_that_ones_duplicate(db):
    original, double = article(db, "talks"), found(db, "veto")
    outcome = read(db, double, PAGE, entry("talks").link)

    assert (outcome.kept, outcome.other) == (Kept.DUPLICATE, original)
    assert articles.duplicate_of(db, double) == original
    assert articles.found_article(db, double).is_duplicate
    assert articles.resolve_url(db, entry("veto").link) == double
    assert articles.get_article(db, double) is None


def test_of_two_that_name_each_other_the_first_read_is_the_duplicate(db):
    """Both gone would be an article that nobody is ever told of."""
    one, other = found(db, "veto"), found(db, "talks")

    assert read(db, one, PAGE, entry("talks").link).kept is Kept.DUPLICATE
    assert read(db, other, PAGE, entry("veto").link).kept is Kept.FIRST
    assert articles.duplicate_of(db, other) is None


def test_a_duplicate_of_a_duplicate_is_one_of_the_original(db):
    first, second, third = found(db, "a"), found(db, "b"), found(db, "c")
    read(db, second, PAGE, entry("a").link)

    assert read(db, third, PAGE, entry("b").link).other == first


def test_when_the_original_ends_as_a_duplicate_its_own_follow_it(db):
    first, second, third = found(db, "a"), found(db, "b"), found(db, "c")
    read(db, second, PAGE, entry("a").link)
    read(db, first, PAGE, entry("c").link)

    assert articles.duplicate_of(db, second) == third


def test_an_indexed_article_that_turns_out_a_duplicate_is_forgotten_by_story_and_index(db):
    article(db, "talks")
    double = article(db, "veto")
    understand(db, double, person("Viktor Orbán"))
    stories.note_candidates(db, double, ["orban"], now=NOW)
    before = articles.get_article(db, double).revision
    read(db, double, PAGE, entry("talks").link)

    assert get_understanding(db, [double]) == {}
    since = NOW - timedelta(days=1)
    assert stories.find_candidates(db, ["orban"], since=since, but="") == []
    assert projection.queued(db, 1, limit=9) == [double]
    assert articles.get_article(db, double).revision > before
