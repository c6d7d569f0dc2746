import math

import numpy as np
import pytest

from indexing.extraction.vectors import beginning, embed, word_vector


def nearness(one: str, other: str) -> float:
    return math.fsum(a * b for a, b in zip(embed(one), embed(other), strict=True))


def test_an_embedding_has_256_numbers_of_length_1_and_6_decimals():
    vector = embed("The ministers met in Oslo.")
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
    assert embed(text) == ()


def test_only_the_first_512_words_count():
    start = "oslo " * 512
    assert embed(start + "soldiers " * 500) == embed(start)
    assert len(beginning("word " * 2000).split()) == 512


def test_a_word_without_end_is_cut():
    assert len(beginning("x" * 1_000_000)) == 512 * 40


def test_word_vector_ignores_stop_words_and_unknown_ones():
    assert np.allclose(word_vector("the soldiers of qzxqzx"), word_vector("soldiers"))
    assert not word_vector("qzxqzx").any()
