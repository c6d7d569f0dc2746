"""What was understood comes back whole; a person is found under every name."""

from dataclasses import replace

import pytest
from store_samples import NOW, article, extraction, person, understand

from indexing.models import EntityType
from indexing.store.records import names
from indexing.store.records.understanding import Understood, get_understanding

ORBAN = person("Viktor Orbán")
RUTTE = person("Mark Rutte")


def test_an_understanding_comes_back_as_it_was(db):
    article_id = article(db)
    understand(db, article_id, ORBAN, RUTTE)

    known = get_understanding(db, [article_id, "unknown"])
    assert known == {article_id: Understood(1, extraction(ORBAN, RUTTE), b"streams")}


def test_a_newer_understanding_replaces_the_older(db):
    article_id = article(db)
    understand(db, article_id, ORBAN)
    understand(db, article_id, RUTTE, version=2)

    assert get_understanding(db, [article_id])[article_id].version == 2
    assert get_understanding(db, [article_id])[article_id].extraction == extraction(RUTTE)


def test_entities_are_counted_by_articles_however_often_one_is_understood(db):
    ids = [article(db, name) for name in ("a", "b", "c")]
    for one in ids:
        understand(db, one, ORBAN)
    understand(db, ids[0], ORBAN, RUTTE, version=2)
    understand(db, ids[0], ORBAN, RUTTE, version=3)

    assert names.top_entities(db) == [
        (ORBAN.id, "Viktor Orbán", "PER", 3),
        (RUTTE.id, "Mark Rutte", "PER", 1),
    ]
    assert names.spellings_of(db, ORBAN.id) == [("Viktor Orbán", 3)]
    assert names.people_window(db, limit=1) == {ORBAN.id: ("Viktor Orbán", 3)}


def test_the_longest_name_is_shown_and_every_spelling_finds_it(db):
    for name, spelled in (("a", "Orbán"), ("b", "Viktor Orbán"), ("c", "Orbán")):
        understand(db, article(db, name), person(spelled, ORBAN.id))

    assert names.names_of(db, [ORBAN.id, "unknown"]) == {ORBAN.id: "Viktor Orbán"}
    assert names.spellings_of(db, ORBAN.id) == [("Orbán", 2), ("Viktor Orbán", 1)]
    for folded in ("orbán", "viktor orbán"):
        assert names.ids_of_name(db, folded) == [ORBAN.id]
    assert names.ids_of_name(db, "orban") == []


@pytest.mark.parametrize("together", [True, False], ids=["in one article", "in two"])
@pytest.mark.parametrize("order", [1, -1], ids=["country first", "nationality first"])
def test_a_nationality_is_counted_with_its_country_and_never_names_it(db, order, together):
    country = replace(person("Hungary", "Q28"), type=EntityType.LOC, kind="country")
    people = replace(person("Hungarians", "Q28"), type=EntityType.MISC, kind="nationality")
    both = [country, people][::order]
    for number, some in enumerate([both] if together else [[one] for one in both]):
        understand(db, article(db, str(number)), *some)

    assert names.top_entities(db) == [("Q28", "Hungary", "LOC", 1 if together else 2)]


def test_one_spelling_can_be_two_entities(db):
    for name, entity_id in (("a", "per:a-smith"), ("b", "per:b-smith")):
        understand(db, article(db, name), person("Smith", entity_id))

    assert names.ids_of_name(db, "smith") == ["per:a-smith", "per:b-smith"]


def test_merged_entities_are_found_under_all_their_names(db):
    ids = ["per:a", "per:b", "per:c"]
    for one in ids:
        understand(db, article(db, one[-1]), person(f"Name {one[-1]}", one))
    assert names.save_redirect(db, "per:a", "per:b", evidence="initials", now=NOW)
    assert names.save_redirect(db, "per:b", "per:c", evidence="alias", now=NOW)

    for name in ("name a", "name b", "name c"):
        assert sorted(names.ids_of_name(db, name)) == ids


def test_a_merge_is_recorded_once_and_a_circle_does_no_harm(db):
    assert names.save_redirect(db, "per:a", "per:b", evidence="", now=NOW)
    assert not names.save_redirect(db, "per:a", "per:c", evidence="", now=NOW)
    assert names.save_redirect(db, "per:b", "per:a", evidence="", now=NOW)

    assert sorted(names.with_redirects(db, ["per:a"])) == ["per:a", "per:b"]


def test_names_are_suggested_by_their_beginning_most_in_the_news_first(db):
    for number, name in enumerate(("Mark Rutte", "Mark Twain", "Mark Twain", "Anna Marks")):
        understand(db, article(db, str(number)), person(name))

    suggested = [name for _, name, _, _ in names.names_like(db, "mark")]
    assert suggested == ["Mark Twain", "Mark Rutte"]
    assert names.names_like(db, "%") == []
    assert len(names.names_like(db, "mark", limit=1)) == 1


def test_a_persons_word_goes_before_what_was_found_and_the_last_one_counts(db):
    names.save_redirect(db, "per:a", "per:b", evidence="initials", now=NOW)
    assert names.same_as(db, "per:b") == {"per:a": "initials"}

    names.save_decision(db, "per:b", "per:a", is_same=False, by="lea", now=NOW)
    assert names.with_redirects(db, ["per:a"]) == ["per:a"]
    names.save_decision(db, "per:a", "per:b", is_same=True, by="kim", now=NOW)
    for one, other in (("per:a", "per:b"), ("per:b", "per:a")):
        assert names.same_as(db, one) == {other: "by a person (kim)"}


def test_names_written_so_are_each_for_itself_most_in_the_news_first(db):
    for number, entity_id in enumerate(("per:a-smith", "per:b-smith", "per:b-smith")):
        understand(db, article(db, str(number)), person("Smith", entity_id))
    names.save_decision(db, "per:a-smith", "per:c", is_same=True, by="lea", now=NOW)

    ids = names.written_so(db, "smith")
    assert ids == ["per:a-smith", "per:b-smith"]
    assert [row[0] for row in names.entities_of(db, ids)] == ["per:b-smith", "per:a-smith"]
