"""Figures on public sets, each read from a person's own copy; none of them is in the repository.

    PYTHONPATH=tests python -m accuracy.public conll eng.testb
    PYTHONPATH=tests python -m accuracy.public wikigold wikigold.conll.txt
    PYTHONPATH=tests python -m accuracy.public bbc FOLDER     # FOLDER/business/001.txt and so on
    PYTHONPATH=tests python -m accuracy.public ecb FOLDER     # FOLDER/1/1_1ecbplus.xml and so on

Names count by exact place and type, people, bodies and places alone. Their scheme is not ours: to
them a team's city is a body, and Moscow that speaks a place. Nothing was tuned on these sets, but
the weights of relatedness and its lines on ECB+.
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from lxml import etree

from accuracy.measures import Score, auc, compared, share
from indexing.extraction import extract
from indexing.extraction.topics import classify
from indexing.extraction.vectors import TextPoints
from indexing.models import Document
from indexing.relatedness import profile, relate
from indexing.settings.model import Relatedness

NAMED = ("PER", "ORG", "LOC")
TOPIC_OF = {
    "business": "economy",
    "entertainment": "arts",
    "politics": "politics",
    "sport": "sport",
    "tech": "science",
}
"""A folder of the BBC's → our topic."""
_START = "-DOCSTART-"
_NO_BLANK_BEFORE = re.compile(r"[.,;:!?%)\]]|''|'s|'|n't|'(?:re|ve|ll|d|m)|\.\.\.")
_QUOTES = {"``": '"', "''": '"'}
_NO_BLANK_AFTER = frozenset({"(", "[", "$", "``"})
_ENDS_SENTENCE = frozenset({".", "!", "?", '"', "''"})
_BETWEEN_SIDES = frozenset({"AT", "v", "vs"})
_LEAST_WORDS = 3
_ADDRESS_BEGINS = frozenset({"http", "https", "www"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word and its mark: ``O``, or ``I-PER`` and the like."""

    text: str
    mark: str


Sentence = list[Token]
Spans = frozenset[tuple[int, int, str]]


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A running text and its names: (start, end, type)."""

    text: str
    names: Spans


def read_columns(lines: Sequence[str]) -> Iterator[list[Sentence]]:
    """Yield each document's sentences: a word a line, its mark last, a blank line between.

    A document begins at ``-DOCSTART-``, where the set has such lines.
    """
    sentences: list[Sentence] = [[]]
    for line in lines:
        columns = line.split()
        if columns[:1] == [_START]:
            yield [each for each in sentences if each]
            sentences = [[]]
        elif columns:
            sentences[-1].append(Token(columns[0], columns[-1]))
        else:
            sentences.append([])
    yield [each for each in sentences if each]


def is_row(sentence: Sentence) -> bool:
    """Tell a row of results, fixtures or prices from a sentence: hardly a small word, and figures
    or two sides.
    """
    words = [token.text for token in sentence]
    small = sum(word[:1].islower() for word in words if word not in _BETWEEN_SIDES)
    has_sides = not small and not _BETWEEN_SIDES.isdisjoint(words)
    return has_sides or (small < _LEAST_WORDS and any(word[:1].isdigit() for word in words))


def running_text(sentences: Sequence[Sentence]) -> MarkedText:
    """Return sentences as a paper prints them; what is no full one stands on a line of its own."""
    text, marked = "", set[tuple[int, int, str]]()
    was_full = False
    for sentence in sentences:
        is_shouted = not any(token.text.islower() for token in sentence)
        is_full = sentence[-1].text in _ENDS_SENTENCE and not is_shouted
        gap = " " if is_full and was_full else "\n\n"
        part, found = _joined(sentence)
        offset = len(text) + len(gap) if text else 0
        text = f"{text}{gap}{part}" if text else part
        marked |= {(start + offset, end + offset, type_) for start, end, type_ in found}
        was_full = is_full
    return MarkedText(text, frozenset(marked))


def _joined(sentence: Sentence) -> tuple[str, list[tuple[int, int, str]]]:
    """Return a sentence with its blanks where print has them, and its names."""
    text, names, before = "", list[tuple[int, int, str]](), ""
    for token, has_blank in zip(sentence, _blanks([one.text for one in sentence]), strict=True):
        text += " " * has_blank
        start, kind = len(text), token.mark[2:]
        text += _QUOTES.get(token.text, token.text)
        if kind and kind == before and token.mark.startswith("I"):
            names[-1] = (names[-1][0], len(text), kind)
        elif kind:
            names.append((start, len(text), kind))
        before = kind
    return text, names


def _blanks(words: Sequence[str]) -> list[bool]:
    """Return for each word of a sentence whether a blank stands before it."""
    blanks, in_quotes, is_first = list[bool](), False, True
    for word in words:
        closes = word == '"' and in_quotes
        blanks.append(not (is_first or closes or _NO_BLANK_BEFORE.fullmatch(word)))
        in_quotes = in_quotes != (word == '"')
        is_first = word in _NO_BLANK_AFTER or (word == '"' and in_quotes)
    return blanks


def found_names(text: str) -> Spans:
    """Return the people, bodies and places that the product finds."""
    entities = extract(Document("", text, "en")).entities
    return frozenset(
        (mention.start, mention.end, entity.type.value)
        for entity in entities
        for mention in entity.mentions
    )


def figures(path: Path, keep: Callable[[Sentence], bool]) -> Iterator[str]:
    """Yield a line for each type of name and one for all three, of the sentences to ``keep``."""
    documents = read_columns(path.read_text("utf-8").splitlines())
    texts = [running_text(kept) for one in documents if (kept := list(filter(keep, one)))]
    found = [(number, *name) for number, one in enumerate(texts) for name in found_names(one.text)]
    wanted = [(number, *name) for number, one in enumerate(texts) for name in one.names]
    for types in (*((type_,) for type_ in NAMED), NAMED):
        score = compared(
            {name for name in found if name[-1] in types},
            {name for name in wanted if name[-1] in types},
        )
        yield (
            f"{', '.join(types):<14} F1 {score.f1:.3f}   precision {score.precision:.3f}"
            f"   recall {score.recall:.3f}   of {score.of}"
        )


def conll(path: Path) -> Iterator[str]:
    """Yield the figures on a file of CoNLL-2003, rows of score tables left out."""
    return figures(path, lambda sentence: not is_row(sentence))


def wikigold(path: Path) -> Iterator[str]:
    """Yield the figures on Wikigold."""
    return figures(path, lambda _: True)


def bbc(folder: Path) -> Iterator[str]:
    """Yield how often the likeliest of all 17 topics is that of the folder, and either of two."""
    first, either = list[bool](), list[bool]()
    for name, topic in TOPIC_OF.items():
        for path in sorted((folder / name).glob("*.txt")):
            title, _, text = path.read_text("utf-8", errors="replace").partition("\n")
            told = [one.slug for one in classify(TextPoints(f"{title}\n\n{text.strip()}"))]
            first.append(told[:1] == [topic])
            either.append(topic in told)
    shares = f"first is right {share(first):.3f}   it or the second {share(either):.3f}"
    yield f"{shares}   of {len(first)}"


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """An article of ECB+: each of its topics holds two events of one kind, ``ecb`` and ``plus``."""

    topic: str
    event: str
    document: Document


def read_events(folder: Path) -> Iterator[ToldEvent]:
    """Yield the articles of ECB+, without the address that some begin with."""
    for path in sorted(folder.glob("*/*.xml")):
        sentences: dict[str, Sentence] = {}
        for token in etree.parse(path).iterfind("token"):
            sentences.setdefault(token.get("sentence", ""), []).append(Token(token.text or "", "O"))
        kept = [one for one in sentences.values() if one[0].text not in _ADDRESS_BEGINS]
        event = "plus" if path.stem.endswith("plus") else "ecb"
        text = running_text(kept).text
        yield ToldEvent(path.parent.name, f"{path.parent.name} {event}", Document("", text, "en"))


def ecb(folder: Path) -> Iterator[str]:
    """Yield how surely two reports of one event stand above others, and what the lines let in."""
    lines = Relatedness()
    told = [(one, profile(extract(one.document))) for one in read_events(folder)]
    own, topic, strangers = list[float](), list[float](), list[float]()
    for (one, this), (other, that) in combinations(told, 2):
        is_own, is_near = one.event == other.event, one.topic == other.topic
        score = relate(this, that, lines=lines).score
        (own if is_own else topic if is_near else strangers).append(score)
    others = topic + strangers
    yield f"one event over its topic's other (AUC) {auc(own, topic):.3f}   of {len(topic)}"
    yield f"one event over all others (AUC) {auc(own, others):.4f}   of {len(others)}"
    for name, line in (("same_story", lines.same_story), ("strict", lines.strict)):
        found = sum(score >= line for score in own)
        false = sum(score >= line for score in others)
        at = Score(found / (found + false), found / len(own), len(own))
        yield (
            f"at {name} {line:.2f}: F1 {at.f1:.3f}   precision {at.precision:.3f}"
            f"   recall {at.recall:.3f}   of {at.of}"
        )


SETS: dict[str, Callable[[Path], Iterator[str]]] = {
    "conll": conll,
    "wikigold": wikigold,
    "bbc": bbc,
    "ecb": ecb,
}


def main() -> None:
    """Read the set that was named and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("set", choices=SETS)
    parser.add_argument("path", type=Path)
    asked = parser.parse_args()
    for line in SETS[asked.set](asked.path):
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
