"""The ids that a typed name may stand for, so that a query finds an entity by any spelling."""

import re

from indexing.extraction.entities.knowledge.folding import fold, slug
from indexing.extraction.entities.knowledge.gazetteer import GEORGIA_STATE, gazetteer, person_id
from indexing.extraction.entities.knowledge.organisations import without_legal_form
from indexing.extraction.entities.knowledge.persons import person_key

_ID = re.compile(r"Q[1-9]\d{0,11}|(?:per|org|loc|misc):[\w-]{1,200}")


def guess_ids(name: str) -> tuple[str, ...]:
    """Return the ids under which ``extract`` may have stored what a person calls ``name``.

    The likeliest comes first. A name that a table has gives its id alone ("Kiev" is Q1899); a
    surname gives every known bearer, then the surname itself; an unknown name gives one id per
    type. An id stands for itself. Empty when ``name`` has no letter or digit.
    """
    name = name.strip()
    if _ID.fullmatch(name):
        return (name,)
    folded = fold(name)
    if not folded:
        return ()
    known = _known_ids(name, folded)
    if known:
        return known
    first, last = person_key(name)
    bearers = () if first else gazetteer().surnames.get(last, ())
    guesses = [
        *(person.id for person in bearers),
        person_id(first, last),
        f"org:{slug(without_legal_form(folded))}",
        f"loc:{slug(name)}",
        f"misc:{slug(name)}",
    ]
    return tuple(dict.fromkeys(guesses))


def _known_ids(name: str, folded: str) -> tuple[str, ...]:
    tables = gazetteer()
    first, last = person_key(name)
    found = [
        tables.people.get((first, last)) or tables.people.get((last, first)),
        tables.place(folded),
        GEORGIA_STATE if folded == "georgia" else None,
        tables.organisations.get(folded) or tables.organisations.get(without_legal_form(folded)),
        tables.demonyms.get(folded),
    ]
    return tuple(dict.fromkeys(known.id for known in found if known))
