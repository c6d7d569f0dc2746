"""Word lists of the rules, kept in ``data/words.tsv`` so that they read as data."""

from functools import lru_cache
from pathlib import Path

_TABLE = Path(__file__).parent / "data" / "words.tsv"


@lru_cache(maxsize=1)
def _lists() -> dict[str, frozenset[str]]:
    lines = _TABLE.read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {name: frozenset(words.split()) for name, _, words in rows}


def word_list(name: str) -> frozenset[str]:
    """Return the words of a list by its name in the table; KeyError if there is no such list."""
    return _lists()[name]
