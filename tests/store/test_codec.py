"""Values as bytes come back as they were."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_samples import extraction, person

from indexing.models import Entity, EntityType, Extraction, Mention, Topic
from indexing.store.codec import pack_extraction, unpack_extraction

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
MENTIONS = st.builds(Mention, st.integers(0, 10**6), st.integers(0, 10**6), WORDS)
ENTITIES = st.builds(
    Entity, id=WORDS, name=WORDS, type=st.sampled_from(EntityType), kind=WORDS,
    mentions=st.lists(MENTIONS, max_size=3).map(tuple), salience=NUMBERS,
)  # fmt: skip
EXTRACTIONS = st.builds(
    Extraction,
    language=WORDS,
    entities=st.lists(ENTITIES, max_size=3).map(tuple),
    topics=st.lists(st.builds(Topic, WORDS, WORDS, NUMBERS), max_size=2).map(tuple),
    embedding=st.lists(NUMBERS, max_size=5).map(tuple),
    terms=st.lists(st.tuples(WORDS, NUMBERS), max_size=5).map(tuple),
    model=WORDS,
)


@given(made=EXTRACTIONS)
@settings(max_examples=100, deadline=None)
def test_an_extraction_comes_back_as_it_was(made):
    assert unpack_extraction(pack_extraction(made)) == made


@pytest.mark.parametrize("made", [
    pytest.param(extraction(), id="no names"),
    pytest.param(replace(extraction(), embedding=(), terms=(), topics=()), id="no text"),
    pytest.param(extraction(*[person(f"Person {n}") for n in range(300)]), id="many names"),
])  # fmt: skip
def test_the_types_come_back_too(made):
    back = unpack_extraction(pack_extraction(made))

    assert back == made
    assert hash(back) == hash(made)
    assert all(isinstance(one.type, EntityType) for one in back.entities)
