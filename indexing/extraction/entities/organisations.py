"""Names of bodies and companies: legal forms, acronyms, and short forms of longer names."""

import re

from indexing.extraction.entities.folding import fold, initials
from indexing.extraction.words import word_list

_LEGAL_FORMS = word_list("legal-forms")
_ACRONYM = re.compile(r"\(([A-Z][A-Za-z.&]{1,7})\)")
_LONGEST_SHORT_FORM = 6


def without_legal_form(folded: str) -> str:
    """Return a folded name without "Inc", "plc", "GmbH" and the like at its end."""
    words = folded.split()
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    return " ".join(words)


def defined_acronyms(text: str) -> dict[str, str]:
    """Return {folded acronym: folded long name} as the text itself defines them.

    "the Budget Audit Board (BAB)" gives {"bab": "budget audit board"}.
    """
    return {
        acronym.lower(): long_name
        for found in _ACRONYM.finditer(text)
        if sum(map(str.isupper, acronym := found[1].replace(".", ""))) > 1
        and (long_name := _long_name(text[: found.start()], acronym.lower()))
    }


def _long_name(before: str, acronym: str) -> str:
    words = before[-40 * len(acronym) :].split()[-(2 * len(acronym) + 2) :]
    for start, word in enumerate(words):
        candidate = fold(" ".join(words[start:]))
        if word[:1].isupper() and " " in candidate and _abbreviates(acronym, candidate):
            return candidate
    return ""


def _abbreviates(acronym: str, long_name: str) -> bool:
    return acronym in (initials(long_name), initials(long_name, small_words=True))


def short_forms(names: set[str]) -> dict[str, str]:
    """Return {folded name: the folded name it stands for} within one document's ``names``.

    An acronym stands for the only name with its initials; a single word for the only longer
    name that begins or ends with it, two words for the only one that begins with them.
    """
    return {
        name: candidates[0]
        for name in sorted(names)
        if name.count(" ") < 2 and len(candidates := _stands_for(name, names)) == 1
    }


def _stands_for(name: str, names: set[str]) -> list[str]:
    longer = sorted(other for other in names if " " in other)
    if 2 <= len(name) <= _LONGEST_SHORT_FORM and (
        spelled_out := [other for other in longer if _abbreviates(name, other)]
    ):
        return spelled_out
    if len(name) <= 3:
        return []
    return [other for other in longer if _begins_or_ends(other, name)]


def _begins_or_ends(long_name: str, name: str) -> bool:
    """Tell whether a name of one or two words opens a longer one, or a single word closes it."""
    closes = " " not in name and long_name.endswith(f" {name}")
    return closes or long_name.startswith(f"{name} ")
