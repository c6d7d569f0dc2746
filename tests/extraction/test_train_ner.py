import os
import random
import subprocess
import sys

import numpy as np
import pytest

from indexing.extraction import models
from indexing.extraction.entities.knowledge.spans import Label
from indexing.extraction.train_ner import (
    Passage,
    Recipe,
    parse_passage,
    train,
    training_texts,
    with_numbers,
)

LINES = [
    "[ORG Lark Airways] cut nine jobs in [GPE Karvanka].",
    "[PERSON Ana Petri] met [PERSON Max Lo] on Monday.",
    "The [ORG Lark Party] won 12 seats.",
]


def test_parse_passage():
    passage = parse_passage(LINES[0])
    assert passage.text == "Lark Airways cut nine jobs in Karvanka."
    assert passage.names == ((0, 12, "ORG"), (30, 38, "GPE"))


def test_a_headline_stands_on_a_line_of_its_own():
    passage = parse_passage("[ORG LARK] SOLD ¶ [PERSON Ana Petri] wept.")
    assert passage.text == "LARK SOLD\n\nAna Petri wept."
    assert passage.names == ((0, 4, "ORG"), (11, 20, "PERSON"))


def test_joined_passages_keep_their_names():
    joined = Passage("Ana", ((0, 3, "PERSON"),)).joined(Passage("Max", ((0, 3, "PERSON"),)), " ")
    assert joined == Passage("Ana Max", ((0, 3, "PERSON"), (4, 7, "PERSON")))


def test_numbers_and_dates_are_taken_from_the_published_model():
    labels = {
        name[2] for name in with_numbers(models.load_pipeline(), parse_passage(LINES[1])).names
    }
    assert labels == {"PERSON", "DATE"}


def test_every_passage_is_used_once_an_epoch():
    passages = [Passage(f"p{number}", ()) for number in range(20)]
    texts = list(training_texts(passages, random.Random(1)))
    assert sorted(word for text in texts for word in text.text.split()) == sorted(
        passage.text for passage in passages
    )


def test_training_is_the_same_every_time_and_changes_something():
    recipe = Recipe(epochs=2, averaged_from=1, batch=2)
    first, second = train(LINES, recipe), train(LINES, recipe)
    published = models.get_weights(models.ner_model(models.load_pipeline()))
    assert first.keys() == second.keys() == published.keys()
    assert all(np.array_equal(first[name], second[name]) for name in first)
    assert any(not np.array_equal(first[name], published[name]) for name in first)


def test_the_shipped_weights_fit_the_pipeline():
    published = models.get_weights(models.ner_model(models.load_pipeline()))
    with np.load(models.NER_WEIGHTS) as shipped:
        assert {name: shipped[name].shape for name in shipped.files} == {
            name: array.shape for name, array in published.items()
        }


def test_all_marks_of_the_passages_are_whole_and_known():
    for line in (models.DATA / "passages.txt").read_text("utf-8").splitlines():
        passage = parse_passage(line)
        assert not set("[]¶") & set(passage.text), line
        assert {label for _, _, label in passage.names} <= set(Label), line


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("PRESSWATCH_PROOF"), reason="make proof trains for minutes")
def test_the_shipped_weights_are_what_the_script_makes_of_the_passages(tmp_path):
    """To the last digit, on one thread and a processor of the kind that made them."""
    made = tmp_path / "weights.npz"
    command = [sys.executable, "-m", "indexing.extraction.train_ner", str(made)]
    subprocess.run(command, env={**os.environ, "OMP_NUM_THREADS": "1"}, check=True)
    with np.load(made) as ours, np.load(models.NER_WEIGHTS) as shipped:
        assert set(ours.files) == set(shipped.files)
        assert all(np.array_equal(ours[name], shipped[name]) for name in shipped.files)
