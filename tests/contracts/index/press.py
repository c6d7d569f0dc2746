"""Five thousand articles of a seeded generator: our own words, of several scripts, as news has."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from indexing.search.analysis import fold
from indexing.search.searchable import Searchable

NOW = datetime(2026, 4, 1, 10, 20, 30, tzinfo=UTC)
ARTICLES = 5_000
_COMMON, _NEWS = map(
    str.split,
    (
        "the said that and of in to a is on for with after over new more two people year",
        "Orbán NATO Ukraine Hungary wheat grain prices price fell fall summit summits talks talk "
        "talking sanctions sanction sanctioned sanctioning vote votes voted minister prime Viktor "
        "market markets harvest aid Zürich's Zürich O'Neil O’Neil straße Łódź Budapest Brussels "
        "generously generous added adding egg egging eggs erring news new running run skies sky "
        "foo-bar e-mail email snake_case 3.5 1,000 U.S. AT&T C++ and/or café Café naïve coöperate "
        "北京 東京 Київ Москва ภาษาไทย שלום 한국 👍 👩‍💻 🇭🇺 ﬁsh Ωmega ice rice notice orbs urban "
        "nation nations station option caution conflict politics economy ministers' it's theatre",
    ),
)
_PHRASES = (
    "wheat prices fell", "grain prices", "prime minister Viktor Orbán", "Viktor Orbán’s veto",
    "said that the", "Orbán NATO", "NATO Orbán", "Orbán and NATO", "summit talks", "the the",
    "orban: nato", "(summit)", "AND",
)  # fmt: skip


def press(make_article: Callable[..., Searchable]) -> tuple[Searchable, ...]:
    """Return the articles, always the same ones; first seen from January to the end of March."""
    rng = random.Random(20261124)
    return tuple(_article(rng, number, make_article) for number in range(ARTICLES))


def _article(
    rng: random.Random, number: int, make_article: Callable[..., Searchable]
) -> Searchable:
    seen = NOW - timedelta(seconds=rng.randrange(90 * 86_400), microseconds=rng.randrange(10**6))
    published = seen - timedelta(seconds=rng.randrange(5 * 86_400))
    names = [("q28", "per:viktor-orban"), ("q212",), ("per:bo",), ()]
    return make_article(
        f"n{number:04d}", _text(rng, 0, 7), _text(rng, 3, 60),
        source=fold(rng.choice(["Reuters", "AP", "AFP", "Daily Mail", ""])),
        authors=_some(rng, ["ann lee", "bo", "zoe o'neil"], 2),
        language=rng.choice(["en", "en", "en", "hu", ""]), story=rng.choice(["", "", "s1", "s2"]),
        entities=rng.choice(names) + _some(rng, ["q38", "q55"], 2),
        topics=_some(rng, ["politics", "conflict", "economy"], 2), follows=_some(rng, ["nato"], 1),
        first_seen_at=seen, published_at=rng.choice([None, published, published]),
        revision=rng.randrange(1, 9),
    )  # fmt: skip


def _text(rng: random.Random, least: int, most: int) -> str:
    pieces = []
    for _ in range(rng.randint(least, most)):
        words = rng.choices((_COMMON, _NEWS, _PHRASES), (6, 5, 1))[0]
        pieces.append(rng.choice(words) + rng.choice(["", "", "", ",", ".", " –"]))
    return " ".join(pieces)


def _some(rng: random.Random, values: list[str], most: int) -> tuple[str, ...]:
    return tuple(rng.sample(values, rng.randint(0, most)))
