"""What an article may meet is told without asking each rule; nothing that it meets is missed."""

import pytest
from smallworld.world import World

from indexing.extraction import guess_ids
from indexing.pipeline.likely import held_by, may_meet
from indexing.pipeline.saved_queries import bound_rule
from indexing.pipeline.searchables import searchables
from indexing.search.analysis import fold
from indexing.search.evaluator import matches
from indexing.search.grammar import parse
from indexing.store.records.names import ids_of_name, save_decision

QUERIES = (
    "orban AND nato",
    'entity:"Viktor Orbán"',
    "entity:orban",
    'entity:"Orban Viktor" AND topic:conflict',
    'entity:"North Atlantic Treaty Organization" OR entity:ferry',
    "source:small* AND -ferry",
    'source:"Small Press" AND "the"',
    "story:anything OR title:ferry",
    "NOT zucchini",
    "published:>=now-7d AND (ferry OR nato)",
    "related:hungary",
    "lang:en harb*",
)


def test_nothing_that_an_article_meets_is_ruled_out(covered: World) -> None:
    met = ruled_out = 0
    with covered.desk() as desk, desk.store.read() as db:
        ids = list(db.exec_driver_sql("SELECT article_id FROM extractions").scalars())
        for article in searchables(db, ids, covered.settings).values():
            held = held_by(db, article)
            for query in QUERIES:
                is_met = matches(bound_rule(db, parse(query)), article)
                assert may_meet(query, held) or not is_met, query
                met += is_met
                ruled_out += not may_meet(query, held)
    assert met > len(ids)
    assert ruled_out > len(ids)


def test_a_name_that_is_one_with_another_brings_the_alerts_on_that(covered: World) -> None:
    query = 'entity:"The Strongman of Budapest"'
    with covered.desk() as desk:
        with desk.store.write() as db:
            orban = ids_of_name(db, fold("Viktor Orbán"))[0]
            nickname = guess_ids("The Strongman of Budapest")[0]
            save_decision(db, orban, nickname, is_same=True, by="a test", now=desk.now)
        with desk.store.read() as db:
            ids = list(db.exec_driver_sql("SELECT article_id FROM extractions").scalars())
            seen = searchables(db, ids, covered.settings).values()
            named = [one for one in seen if matches(bound_rule(db, parse(query)), one)]
            assert named
            assert all(may_meet(query, held_by(db, one)) for one in named)


@pytest.mark.parametrize("query", ['entity:"Viktor', "((("])
def test_what_cannot_be_read_is_left_to_whoever_reads_it(query: str) -> None:
    assert may_meet(query, frozenset())
