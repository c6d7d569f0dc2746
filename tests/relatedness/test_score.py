import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.models import Entity, EntityType, Extraction
from indexing.relatedness import line_name, profile, relate
from indexing.relatedness.profile import unit
from indexing.settings.model import Relatedness

LINES = Relatedness()
ORBAN = {"per:viktor-orban": "Viktor Orbán"}
HUNGARY = {"Q28": "Hungary"}

WORDS = st.dictionaries(
    st.sampled_from(("summit", "veto", "grain", "bank", "court")), st.floats(0.1, 9)
)
IDS = st.lists(st.sampled_from(["per:a-b", "org:c", "Q28", "Q1", "misc:d"]), unique=True)
VECTORS = st.lists(st.floats(-1, 1), min_size=4, max_size=4).filter(
    lambda v: any(abs(x) > 0.1 for x in v)
)


@st.composite
def extractions(draw):
    ids, terms, vector = draw(IDS), unit(draw(WORDS)), draw(VECTORS)
    length = sum(x * x for x in vector) ** 0.5
    named = tuple(Entity(id_, id_, EntityType.ORG, "", (), 1 / len(ids)) for id_ in ids)
    embedding = tuple(x / length for x in vector)
    language = draw(st.sampled_from(["en", "en", "hu"]))
    return Extraction(language, named, (), embedding, tuple(terms.items()), "drawn")


@settings(max_examples=100, deadline=None)
@given(extractions(), extractions())
def test_the_score_is_a_share_made_of_its_parts_and_the_same_both_ways(one, other):
    relation = relate(one, other, lines=LINES)
    parts = (relation.lexical, relation.entities, relation.embedding)
    assert all(0 <= part <= 1 for part in (relation.score, *parts))
    assert relation.score == pytest.approx(
        0.65 * relation.lexical + 0.25 * relation.entities + 0.1 * relation.embedding
    )
    back = relate(other, one, lines=LINES)
    assert (back.score, back.lexical, back.entities, back.embedding) == (relation.score, *parts)


@settings(max_examples=60, deadline=None)
@given(extractions().filter(lambda drawn: drawn.terms))
def test_a_text_is_surely_one_event_with_itself(text):
    assert relate(text, text, lines=LINES).score >= LINES.strict


@settings(max_examples=60, deadline=None)
@given(extractions(), extractions(), st.randoms(use_true_random=False))
def test_the_order_of_words_and_names_is_no_matter(one, other, random):
    shuffled = Extraction(
        other.language,
        tuple(random.sample(other.entities, len(other.entities))),
        other.topics,
        other.embedding,
        tuple(random.sample(other.terms, len(other.terms))),
        other.model,
    )
    assert relate(one, shuffled, lines=LINES) == relate(one, other, lines=LINES)


@pytest.mark.parametrize(
    ("score", "is_in_story", "name"),
    [
        pytest.param(0.1199, True, "below", id="just under the line, wherever it is"),
        pytest.param(0.12, False, "related", id="a line belongs to what it opens"),
        pytest.param(0.12, True, "same story", id="in the reference's story"),
        pytest.param(0.9, False, "related", id="near, but in another story"),
    ],
)
def test_line_name(score, is_in_story, name):
    assert line_name(score, LINES, is_in_story=is_in_story) == name


def test_a_raised_related_line_hides_what_is_in_the_story():
    raised = LINES.model_copy(update={"related": 0.45})
    assert line_name(0.40, raised, is_in_story=True) == "below"


def test_reasons_are_words_strongest_first(make):
    reference = make(
        {"summit": 1, "veto": 4, "orban": 5}, ORBAN | HUNGARY, topics=("conflict-and-war",)
    )
    article = make(
        {"veto": 4, "orban": 5, "grain": 2}, ORBAN | HUNGARY, topics=("conflict-and-war",)
    )
    assert relate(reference, article, lines=LINES).reasons == (
        "rare words: veto",
        "both: Viktor Orbán",
        "places: Hungary",
        "near in meaning",
        "topic: conflict and war",
    )


def test_figures_are_told_apart_from_words(make):
    one, other = ({"strike": 1, "14 billion": 4, "2300": 2, word: 1} for word in ("port", "fare"))
    relation = relate(make(one, embedding=()), make(other, embedding=()), lines=LINES)
    assert relation.reasons == ("figures: 14 billion, 2300", "rare words: strike")


def test_a_name_is_shown_as_the_reference_spells_it(make):
    article = make("", {"per:viktor-orban": "Victor Orban"})
    assert "both: Viktor Orbán" in relate(make("", ORBAN), article, lines=LINES).reasons


def test_texts_that_share_nothing_have_no_reason(make):
    one, other = make("grain", embedding=(1.0, 0.0)), make("court", embedding=(-1.0, 0.0))
    relation = relate(one, other, lines=LINES)
    assert (relation.score, relation.reasons) == (0.0, ())


def test_a_language_unknown_to_the_models_is_compared_by_words_alone(make):
    one, other = (make("csúcs vétó", ORBAN, language="hu") for _ in range(2))
    relation = relate(one, other, lines=LINES)
    assert (relation.lexical, relation.entities, relation.embedding) == (pytest.approx(1), 0, 0)
    assert relation.reasons == ("rare words: vétó, csúcs", "only words could be compared")


def test_news_agencies_relate_nothing(make):
    wire = make("", {"org:example-wire": "Example Wire"}, kinds={"org:example-wire": "agency"})
    assert relate(wire, wire, lines=LINES).entities == 0


def test_a_nationality_counts_as_its_country_and_is_shown_by_its_name(make):
    one = make("", HUNGARY, kinds={"Q28": "country"})
    other = make("", {"Q28": "Hungarian"}, kinds={"Q28": "nationality"})
    relation = relate(one, other, lines=LINES)
    assert relation.entities == pytest.approx(1)
    assert "places: Hungary" in relation.reasons


def test_a_country_named_on_one_side_only_is_shown_as_a_place(make):
    french = make("", {"Q142": "French"}, kinds={"Q142": "nationality"})
    france = make("", {"Q142": "France"}, kinds={"Q142": "country"})
    assert "places: France" in relate(french, france, lines=LINES).reasons
    assert "peoples: French" in relate(french, french, lines=LINES).reasons


def test_rarity_lets_a_common_name_count_for_less(make):
    one, other = make("", ORBAN | HUNGARY), make("", HUNGARY | {"org:c": "C"})

    def rarity(id_):
        return 0.2 if id_ == "Q28" else 2.0

    weighed = relate(one, other, lines=LINES, rarity=rarity).entities
    assert weighed < relate(one, other, lines=LINES).entities


def test_a_profile_made_once_gives_the_same_relation(make):
    one, other = make("summit veto", ORBAN), make("summit grain", HUNGARY)
    assert relate(profile(one), profile(other), lines=LINES) == relate(one, other, lines=LINES)
