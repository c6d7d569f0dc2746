import numpy as np
import pytest

from indexing.extraction.fit_topics import fit, read_leads
from indexing.extraction.iptc import topic_definitions
from indexing.extraction.topics import classify, parts, topic_model

SLUGS = """arts conflict crime disaster economy education environment health human-interest labour
lifestyle politics religion science society sport weather"""


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
        ("politics", "Parliament voted on the bill and the opposition left the coalition."),
        ("religion", "The bishop prayed with pilgrims in the cathedral on Easter morning."),
        ("science", "Astronomers with a new telescope measured the light of a distant galaxy."),
        ("sport", "The striker scored twice and the team won the cup final."),
        ("weather", "Snow and strong wind are forecast, with frost in the valleys."),
    ],
)
def test_plain_cases(slug, text):
    topics = classify(text)
    assert topics[0].slug == slug
    assert 0.4 <= topics[0].score <= 1


@pytest.mark.parametrize("text", ["", "!!! 123", "Qwx zpt vlk."])
def test_no_topic_when_none_is_sure(text):
    assert classify(text) == ()


def test_a_long_text_is_read_in_parts():
    assert [len(part.split()) for part in parts("word " * 200)] == [100, 100]
    assert len(parts("word " * 5000)) == 6


def test_the_shipped_numbers_are_those_of_a_fresh_fit():
    shipped, fresh = topic_model(), fit()
    assert np.allclose(shipped.centre, fresh.centre, atol=1e-4)
    assert np.allclose(shipped.seeds, fresh.seeds, atol=1e-4)
    assert np.allclose(shipped.coefficients, fresh.coefficients, atol=1e-2)
    assert np.allclose(shipped.calibration, fresh.calibration, atol=1e-2)


def test_every_topic_has_leads_enough():
    _, topics = read_leads()
    assert np.bincount(topics, minlength=17).min() >= 20
