"""Editors' brackets taken out of a text before it is read: "(Victor) Orban" is Victor Orban.

What a writer adds to a quotation stands in brackets, and a reader of names stumbles over it.
``without_brackets`` removes the signs and remembers where every character came from.
"""

import re
from dataclasses import dataclass

from indexing.extraction.entities.knowledge.persons import TITLES

_INSERTION = re.compile(
    r"(?P<open>[(\[])(?P<words>[A-Z][\w.'’-]{1,30}(?: [A-Z][\w.'’-]{1,30})?)[)\]]"
    r"(?=\s*[A-Z“\"]|\s+(?:has|had|have|said|says|will|would|was|is|were|are|and|assured|told)\b)"
)
_WORD_BEFORE = re.compile(r"([\w.’'-]+)\s*$")


@dataclass(frozen=True, slots=True)
class Unbracketed:
    """A text without editors' brackets; ``origins[i]`` is where its character ``i`` came from."""

    text: str
    origins: range | list[int]

    def in_original(self, original: str, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in ``original`` of ``text[start:end]``.

        A bracket within takes its partner along: "(Victor) Orban", but "Orban" of "(Orban) said".
        """
        first, last = self.origins[start], self.origins[end - 1] + 1
        inside = original[first:last]
        if re.match(r"[^(\[]*[)\]]", inside) and original[first - 1 : first] in ("(", "["):
            first -= 1
        if re.search(r"[(\[][^)\]]*$", inside) and original[last : last + 1] in (")", "]"):
            last += 1
        return first, last


def without_brackets(text: str) -> Unbracketed:
    """Return ``text`` with the brackets removed that an editor put around one or two words."""
    dropped = {
        place
        for found in _INSERTION.finditer(text)
        if _is_editorial(found, text)
        for place in (found.start(), found.end() - 1)
    }
    if not dropped:
        return Unbracketed(text, range(len(text)))
    origins = [place for place in range(len(text)) if place not in dropped]
    return Unbracketed("".join(text[place] for place in origins), origins)


def _is_editorial(found: re.Match[str], text: str) -> bool:
    """Tell "Minister (Orban) said" from "United Nations (UN) said" and "Smith (Labour) said"."""
    if all(word.isupper() for word in re.findall(r"\w+", found["words"])):
        return False
    before = _WORD_BEFORE.search(text[max(0, found.start() - 30) : found.start()])
    word = before[1] if before else ""
    return (
        found["open"] == "["
        or not word[:1].isupper()
        or all(part.lower().rstrip(".") in TITLES for part in word.split("-"))
    )
