"""Names of bodies and companies: legal forms, acronyms, and short forms of longer names."""

from indexing.extraction.entities.knowledge.folding import initials
from indexing.extraction.entities.knowledge.kinds import is_organisation_word
from indexing.extraction.words import word_list

_LEGAL_FORMS = word_list("legal-forms")
_LONGEST_SHORT_FORM = 6


def without_legal_form(folded: str) -> str:
    """Return a folded name without "Inc", "plc", "GmbH" and the like at its end."""
    words = folded.split()
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    return " ".join(words)


def _abbreviates(acronym: str, long_name: str) -> bool:
    return acronym in (initials(long_name), initials(long_name, small_words=True))


def short_forms(names: set[str]) -> dict[str, str]:
    """Return {folded name: the folded name it stands for} within one document's ``names``.

    An acronym stands for the only name with its initials; a single word for the only longer
    name that begins or ends with it, two words for the only one that begins with them, unless
    they are a whole name: "Hull University" is not the Hull University Union.
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
    if " " not in name and long_name.endswith(f" {name}"):
        return True
    is_whole = " " in name and is_organisation_word(name.title())
    return long_name.startswith(f"{name} ") and not is_whole
