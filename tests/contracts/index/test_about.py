"""What an index says of itself, to whoever must tell why it does not work."""

from datetime import UTC, datetime, timedelta


def test_a_new_index_has_an_engine_and_no_schema(index):
    facts = index.about()
    name, number = facts.engine.split()
    assert name in ("tantivy", "Elasticsearch")
    assert number[0].isdecimal()
    assert facts.is_supported
    assert (facts.schema, facts.blocks) == (None, ())


def test_what_is_published_has_the_schema_that_is_made_here(filled):
    facts = filled.about()
    assert facts.schema == facts.our_schema > 0


def test_what_is_only_being_built_counts_for_nothing_yet(index, hand_made):
    index.write(hand_made, generation=1)
    assert index.about().schema is None
    index.publish(1)
    assert index.about().schema == index.about().our_schema


def test_a_server_tells_its_time(index):
    facts = index.about()
    if facts.engine.startswith("tantivy"):  # a folder has no clock
        assert facts.clock_at is None
    else:
        assert abs(facts.clock_at - datetime.now(UTC)) < timedelta(seconds=30)
