import math

import numpy as np
import pytest

from indexing.extraction.vectors import TextPoints, beginning, embed


def embedded(text: str) -> tuple[float, ...]:
    return embed(TextPoints(text))


def nearness(one: str, other: str) -> float:
    return math.fsum(a * b for a, b in zip(embedded(one), embedded(other), strict=True))


def test_an_embedding_has_256_numbers_of_length_1_and_6_decimals():
    vector = embedded("The ministers met in Oslo.")
    assert len(vector) == 256
    assert math.fsum(x * x for x in vector) == pytest.approx(1, abs=1e-4)
    assert all(x == round(x, 6) for x in vector)


def test_texts_of_one_subject_lie_nearer():
    war = "Soldiers shelled the town and the army advanced."
    assert nearness(war, "Troops attacked a village at the front.") > nearness(
        war, "The soufflé needs four eggs and a hot oven."
    )


@pytest.mark.parametrize("text", ["", " \n\t", "–– … !"])
def test_no_words_no_embedding(text):
    assert embedded(text) == ()


def test_only_the_first_512_words_count():
    start = "oslo " * 512
    assert embedded(start + "soldiers " * 500) == embedded(start)
    assert len(beginning("word " * 2000).split()) == 512


def test_a_word_without_end_is_cut():
    assert len(beginning("x" * 1_000_000)) == 512 * 40


def test_the_mean_of_words_ignores_stop_words_and_unknown_ones():
    known = TextPoints("soldiers").word_mean()
    assert np.allclose(TextPoints("the soldiers of qzxqzx").word_mean(), known)
    assert not TextPoints("qzxqzx").word_mean().any()


def test_a_part_of_a_text_lies_where_it_would_alone():
    points = TextPoints("The army shelled the town. The soufflé needs four eggs.")
    start = points.text.index("The soufflé")
    alone = TextPoints("The soufflé needs four eggs.")
    assert np.allclose(points.embedding(start), alone.embedding())
    assert np.allclose(points.word_mean(start), alone.word_mean())
    assert not points.embedding(3, 4).any(), "a blank lies nowhere"
