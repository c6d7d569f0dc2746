"""The tables hold facts: these are spot checks, and checks of their form."""

import re
from collections import Counter
from pathlib import Path

import pytest

import indexing.extraction
from indexing.extraction.entities.knowledge.folding import fold
from indexing.extraction.entities.knowledge.gazetteer import gazetteer
from indexing.extraction.words import word_list

DATA = Path(indexing.extraction.__file__).parent / "data"


def rows(table: str) -> list[list[str]]:
    lines = (DATA / table).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


@pytest.mark.parametrize(
    ("name", "id_", "kind"),
    [
        pytest.param("Hungary", "Q28", "country", id="country"),
        pytest.param("Burma", "Q836", "country", id="older name of a country"),
        pytest.param("the Netherlands", "Q55", "country", id="article"),
        pytest.param("Ivory Coast", "Q1008", "country", id="English name"),
        pytest.param("Scotland", "Q22", "country", id="country within a country"),
        pytest.param("Hong Kong", "Q8646", "country", id="territory"),
        pytest.param("Kiev", "Q1899", "capital", id="older spelling of a capital"),
        pytest.param("Washington, D.C.", "Q61", "capital", id="capital with its district"),
        pytest.param("Brasilia", "Q2844", "capital", id="accent left out"),
        pytest.param("Odessa", "Q1874", "", id="older spelling of a city"),
        pytest.param("Gaza", "Q39760", "", id="short name of a region"),
    ],
)
def test_places(name, id_, kind):
    place = gazetteer().place(fold(name))
    assert place
    assert (place.id, place.kind) == (id_, kind)


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        pytest.param("North Atlantic Treaty Organisation", "Q7184", id="long form"),
        pytest.param("U.N.", "Q1065", id="dotted acronym"),
        pytest.param("GOP", "Q29468", id="nickname"),
        pytest.param("AFP", "Q40464", id="agency"),
        pytest.param("the White House", "org:white-house", id="no id that we are sure of"),
    ],
)
def test_organisations(name, id_):
    assert gazetteer().organisations[fold(name)].id == id_


@pytest.mark.parametrize("word", ["Hungarian", "Hungarians", "hungarian"])
def test_nationalities_carry_the_countrys_id(word):
    known = gazetteer().demonyms[fold(word)]
    assert (known.id, known.kind) == ("Q28", "nationality")


def test_people_are_found_under_every_spelling():
    people = gazetteer().people
    assert people["victor", "orban"].name == "Viktor Orbán"
    assert people["kim", "un"] is people["kim", "jong un"]


@pytest.mark.parametrize("table", ["countries.tsv", "places.tsv", "organisations.tsv"])
def test_wikidata_ids_are_well_formed_and_given_once(table):
    ids = [cell for row in rows(table) for cell in row if re.fullmatch(r"Q\d+", cell)]
    assert [id_ for id_, count in Counter(ids).items() if count > 1] == []
    column = 1 if table == "countries.tsv" else 0
    assert all(re.fullmatch(r"(Q[1-9]\d*)?", row[column]) for row in rows(table))


def test_countries_are_complete_rows():
    table = rows("countries.tsv")
    assert {len(row) for row in table} == {8}
    assert len({row[0] for row in table}) == len(table) > 200
    assert all(bool(row[5]) == bool(row[6]) for row in table), "a capital has its id"


@pytest.mark.parametrize("table", ["places.tsv", "organisations.tsv", "people.tsv"])
def test_no_name_is_entered_twice(table):
    column = 0 if table == "people.tsv" else 1
    names = Counter(fold(row[column]) for row in rows(table))
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("name", ["Gliwice", "Nakuru", "Chittagong", "Drakensberg", "Tapajós"])
def test_towns_rivers_and_ranges_of_the_world_are_known(name):
    assert gazetteer().place(fold(name))


@pytest.mark.parametrize("name", ["Nordea", "Cosatu", "Bangkok Post", "Gor Mahia", "Renamo"])
def test_companies_unions_papers_clubs_and_parties_of_the_world_are_known(name):
    assert gazetteer().sure_body(fold(name))


@pytest.mark.parametrize("word", ["Said", "Mercedes", "Roman", "Tone", "Carolina", "Virginia"])
def test_words_of_other_use_are_no_given_names(word):
    assert fold(word) not in gazetteer().given_names


@pytest.mark.parametrize("name", ["stop-words", "titles", "carmakers", "body-nouns", "place-nouns"])
def test_no_word_of_these_lists_is_a_given_name(name):
    assert not gazetteer().given_names & set(map(fold, word_list(name)))


def test_a_body_is_sure_unless_its_name_means_something_else():
    tables = gazetteer()
    assert tables.sure_body("charles schwab")
    assert tables.organisations["john lewis"]
    assert not tables.sure_body("john lewis")


def test_no_word_stands_twice_in_a_list():
    lists = rows("words.tsv")
    assert len({name for name, _, _ in lists}) == len(lists)
    for name, _, words in lists:
        assert [word for word, count in Counter(words.split()).items() if count > 1] == [], name


def test_what_somebody_is_unless_somebody_is_called_so():
    tables = gazetteer()
    assert tables.is_role("Singer")
    assert tables.is_role("Sgt.")
    assert not tables.is_role("Dean")
    assert not tables.is_role("Lark")


def test_an_unknown_word_list_is_an_error():
    assert "minister" in word_list("titles")
    with pytest.raises(KeyError):
        word_list("no such list")
