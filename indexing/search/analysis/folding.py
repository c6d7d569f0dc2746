"""Lower case and ASCII, character by character, as Lucene's filters do it.

``str.lower`` looks at neighbours (a final sigma) and may lengthen (``İ``), and stripping accents
by NFD misses thousands of letters (``ø``, ``ł``, ``ß``): both would part us from the servers.
"""

from typing import Final

import tantivy


class _LowerTable(dict[int, str]):
    """Code point → its own lower case, always one character."""

    def __missing__(self, codepoint: int) -> str:
        lowered = chr(codepoint).lower()
        self[codepoint] = lowered = lowered if len(lowered) == 1 else lowered[0]
        return lowered


class _AsciiTable(dict[int, str]):
    """Code point → its ASCII form of one or more characters, or itself; asked once of tantivy."""

    def __init__(self) -> None:
        super().__init__()
        raw = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
        self._folder = raw.filter(tantivy.Filter.ascii_fold()).build()

    def __missing__(self, codepoint: int) -> str:
        is_surrogate = 0xD800 <= codepoint <= 0xDFFF  # no text, and tantivy would refuse it
        folded = chr(codepoint) if is_surrogate else self._folder.analyze(chr(codepoint))[0]
        self[codepoint] = folded
        return folded


_LOWER: Final = _LowerTable()
_ASCII: Final = _AsciiTable()


def lowered(text: str) -> str:
    """Return ``text`` in lower case, of the same length."""
    return text.lower() if text.isascii() else text.translate(_LOWER)


def ascii_folded(text: str) -> str:
    """Return ``text`` with every letter that has an ASCII form in that form; it may grow."""
    return text if text.isascii() else text.translate(_ASCII)


def fold(value: str) -> str:
    """Return a keyword as it is compared: lower case, ASCII, single spaces, none at the ends."""
    return " ".join(ascii_folded(lowered(value)).split())
