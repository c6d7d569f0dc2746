"""Spellings made comparable: folded names, the slugs of ids, initials."""

import re
import unicodedata
from functools import lru_cache

from indexing.extraction.words import word_list

# Letters that Unicode does not decompose into a base letter and a mark.
_STROKED = str.maketrans(
    {
        "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D",
        "þ": "th", "Þ": "Th", "ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe",
        "ı": "i", "ħ": "h", "Ħ": "H", "ə": "e", "Ə": "E", "’": "'", "‘": "'", "ʼ": "'",
    }
)  # fmt: skip
_POSSESSIVE = re.compile(r"'s\b|'$")
_INITIAL_DOT = re.compile(r"(?<=\b[a-z])\.(?=[a-z]\b)")
_BETWEEN_WORDS = re.compile(r"[^\w&]+|_+")
_ARTICLE = re.compile(r"^(?:the|an?) (?=.)")
# Words that an acronym may pass over: "International Court of Justice" is ICJ.
_SMALL_WORDS = word_list("small")


def ascii_fold(text: str) -> str:
    """Return ``text`` without accents and strokes; scripts other than Latin stay as they are."""
    if text.isascii():
        return text
    return "".join(map(_plain, unicodedata.normalize("NFC", text.translate(_STROKED))))


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    base = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
    return base if base.isascii() else char  # "й" is a letter of its own, not "и" with a mark


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """Return what all spellings of a name share.

    Lower case, no accents, no possessive, no leading article, single spaces between words, and
    ``U.S.`` as ``us``. Empty when no letter, digit or ``&`` is left.
    """
    text = _POSSESSIVE.sub("", ascii_fold(name).lower())
    text = _BETWEEN_WORDS.sub(" ", _INITIAL_DOT.sub("", text)).strip()
    return _ARTICLE.sub("", text)


def slug(name: str) -> str:
    """Return the part of an id that is made from a name: folded words joined by hyphens."""
    return fold(name).replace("&", "and").replace(" ", "-")


def initials(folded: str, *, small_words: bool = False) -> str:
    """Return the first letters of a folded name, with or without those of small words."""
    words = folded.split()
    return "".join(word[0] for word in words if small_words or word not in _SMALL_WORDS)
