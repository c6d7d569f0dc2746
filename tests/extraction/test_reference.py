"""The demo's reference article, understood: who and what, each once, with every mention."""

import pytest

from flows.demo.manuscript import REFERENCE
from indexing.desk.follows.following import as_document
from indexing.extraction import extract
from indexing.models import Entity, EntityType, Extraction


@pytest.fixture(scope="module")
def understood() -> Extraction:
    return extract(as_document(REFERENCE.read_text("utf-8")))


def _named(understood: Extraction, name: str) -> Entity:
    found = [one for one in understood.entities if one.name == name]
    assert len(found) == 1, f"{name} stands {len(found)} times in the list"
    return found[0]


@pytest.mark.parametrize(
    ("name", "kind_of", "kind", "mentions"),
    [
        pytest.param(
            "Viktor Orbán",
            EntityType.PER,
            "",
            ["Viktor Orban", "(Victor) Orban", "Orban", "Orban", "Orban"],
            id="one person, the bracketed and the bare mentions too",
        ),
        pytest.param(
            "Jens Stoltenberg",
            EntityType.PER,
            "",
            ["Jens Stoltenberg", "Stoltenberg", "Stoltenberg"],
            id="a person, not an organisation",
        ),
        pytest.param("Vladimir Putin", EntityType.PER, "", ["Vladimir Putin"], id="Putin"),
        pytest.param("Emmanuel Macron", EntityType.PER, "", ["Emmanuel Macron"], id="Macron"),
        pytest.param(
            "Radosław Sikorski", EntityType.PER, "", ["Radoslaw Sikorski"], id="accents come back"
        ),
        pytest.param("Budapest", EntityType.LOC, "capital", ["Budapest"] * 2, id="as an actor too"),
        pytest.param("Washington", EntityType.LOC, "capital", ["Washington"] * 2, id="the city"),
        pytest.param("Kyiv", EntityType.LOC, "capital", ["Kiev", "Kyiv"], id="Kiev is Kyiv"),
        pytest.param("NATO", EntityType.ORG, "", ["NATO"] * 4, id="NATO"),
        pytest.param("Fidesz", EntityType.ORG, "", ["Fidesz"], id="a party, not a person"),
        pytest.param("Kremlin", EntityType.ORG, "", ["Kremlin"] * 2, id="a body, not a place"),
        pytest.param("Reuters", EntityType.ORG, "agency", ["Reuters"], id="an agency"),
        pytest.param(
            "Getty Images",
            EntityType.ORG,
            "agency",
            ["Getty Images News", "Getty Images"],
            id="the agency in the caption",
        ),
    ],
)
def test_who_is_in_it(
    understood: Extraction, name: str, kind_of: EntityType, kind: str, mentions: list[str]
) -> None:
    entity = _named(understood, name)
    assert (entity.type, entity.kind) == (kind_of, kind)
    assert [mention.text for mention in entity.mentions] == mentions


def test_agencies_stand_outside_salience(understood: Extraction) -> None:
    agencies = [one for one in understood.entities if one.kind == "agency"]
    assert agencies
    assert {one.salience for one in agencies} == {0.0}


def test_a_share_of_votes_is_no_name(understood: Extraction) -> None:
    assert not [one for one in understood.entities if "50" in one.name]


def test_politics_and_conflict_come_first(understood: Extraction) -> None:
    assert {topic.name for topic in understood.topics} == {
        "politics and government",
        "conflict, war and peace",
    }
