"""What a person means by a name in a follow: entities under any spelling, or a word."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from sqlalchemy import Connection

from indexing.errors import NotFound
from indexing.extraction import guess_ids
from indexing.models import Extraction
from indexing.search.analysis import fold
from indexing.store.records.names import ids_of_name, names_of, with_redirects
from indexing.store.records.understanding import get_understanding
from indexing.store.watch.follows import Follow
from indexing.store.watch.relations import every_relation


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names and words of a follow's reference and coverage.

    ``ids`` folded spelling → ids of entities, ``shown`` id → name, ``words`` as relatedness
    compares them.
    """

    ids: Mapping[str, tuple[str, ...]]
    shown: Mapping[str, str]
    words: frozenset[str]


def vocabulary_of(db: Connection, follow: Follow) -> Vocabulary:
    """Return what the reference and every article near it are about."""
    near = get_understanding(db, list(every_relation(db, follow.slug)))
    texts: list[Extraction] = [follow.extraction, *(one.extraction for one in near.values())]
    entities = [entity for text in texts for entity in text.entities]
    ids: dict[str, dict[str, None]] = {}
    for entity in entities:
        for spelling in (entity.name, *(mention.text for mention in entity.mentions)):
            ids.setdefault(fold(spelling), {})[entity.id] = None
    shown = {entity.id: entity.name for entity in reversed(entities)}
    return Vocabulary(
        ids={spelling: tuple(found) for spelling, found in ids.items()},
        shown=shown | names_of(db, list(shown)),
        words=frozenset(word for text in texts for word, _weight in text.terms),
    )


def meant(db: Connection, vocabulary: Vocabulary, name: str) -> tuple[str, ...]:
    """Return the ids of every entity that a name may mean, as in queries, else the word it is.

    Raises NotFound, naming the nearest, for what is neither known in the coverage nor a word
    of this story.
    """
    folded = fold(name)
    guessed = guess_ids(name)
    known = names_of(db, guessed)
    ids = [
        *ids_of_name(db, folded),
        *vocabulary.ids.get(folded, ()),
        *(one for one in guessed if one in known or one in vocabulary.shown),
    ]
    if ids:
        return tuple(with_redirects(db, ids))
    if folded in vocabulary.words:
        return (folded,)
    raise NotFound(
        "no name in the coverage and no word of this story", name, _nearest(name, vocabulary)
    )


def _nearest(name: str, vocabulary: Vocabulary) -> str:
    spelled = {fold(shown): shown for shown in vocabulary.shown.values()}
    known = [*spelled, *sorted(vocabulary.words)]
    near = get_close_matches(fold(name), known, 3, cutoff=0.6)
    if not near:
        return "See: presswatch entities top"
    return f"Did you mean {' or '.join(spelled.get(one, one) for one in near)}?"
