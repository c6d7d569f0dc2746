import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.models import Entity, EntityType, Extraction
from indexing.relatedness import KnownName, link, surname_key


def known(**documents):
    """``viktor_orban=9`` → a name of that person in 9 documents."""
    return [
        KnownName(f"per:{key.replace('_', '-')}", key.replace("_", " ").title(), count)
        for key, count in documents.items()
    ]


def people(make, *keys):
    return make("", {f"per:{key}": key.replace("-", " ").title() for key in keys})


@pytest.mark.parametrize(
    ("key", "window", "target"),
    [
        pytest.param("orban", known(viktor_orban=9), "viktor-orban", id="bare surname"),
        pytest.param("orban", known(viktor_orban=7, anna_orban=3), "viktor-orban", id="70%: yes"),
        pytest.param("orban", known(viktor_orban=6, anna_orban=3), "", id="67%: two people"),
        pytest.param("orban", known(viktor_orban=2), "", id="two documents prove nothing"),
        pytest.param("orban", known(orban=50), "", id="bare names do not name anybody"),
        pytest.param("orban", known(viktor_orbanov=9), "", id="another surname"),
        pytest.param("orban", known(viktor_orban=5, victor_orban=4, anna_orban=3), "viktor-orban",
                     id="two spellings are one person: 9 of 12"),
        pytest.param("v-orban", known(viktor_orban=9, anna_orban=9), "viktor-orban", id="initial"),
        pytest.param("a-orban", known(viktor_orban=9), "", id="another initial"),
        pytest.param("van-der-bellen", known(alexander_van_der_bellen=5),
                     "alexander-van-der-bellen", id="surname with particles"),
        pytest.param("victor-orban", known(viktor_orban=9, victor_orban=1), "viktor-orban",
                     id="another spelling goes to the commoner"),
        pytest.param("viktor-orban", known(viktor_orban=9, victor_orban=1), "", id="not back"),
        pytest.param("victor-orban", known(viktor_orban=5, victor_orban=4), "", id="no clear one"),
        pytest.param("yulia-petrova", known(julia_petrova=4), "julia-petrova", id="one sound"),
        pytest.param("mohamed-salem", known(muhammad_salem=4), "muhammad-salem", id="vowels"),
        pytest.param("volodymyr-zelenskyy", known(volodymyr_zelensky=8), "volodymyr-zelensky",
                     id="endings of a surname"),
        pytest.param("al-gore", known(tipper_gore=9), "", id="Al is a first name"),
        pytest.param("doe", known(john_doe=9, john_doe_jr=9), "john-doe", id="the father"),
        pytest.param("daniela-weber", known(daniel_weber=9), "", id="Daniela is not Daniel"),
        pytest.param("martina-weber", known(marina_weber=9), "", id="Martina is not Marina"),
        pytest.param("marvin-weber", known(martin_weber=9), "", id="Marvin is not Martin"),
        pytest.param("jon-weber", known(jan_weber=9), "", id="short names are too alike"),
    ],
)  # fmt: skip
def test_link(make, key, window, target):
    links = link(people(make, key), window)
    assert [each.target_id for each in links] == ([f"per:{target}"] if target else [])


def test_evidence_is_told_in_words(make):
    (bare,) = link(people(make, "orban"), known(viktor_orban=8, anna_orban=2))
    assert bare.evidence == (
        "8 of 10 recent articles that name somebody called Orban in full mean Viktor Orban"
    )
    (spelling,) = link(people(make, "victor-orban"), known(viktor_orban=9, victor_orban=1))
    assert spelling.evidence == "9 recent articles write Viktor Orban, 1 Victor Orban"


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param(("orban", "anna-orban"), id="the bare name may be the other's"),
        pytest.param(("victor-orban", "viktor-orban"), id="brothers"),
    ],
)
def test_namesakes_in_one_document_are_told_apart(make, keys):
    assert link(people(make, *keys), known(viktor_orban=99)) == ()


def test_only_people_are_linked(make):
    assert link(make("", {"org:orban": "Orban Ltd"}), known(viktor_orban=9)) == ()


@pytest.mark.parametrize(
    ("entity_id", "key"),
    [
        ("per:viktor-orban", "orban"),
        ("per:orban", "orban"),
        ("per:volodymyr-zelenskyy", "zelenski"),
        ("per:zelenskiy", "zelenski"),
        ("per:wu-yi", "yi"),
        ("per:john-doe-jr", "doe-jr"),
    ],
)
def test_surname_key(entity_id, key):
    assert surname_key(entity_id) == key


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.from_regex(r"[a-z]{1,6}(-[a-z]{1,6}){0,3}", fullmatch=True), st.integers(0, 9)
        ),
        max_size=8,
        unique_by=lambda each: each[0],
    ),
    st.randoms(use_true_random=False),
)
def test_no_link_leads_to_itself_or_on_to_another_link_and_order_is_no_matter(names, random):
    window = [KnownName(f"per:{key}", key, count) for key, count in names]
    shuffled = random.sample(window, len(window))
    for name in window:
        links = link(_alone(name), window)
        assert links == link(_alone(name), shuffled)
        for each in links:
            assert each.target_id != each.entity_id
            target = next(known for known in window if known.entity_id == each.target_id)
            assert link(_alone(target), window) == ()


def _alone(name):
    person = Entity(name.entity_id, name.name, EntityType.PER, "", (), 1.0)
    return Extraction("en", (person,), (), (), (), "drawn")
