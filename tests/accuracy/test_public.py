"""The readers of public sets, on lines of our own in their formats."""

import pytest

from accuracy.public import SETS, bbc, ecb, is_row, read_columns, read_events, running_text

COLUMNS = """\
-DOCSTART- -X- O O

ROWING NN I-NP O
- : O O
LARK NNP I-NP I-ORG
WIN VB I-VP O
. . O O

Ana NNP I-NP I-PER
Petri NNP I-NP I-PER
of IN I-PP O
Lark NNP I-NP I-ORG
( ( O O
Hull NNP I-NP I-LOC
) ) O O
said VBD I-VP O
: : O O
" " O O
It PRP I-NP O
's VBZ I-VP O
Max NNP I-NP I-PER
Lo NNP I-NP B-PER
. . O O
" " O O

They PRP I-NP O
went VBD I-VP O
to TO I-PP O
Oslo NNP I-NP I-LOC
. . O O

1. CD I-NP O
Max NNP I-NP I-PER
Lo NNP I-NP I-PER
6:12.4 CD I-NP O

LARK NNP I-NP I-ORG
AT NNP I-NP O
HULL NNP I-NP I-ORG

-DOCSTART- -X- O O

Snow NN I-NP O
fell VBD I-VP O
. . O O
""".splitlines()


def marked(text):
    return sorted((text.text[start:end], type_) for start, end, type_ in text.names)


def test_sentences_of_a_document_become_running_text():
    _, first, second = (running_text(one) for one in read_columns(COLUMNS))
    assert first.text == (
        "ROWING - LARK WIN.\n\n"
        'Ana Petri of Lark (Hull) said: "It\'s Max Lo." They went to Oslo.\n\n'
        "1. Max Lo 6:12.4\n\nLARK AT HULL"
    )
    assert second.text == "Snow fell."


def test_names_keep_their_place_and_two_that_touch_stay_two():
    _, text, _ = (running_text(one) for one in read_columns(COLUMNS))
    assert marked(text) == [
        ("Ana Petri", "PER"), ("HULL", "ORG"), ("Hull", "LOC"), ("LARK", "ORG"), ("LARK", "ORG"),
        ("Lark", "ORG"), ("Lo", "PER"), ("Max", "PER"), ("Max Lo", "PER"), ("Oslo", "LOC"),
    ]  # fmt: skip


def test_a_set_of_two_columns_is_read_alike():
    (text,) = (running_text(one) for one in read_columns(["Oslo I-LOC", "won O", ". O"]))
    assert (text.text, marked(text)) == ("Oslo won.", [("Oslo", "LOC")])


def test_rows_of_tables_are_told_from_sentences():
    _, sentences, _ = read_columns(COLUMNS)
    assert [is_row(sentence) for sentence in sentences] == [False, False, False, True, True]


@pytest.mark.parametrize("name", ["conll", "wikigold"])
def test_figures_on_names_have_a_line_a_type_and_one_for_all(tmp_path, name):
    path = tmp_path / "set.txt"
    path.write_text("\n".join(COLUMNS), "utf-8")
    lines = list(SETS[name](path))
    assert [line.split(" F1")[0].strip() for line in lines] == [
        "PER",
        "ORG",
        "LOC",
        "PER, ORG, LOC",
    ]
    assert lines[2].endswith("of 2"), "Hull and Oslo"


def test_figures_on_topics_count_every_text_of_the_folders(tmp_path):
    for folder, text in (
        ("sport", "Lark win cup\n\nThe striker scored twice and the team won the cup final."),
        ("business", "Bank gains\n\nThe bank's profit rose and its shares gained four per cent."),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "001.txt").write_text(text, "utf-8")
    assert list(bbc(tmp_path)) == ["first is right 1.000   it or the second 1.000   of 2"]


FERRY = "The ferry Astrid ran aground off Lark . All 40 people were saved ."
AGAIN = "The ferry Astrid , aground off Lark with 40 people , was towed to Hull ."
LATER = "A bus left the road near Hull . Its driver was hurt ."
STRANGER = "Parliament passed the budget . Taxes rise by 2 percent ."


def article_of_ecb(folder, name, *sentences):
    """Write an article as ECB+ has it: a token a line, the number of its sentence beside it."""
    tokens = [
        f'<token sentence="{number}">{word}</token>'
        for number, sentence in enumerate(sentences)
        for word in sentence.split()
    ]
    path = folder / name.partition("_")[0] / f"{name}.xml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"<Document>{''.join(tokens)}<Markables/></Document>", "utf-8")


def test_articles_of_ecb_are_read_without_their_address(tmp_path):
    article_of_ecb(tmp_path, "7_1ecbplus", "http : / / wire . example / 1", "Ferry aground", FERRY)
    article_of_ecb(tmp_path, "7_1ecb", FERRY)
    other, one = read_events(tmp_path)
    assert (one.topic, one.event, other.event) == ("7", "7 plus", "7 ecb")
    assert one.document.text.startswith("Ferry aground\n\nThe ferry Astrid ran aground off Lark.")


def test_figures_on_events_are_of_all_pairs(tmp_path):
    article_of_ecb(tmp_path, "7_1ecb", FERRY)
    article_of_ecb(tmp_path, "7_2ecb", AGAIN)
    article_of_ecb(tmp_path, "7_1ecbplus", LATER)
    article_of_ecb(tmp_path, "8_1ecb", STRANGER)
    topic, everything, *lines = ecb(tmp_path)
    assert topic == "one event over its topic's other (AUC) 1.000   of 2"
    assert everything == "one event over all others (AUC) 1.0000   of 5"
    assert [line.split(":")[0] for line in lines] == ["at same_story 0.24", "at strict 0.36"]
    assert all("recall 1.000   of 1" in line for line in lines)
