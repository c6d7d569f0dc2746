"""Names joined and parted by a person: queries follow at once, and all can be taken back."""

import pytest
from smallworld.world import World

from indexing.desk.coverage import naming, searching
from indexing.desk.room import Desk
from indexing.errors import InvalidRequest, NotFound
from indexing.search.tree import Field
from indexing.store.records.names import save_redirect

ORBAN, STOLTENBERG = "per:viktor-orban", "per:jens-stoltenberg"


def count(desk: Desk, name: str) -> int:
    return searching.search(desk, f'entity:"{name}"').total


def same(desk: Desk, name: str) -> dict[str, str]:
    return {
        other.id: other.evidence for one in naming.show_entity(desk, name) for other in one.same_as
    }


def test_two_names_are_one_until_they_are_parted(covered: World) -> None:
    with covered.desk() as desk:
        alone = count(desk, "Jens Stoltenberg"), count(desk, "Viktor Orbán")
        naming.merge_entities(desk, "viktor orban", STOLTENBERG, by="lea")
        assert count(desk, "Jens Stoltenberg") == count(desk, "Viktor Orbán") >= max(alone)
        assert same(desk, ORBAN) == {STOLTENBERG: "by a person (lea)"}
        parted = naming.split_entity(desk, "Jens Stoltenberg", "Viktor Orbán", by="lea")
        assert [one.id for one in parted] == [ORBAN]
        assert (count(desk, "Jens Stoltenberg"), count(desk, "Viktor Orbán")) == alone


def test_who_is_one_is_counted_once_and_exactly(covered: World) -> None:
    with covered.desk() as desk:
        naming.merge_entities(desk, ORBAN, STOLTENBERG, by="lea")
        either = count(desk, "Viktor Orbán")
        answer = searching.search(desk, "*:*", searching.Wish(facets=(Field.ENTITY,)))
        listed = [(one.value, one.articles) for one in answer.facets["entity"]]
        top = [(one, articles) for one, _, _, articles in naming.most_named(desk)]
        for counted in (listed, top):
            assert [one for one in counted if one[0] in (ORBAN, STOLTENBERG)] in (
                [(ORBAN, either)],
                [(STOLTENBERG, either)],
            )
            assert counted == sorted(counted, key=lambda one: -one[1])


def test_a_person_goes_before_what_the_news_suggest(covered: World) -> None:
    with covered.desk() as desk:
        with desk.store.write() as db:
            save_redirect(db, STOLTENBERG, ORBAN, evidence="9 of 10 articles", now=desk.now)
        assert same(desk, STOLTENBERG) == {ORBAN: "9 of 10 articles"}
        naming.split_entity(desk, "Jens Stoltenberg", by="lea")
        with desk.store.write() as db:
            save_redirect(db, ORBAN, STOLTENBERG, evidence="again", now=desk.now)
        assert same(desk, STOLTENBERG) == {}
        naming.merge_entities(desk, ORBAN, STOLTENBERG, by="kim")
        assert same(desk, STOLTENBERG) == {ORBAN: "by a person (kim)"}


def test_what_cannot_be_joined_or_parted_is_refused(covered: World) -> None:
    with covered.desk() as desk:
        with pytest.raises(NotFound, match="Viktor Orbán"):
            naming.merge_entities(desk, "vikt", ORBAN, by="lea")
        with pytest.raises(InvalidRequest, match="one already"):
            naming.merge_entities(desk, ORBAN, "Viktor Orbán", by="lea")
        with pytest.raises(InvalidRequest, match="it stands alone"):
            naming.split_entity(desk, ORBAN, by="lea")
        with pytest.raises(InvalidRequest, match="not directly one"):
            naming.split_entity(desk, ORBAN, STOLTENBERG, by="lea")


def test_a_name_of_two_asks_for_an_id(covered: World) -> None:
    with covered.desk() as desk:
        with desk.store.write() as db:
            for one in (ORBAN, STOLTENBERG):
                db.exec_driver_sql(
                    "INSERT INTO entity_names (folded, entity_id, spelling, articles) "
                    f"VALUES ('the visitor', '{one}', 'the visitor', 1)"
                )
        with pytest.raises(InvalidRequest, match=f"2 entities.*{STOLTENBERG}"):
            naming.split_entity(desk, "the visitor", by="lea")
