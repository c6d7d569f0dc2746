"""Saved searches as people write them, as many as are wanted, of a seeded generator."""

import random
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import wordfreq

# How often each form is asked for, of a hundred; the words in capitals are filled in.
FORMS = (
    (22, "WORD AND WORD"),
    (14, "WORD AND (WORD OR WORD)"),
    (10, '"PAIR"'),
    (14, 'entity:"NAME"'),
    (10, 'entity:"NAME" AND WORD'),
    (8, 'entity:"NAME" AND topic:TOPIC'),
    (6, "title:WORD AND WORD"),
    (6, "WORD AND WORD NOT WORD"),
    (5, '(WORD OR WORD) AND entity:"NAME" published:>=now-7d'),
    (3, "STEM* AND WORD"),
    (2, "WORD~1 AND topic:TOPIC"),
)

_FILLED = re.compile("WORD|STEM|PAIR|NAME|TOPIC")


def made_rules(
    number: int,
    chance: random.Random,
    *,
    names: Sequence[str],
    topics: Sequence[str],
    texts: Sequence[str],
) -> list[str]:
    """Return ``number`` queries about ``names``, ``topics`` and words, each as likely as another.

    Half of the words are those of ``texts``; the others are of English at large, since most
    rules are about news of another day. Nobody saves a search for "with".
    """
    written = [word for text in texts for word in text.split()]
    ours = _asked_for(written)
    others = _asked_for(wordfreq.top_n_list("en", 20_000))
    wanted = {*ours}
    pairs = list(
        dict.fromkeys(f"{one} {two}" for one, two in pairwise(written) if {one, two} <= wanted)
    )
    fillings: dict[str, Callable[[], str]] = {
        "WORD": lambda: chance.choice(chance.choice((ours, others))),
        "STEM": lambda: chance.choice(ours)[:5],
        "PAIR": lambda: chance.choice(pairs),
        "NAME": lambda: chance.choice(names),
        "TOPIC": lambda: chance.choice(topics),
    }
    weights, forms = zip(*FORMS, strict=True)
    return [
        _FILLED.sub(lambda part: fillings[part[0]](), form)
        for form in chance.choices(forms, weights, k=number)
    ]


def _asked_for(words: Iterable[str]) -> list[str]:
    """Return the words that somebody might ask for, each once."""
    common = set(wordfreq.top_n_list("en", 300))
    known = dict.fromkeys(word for word in words if word.isalpha() and len(word) > 3)
    return [word for word in known if word.lower() not in common]
