"""The Python chain and the servers' own make the same tokens of the same text."""

import random
from collections.abc import Iterator
from itertools import zip_longest

import pytest
from wordfreq import top_n_list

from indexing.index.elastic.mapping import CHAIN, PHRASE, UNSTEMMED
from indexing.search.analysis import STEM_OVERRIDES, analyze

pytestmark = [pytest.mark.servers, pytest.mark.slow]
WORDS = 100_000
TEXTS = 1_000
LETTERS = (
    "azAZ09", "ÀÖØöøžƀɏ", "αωΑΩ", "аяАЯЀѿ", "աֆԱՖ", "את", "اي", "अह", "অহ", "அஹ", "กฮ", "ດທນຟ",
    "აჰ", "가힣", "あん", "アン", "一龥", "０９Ａｚ", "ḀẕẠỹ",
)  # fmt: skip
"""First and last letters of ranges, script by script."""
SIGNS = (
    *"    ", "'", "’s ", "'s ", "-", ".", ",", ":", "_", "/", "\u00ad", "\u200d", "\u0301",
    "\ufe0f", "👍", "👩‍💻", "🇭🇺", "❤️", "1️⃣", "…", "“", "”", "&", "@", "#", "3.5", "1,000", "\u3000",
)  # fmt: skip


def random_text(rng: random.Random) -> str:
    """Return about 100 pieces: runs of letters of one script, and signs between them."""
    ranges = [pairs for script in LETTERS for pairs in zip(script[::2], script[1::2], strict=False)]

    def run() -> str:
        first, last = rng.choice(ranges)
        return "".join(chr(rng.randint(ord(first), ord(last))) for _ in range(rng.randint(1, 9)))

    return "".join(run() + rng.choice(SIGNS) for _ in range(rng.randint(20, 100)))


def news_text(rng: random.Random, words: list[str]) -> str:
    """Return a text of 150 words, commoner ones more often, as they stand in sentences."""
    picked = rng.choices(words, weights=range(len(words), 0, -1), k=150)
    dressed = (word.capitalize() if rng.random() < 0.2 else word for word in picked)
    return " ".join(word + rng.choice(["", "", "", ",", ".", "'s", "’s", "!"]) for word in dressed)


def batches(lines: list[str], size: int) -> Iterator[str]:
    """Yield ``size`` lines at a time as one text: no token crosses the end of a line."""
    for start in range(0, len(lines), size):
        yield "\n".join(lines[start : start + size])


def differences(theirs: list[str], ours: tuple[str, ...]) -> list[tuple[str, str]]:
    return [pair for pair in zip_longest(theirs, ours, fillvalue="") if pair[0] != pair[1]][:5]


def test_a_hundred_thousand_words(analyzed):
    words = list(dict.fromkeys([*STEM_OVERRIDES, *top_n_list("en", WORDS)]))[:WORDS]
    assert len(words) == WORDS
    for text in batches(words, 4_000):
        stream = analyze(text)
        assert differences(analyzed(CHAIN, text), stream.tokens) == []
        assert differences(analyzed(UNSTEMMED, text), stream.words) == []


@pytest.mark.parametrize("kind", ["as news have it", "of many scripts"])
def test_a_thousand_texts(analyzed, kind):
    rng, words = random.Random(20261124), top_n_list("en", 20_000)
    texts = [
        news_text(rng, words) if kind == "as news have it" else random_text(rng)
        for _ in range(TEXTS)
    ]
    for text in batches(texts, 20):
        stream = analyze(text)
        assert differences(analyzed(CHAIN, text), stream.tokens) == []
        assert differences(analyzed(UNSTEMMED, text), stream.words) == []


def test_our_own_tokens_come_through_as_they_are(analyzed):
    tokens = ("orban", "a\u00a0b", "x\x0by", "\u3000", "3.5", "👩‍💻", "q" * 255, "z" * 5_000)
    assert analyzed(PHRASE, " ".join(tokens)) == list(tokens)
