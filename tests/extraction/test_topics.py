import numpy as np
import pytest

from indexing.extraction.fit_topics import fit, read_leads, reliability
from indexing.extraction.iptc import topic_definitions
from indexing.extraction.topics import classify, parts, topic_model
from indexing.extraction.vectors import TextPoints

SLUGS = """arts conflict crime disaster economy education environment health human-interest labour
lifestyle politics religion science society sport weather"""


def topics_of(text):
    return classify(TextPoints(text))


def test_the_17_topics_of_the_first_level():
    assert [topic.slug for topic in topic_definitions()] == SLUGS.split()
    assert len({len(topic.seeds) for topic in topic_definitions()}) == 1, "equally many seeds"


@pytest.mark.parametrize(
    ("slug", "text"),
    [
        ("arts", "The novelist’s new play opened at the theatre; critics praised the actors."),
        ("conflict", "Rockets hit the barracks, and the rebels fled before the tanks."),
        ("crime", "The jury found him guilty of murder, and the judge sent him to prison."),
        ("disaster", "Rescuers dug for survivors after the earthquake brought down the hotel."),
        ("economy", "The bank’s profit rose and its shares gained four per cent in New York."),
        ("education", "Pupils sat their exams while teachers asked for smaller classes."),
        ("environment", "The forest loses its beetles and birds as emissions warm the climate."),
        ("health", "Doctors gave the vaccine to patients after the virus spread in the clinic."),
        ("labour", "The union called a strike after talks on wages with the employer failed."),
        ("lifestyle", "Roast the squash with sage, and serve it with a glass of cold white wine."),
        ("politics", "Parliament voted on the bill and the opposition left the coalition."),
        ("religion", "The bishop prayed with pilgrims in the cathedral on Easter morning."),
        ("science", "Astronomers with a new telescope measured the light of a distant galaxy."),
        ("sport", "The striker scored twice and the team won the cup final."),
        ("weather", "Snow and strong wind are forecast, with frost in the valleys."),
    ],
)
def test_plain_cases(slug, text):
    topics = topics_of(text)
    assert topics[0].slug == slug
    assert 0.4 <= topics[0].score <= 1


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("!!! 123", id="no letters"),
        pytest.param("Qwx zpt vlk.", id="no words"),
        pytest.param(
            "We use cookies to improve your visit. Accept all cookies or manage your preferences.",
            id="a cookie notice",
        ),
        pytest.param(
            "All rights reserved. Terms of use, privacy policy, contact. No copying of any part.",
            id="the foot of a page",
        ),
        pytest.param(
            "Share on Facebook. Share on X. Print. Copy link. Most read. More like this. Comments.",
            id="buttons",
        ),
        pytest.param(
            "Paul Brooks, Hanna Lindqvist, Omar Haddad, Ruth Okafor, Tomas Vrba, Ingrid Moen.",
            id="a list of names",
        ),
        pytest.param("Adams, B.; Brown, C.; Carter, D.; Dunn, E.; Ellis, F.", id="surnames first"),
    ],
)
def test_no_topic_where_nothing_is_told(text):
    assert topics_of(text) == ()


def test_a_second_topic_may_fill_only_half_of_the_paragraphs():
    match = "The striker scored twice, and the team won the cup final on penalties. " * 7
    verdict = "The court sent the club’s former owner to prison for fraud, the judge said. " * 6
    assert {topic.slug for topic in topics_of(match + verdict)} == {"sport", "crime"}


def test_the_headline_decides_between_two_sentences():
    storm, vote = "Snow and strong wind are forecast.", "Parliament voted on the bill."
    assert topics_of(f"{storm}\n{vote}")[0].slug == "weather"
    assert topics_of(f"{vote}\n{storm}")[0].slug == "politics"


def test_a_long_text_is_read_in_parts():
    text = "word " * 199 + "word"
    assert [len(text[start:end].split()) for start, end in parts(text)] == [100, 100]
    assert "".join(text[start:end] for start, end in parts(text)).count("word") == 200


def test_the_shipped_numbers_are_those_of_a_fresh_fit():
    shipped, fresh = topic_model(), fit(read_leads()).model
    assert np.allclose(shipped.centre, fresh.centre, atol=1e-4)
    assert np.allclose(shipped.seeds, fresh.seeds, atol=1e-4)
    assert np.allclose(shipped.coefficients, fresh.coefficients, atol=1e-2)
    assert np.allclose(shipped.calibration, fresh.calibration, atol=1e-2)


def test_every_topic_has_leads_enough():
    assert read_leads().labels.sum(axis=0).min() >= 40


def test_a_lead_shares_itself_out_among_its_topics():
    leads = read_leads()
    assert np.allclose(leads.shares.sum(axis=1), 1)
    of_two = leads.shares[leads.labels.sum(axis=1) == 2]
    assert np.allclose(of_two.max(axis=1), 0.65), "the main one has the larger share"


def test_reliability_says_how_often_chances_came_true():
    chances, right = np.array([0.81, 0.83, 0.12]), np.array([1.0, 0.0, 0.0])
    assert reliability(chances, right) == [
        "0.1  said 0.12  right 0.00  of 1",
        "0.8  said 0.82  right 0.50  of 2",
    ]
