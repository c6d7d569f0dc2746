"""Where words begin and end, exactly as Lucene's StandardTokenizer sees it (UAX #29).

Every character is first replaced by a letter for its class (``A`` a letter, ``N`` a digit, …),
in one ``str.translate``; the word rules are then one plain pattern over those letters. Looking a
class up per character inside the pattern would be about ten times slower.
"""

import re
from typing import Final

import regex

MAX_TOKEN_LENGTH: Final = 255
"""Lucene's ``max_token_length``: what is longer is cut there, and the rest is a new token."""

_EARLY_PICTURES: Final = (
    r"\u2388\u2605\u2607-\u2612\u2614-\u2685\u2690-\u2705\u2708-\u2712\u2763-\u2767"
    r"\U0001f000-\U0001f0ff\U0001f10d-\U0001f10f\U0001f12f\U0001f16c-\U0001f16f\U0001f1ad"
    r"\U0001f260-\U0001f265\U0001f300-\U0001f53d\U0001f546-\U0001f64f\U0001f680-\U0001f6ff"
    r"\U0001f7d5-\U0001f7d8\U0001f8b0-\U0001f8ff\U0001fa00-\U0001fbca"
)
"""Stars, boxes, cards: pictures in Emoji 11, which Lucene follows, and no longer in later ones."""

_CLASSES: Final = (
    # The first class that fits is taken, so the special ones stand before the general ones.
    (" ", r"[\u00b8\u02e5-\u02eb\u055a\u055f\u058a]"),  # letters now, but not in Unicode 9
    ("X", r"[\u0600-\u0605\u06dd\u070f\u08e2]"),  # format characters in Unicode 9
    ("Z", "\u200d"),
    ("V", "\ufe0f"),
    ("v", "\ufe0e"),
    ("c", "\u20e3"),
    ("d", "[0-9]"),
    ("k", "[#*]"),
    ("t", "[\U000e0020-\U000e007e]"),
    ("T", "\U000e007f"),
    ("M", r"\p{Emoji_Modifier}"),
    ("B", r"\p{Emoji_Modifier_Base}"),
    ("R", r"\p{WB=Regional_Indicator}"),
    ("x", r"[\p{WB=Extend}\p{WB=Format}&&\p{LB=Complex_Context}]"),
    ("X", r"[\p{WB=Extend}\p{WB=Format}]"),
    ("H", r"\p{WB=Hebrew_Letter}"),
    ("A", r"\p{WB=ALetter}"),
    ("N", r"[\p{WB=Numeric}\uff10-\uff19]"),
    ("K", r"\p{WB=Katakana}"),
    ("E", r"\p{WB=ExtendNumLet}"),
    ("l", r"\p{WB=MidLetter}"),
    ("n", r"[\p{WB=MidNum}\ufe10\ufe14]"),
    ("b", r"\p{WB=MidNumLet}"),
    ("q", r"\p{WB=Single_Quote}"),
    ("Q", r"\p{WB=Double_Quote}"),
    ("S", r"\p{LB=Complex_Context}"),
    ("P", rf"[\p{{Emoji}}\p{{Extended_Pictographic}}{_EARLY_PICTURES}]"),
    ("I", r"\p{Script=Han}"),
    ("J", r"\p{Script=Hiragana}"),
)
_OTHER: Final = " "


class _ClassTable(dict[int, str]):
    """Code point → class letter, filled as characters are met."""

    def __init__(self) -> None:
        super().__init__()
        self._patterns = [(name, regex.compile(f"(?V1){rule}")) for name, rule in _CLASSES]

    def __missing__(self, codepoint: int) -> str:
        character = chr(codepoint)
        fits = (name for name, pattern in self._patterns if pattern.match(character))
        self[codepoint] = found = next(fits, _OTHER)
        return found


_TABLE: Final = _ClassTable()


def _word_pattern(*, has_hebrew: bool) -> re.Pattern[str]:
    """Build the word rules over class letters; each class takes its extenders along (WB4).

    Hebrew words may end in a quote or hold one (WB7a-c). Trying that costs every other word time.
    """
    extenders = "[XxZVvctTM]*"
    extend, katakana = f"(?:E{extenders})", f"(?:K{extenders})"
    letter, hebrew, digit = f"(?:[AH]{extenders})", f"(?:H{extenders})", f"(?:[Nd]{extenders})"
    mid_letter, mid_digit = f"(?:[lbq]{extenders})", f"(?:[nbq]{extenders})"
    letters = f"{letter}(?:(?:{extend}*|{mid_letter}){letter})*"
    digits = f"{digit}(?:(?:{extend}*|{mid_digit}){digit})*"
    quoted = f"(?:{letters})?{hebrew}(?:q{extenders}|Q{extenders}{hebrew})"
    parts = (quoted, digits, letters) if has_hebrew else (digits, letters)
    run = f"(?:{katakana}(?:{extend}*{katakana})*|(?:{'|'.join(parts)})+)"
    # Inside a run of underscores no word begins: to try would be quadratic in its length.
    word = f"(?:(?<!E){extend}++)?{run}(?:{extend}+{run})*{extend}*"
    # The text selector (v) ends a picture, and a joiner (Z) belongs to the picture after it.
    joiners = "(?:[XxctTM]|Z(?!Z*[PB]))*"
    picture = f"(?:Z*[PB]{joiners}V?|(?:Z*B{joiners})?M{joiners})"
    emoji = f"{picture}(?:t+T|(?:Z{picture})*)|[dk]{joiners}V?c{joiners}|(?:R{extenders}){{2}}"
    rules = (word, emoji, f"(?:[Sx]{extenders})+", f"I{extenders}", f"J{extenders}")
    return re.compile("|".join(rules))


_WORD: Final = _word_pattern(has_hebrew=False)
_HEBREW_WORD: Final = _word_pattern(has_hebrew=True)
_LONG: Final = re.compile(rf"\S{{{MAX_TOKEN_LENGTH + 1}}}")


def word_spans(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of every word of ``text`` in order; punctuation and spaces are none."""
    classes = text.translate(_TABLE)
    pattern = _HEBREW_WORD if "H" in classes else _WORD
    if _LONG.search(text):
        return _bounded_spans(pattern, classes)
    return [match.span() for match in pattern.finditer(classes)]


def _bounded_spans(pattern: re.Pattern[str], classes: str) -> list[tuple[int, int]]:
    """Cut words at MAX_TOKEN_LENGTH, looking at a window at a time: linear on any input."""
    window = 2 * MAX_TOKEN_LENGTH
    spans, position = [], 0
    while position < len(classes):
        found = pattern.search(classes, position, position + window)
        if found is None:
            position += window - MAX_TOKEN_LENGTH
            continue
        start = found.start()
        word = pattern.match(classes, start, start + MAX_TOKEN_LENGTH)
        position = word.end() if word else start + 1
        if word:
            spans.append(word.span())
    return spans
