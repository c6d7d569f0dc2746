"""One article of our own with every trap that we know, read from end to end."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from indexing.extraction import extract, extract_all
from indexing.models import Document, Entity, EntityType, Extraction

TITLE = "Hungary stays out of the alliance's plan"
TEXT = """\
Prime Minister Viktor Mihaly Orban arrives at the talks.
Ana Petri | Getty Images News | Getty Images

Hungary will stand aside while NATO trains Ukrainian soldiers, Secretary-General Jens Stoltenberg \
said after an evening in Budapest, and will not use its veto at the meeting in Washington.

“(Hungarian) Prime Minister (Victor) Orban told me that no soldier of his will go,” Stoltenberg \
said. “Prime Minister (Orban) keeps his word.”

Orban’s party, Fidesz, won 44.6% of the vote for the EU assembly, less than the 50%-plus of five \
years ago, according to Reuters. Remarks were translated by The Associated Press.

Budapest sends no weapons to Kiev. Moscow welcomed the news, and a Kremlin spokesman said that \
President Vladimir Putin would call Orban. In Kiev, officials shrugged.

French President Emmanuel Macron and Poland’s foreign minister, Radoslaw Sikorski, want troops of \
the alliance in Ukraine. NATO has not decided. The United States and Germany let Ukraine fire \
missiles at targets in Russia.
"""
DOCUMENT = Document(TITLE, TEXT, "en")
PER, ORG, LOC, MISC = EntityType.PER, EntityType.ORG, EntityType.LOC, EntityType.MISC


@pytest.fixture(scope="module")
def read() -> Extraction:
    return extract(DOCUMENT)


def named(read: Extraction, name: str) -> Entity:
    found = [entity for entity in read.entities if entity.name == name]
    assert len(found) == 1, f"{name}: once in the list, not {len(found)} times"
    return found[0]


@pytest.mark.parametrize(
    ("name", "id_", "type_", "kind", "mentions"),
    [
        pytest.param("Viktor Orbán", "per:viktor-orban", PER, "", 5, id="five spellings, one man"),
        pytest.param("Jens Stoltenberg", "per:jens-stoltenberg", PER, "", 2, id="surname joins"),
        pytest.param("Vladimir Putin", "per:vladimir-putin", PER, "", 1, id="title is no name"),
        pytest.param("Emmanuel Macron", "per:emmanuel-macron", PER, "", 1, id="nationality, title"),
        pytest.param(
            "Radosław Sikorski", "per:radoslaw-sikorski", PER, "", 1, id="table's accents"
        ),
        pytest.param("Budapest", "Q1781", LOC, "capital", 2, id="metonym keeps its place"),
        pytest.param("Washington", "Q61", LOC, "capital", 1, id="Washington is the city"),
        pytest.param("Moscow", "Q649", LOC, "capital", 1, id="Moscow as actor is a place"),
        pytest.param("Kyiv", "Q1899", LOC, "capital", 2, id="Kiev is Kyiv"),
        pytest.param("Hungary", "Q28", LOC, "country", 2, id="country, headline too"),
        pytest.param("Hungarian", "Q28", MISC, "nationality", 1, id="nationality has its id"),
        pytest.param("United States", "Q30", LOC, "country", 1, id="country of two words"),
        pytest.param("NATO", "Q7184", ORG, "", 2, id="alliance"),
        pytest.param("European Union", "Q458", ORG, "", 1, id="EU"),
        pytest.param("Fidesz", "Q387006", ORG, "", 1, id="parties are bodies"),
        pytest.param("Kremlin", "org:kremlin", ORG, "", 1, id="the Kremlin is a body"),
        pytest.param("Reuters", "Q130879", ORG, "agency", 1, id="agency"),
        pytest.param("Associated Press", "Q40469", ORG, "agency", 1, id="agency with article"),
        pytest.param("Getty Images", "org:getty-images", ORG, "agency", 2, id="photo credit"),
    ],
)
def test_entity(read, name, id_, type_, kind, mentions):
    entity = named(read, name)
    assert (entity.id, entity.type, entity.kind) == (id_, type_, kind)
    assert len(entity.mentions) == mentions


def test_bracketed_mentions_count_with_their_brackets(read):
    spellings = [mention.text for mention in named(read, "Viktor Orbán").mentions]
    assert spellings == ["Viktor Mihaly Orban", "(Victor) Orban", "Orban", "Orban", "Orban"]


def test_figures_are_no_entities(read):
    assert not [e.name for e in read.entities if any(map(str.isdigit, e.name))]


def test_every_mention_is_where_it_says_and_none_overlaps(read):
    mentions = sorted((m.start, m.end, m.text) for e in read.entities for m in e.mentions)
    assert all(DOCUMENT.body[start:end] == text for start, end, text in mentions)
    assert all(a[1] <= b[0] for a, b in pairwise(mentions))


def test_an_id_and_type_stand_once_in_the_list(read):
    keys = [(entity.id, entity.type) for entity in read.entities]
    assert len(keys) == len(set(keys))


def test_salience_is_shared_by_all_but_agencies(read):
    assert sum(entity.salience for entity in read.entities) == pytest.approx(1, abs=1e-4)
    for entity in read.entities:
        assert (entity.salience == 0) == (entity.kind == "agency"), entity.name
    assert [e.salience for e in read.entities] == sorted(
        (e.salience for e in read.entities), reverse=True
    )


def test_the_photographer_is_named_but_matters_least(read):
    subjects = [entity for entity in read.entities if entity.salience]
    assert subjects[-1].name == "Ana Petri"


def test_topics_are_politics_and_conflict(read):
    assert {topic.slug for topic in read.topics} == {"politics", "conflict"}
    assert {topic.name for topic in read.topics} == {
        "politics and government",
        "conflict, war and peace",
    }


def test_the_same_document_reads_the_same_alone_and_in_company(read):
    other = Document("", "Storms closed the port of Hull on Sunday.", "en")
    assert extract_all([other, DOCUMENT, other])[1] == read == extract(DOCUMENT)


def test_another_process_reads_the_same_to_the_last_byte(read):
    program = (
        "import sys; from indexing.extraction import extract; from indexing.models import Document;"
        "sys.stdout.write(repr(extract(Document(sys.argv[1], sys.argv[2], 'en'))))"
    )
    command = [sys.executable, "-c", program, TITLE, TEXT]
    environment = {"PYTHONHASHSEED": "7", "PYTHONUTF8": "1"}
    done = subprocess.run(command, capture_output=True, check=True, env=environment)
    assert done.stdout.decode() == repr(read)


def test_an_undeclared_language_is_detected():
    assert extract(Document(TITLE, TEXT)).language == "en"


def test_a_text_too_short_to_tell_is_read_as_english():
    read = extract(Document("", "NATO, Kiev"))
    assert (read.language, [entity.id for entity in read.entities]) == ("en", ["Q7184", "Q1899"])


def test_threads_read_the_same(read):
    with ThreadPoolExecutor(4) as threads:
        assert set(map(repr, threads.map(extract, [DOCUMENT] * 8))) == {repr(read)}


@pytest.mark.parametrize("language", ["hu", "hu-HU", ""])
def test_what_is_not_english_keeps_terms_and_embedding(language):
    text = "A miniszterelnök szerint az ország nem küld katonákat a háborúba, és nem él a vétóval."
    read = extract(Document("", text, language))
    assert (read.language, read.entities, read.topics) == ("hu", (), ())
    assert len(read.embedding) == 256
    assert "katonakat" in dict(read.terms)


def test_a_document_without_words_reads_as_nothing():
    read = extract(Document("", "", "en"))
    assert (read.entities, read.topics, read.embedding, read.terms) == ((), (), (), ())


def test_importing_the_package_loads_no_model():
    program = (
        "import sys, indexing.extraction;"
        "print([m for m in ('spacy', 'numpy', 'wordllama', 'wordfreq') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.decode().strip() == "[]"
