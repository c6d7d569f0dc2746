"""The figures that a text names: tolls, sums, scores and days tell one event from its like."""

from collections import Counter
from collections.abc import Callable

import regex

_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_FIGURE = regex.compile(
    r"(?<![\p{L}0-9.,:])(?P<number>[0-9]+(?:[.,:\-][0-9]+)*)"
    rf"(?:[ \-](?:(?P<after>{_MONTH})\b|(?P<counted>\p{{L}}[\p{{L}}\p{{M}}\p{{N}}]*)))?"
)
_MONTH_BEFORE = regex.compile(rf"\b({_MONTH})\.? $")
_LONGEST = len("september. ")
_YEAR = regex.compile(r"(?:19|20)[0-9]{2}")  # background: all texts on a subject share it
_SHORT = 2  # digits: tolls and sums are longer, and "14" says nothing unless of what
_MOST_LETTERS = 40
_MOST = 20  # of a table or a list of results the first ones stand for the rest


def figures(text: str, *, tells: Callable[[str], bool]) -> Counter[str]:
    """Return the first 20 figures of ``text`` (in lower case, without accents) with their counts.

    ``2300`` for "2,300", ``6.12``, ``2-1``; one of two digits with the word that it counts, if
    that word ``tells`` anything: ``14 billion``, ``40 metre``; a day as ``11 mar``, however it
    is written. Years are left out.
    """
    found: Counter[str] = Counter()
    end = 0
    for match in _FIGURE.finditer(text):
        before = _MONTH_BEFORE.search(text, max(end, match.start() - _LONGEST), match.start())
        figure = _figure(match, before[1] if before else "", tells)
        end = match.end()
        if figure and (figure in found or len(found) < _MOST):
            found[figure] += 1
    return found


def _figure(match: "regex.Match[str]", month: str, tells: Callable[[str], bool]) -> str:
    """Return a figure by which texts are compared, "" for one that tells nothing.

    ``month``: the name of one that stands before it, if it is not another figure's.
    """
    number: str = match["number"]
    counted = match["counted"] or ""
    if _YEAR.fullmatch(number) or len(number) > _MOST_LETTERS:
        return ""
    if len(number) > _SHORT:
        return number.replace(",", "")
    if month := month or match["after"]:
        return f"{number} {month[:3]}"
    return f"{number} {counted}" if len(counted) > 1 and tells(counted) else ""
