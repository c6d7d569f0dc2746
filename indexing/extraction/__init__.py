"""Text → who, where and what it is about: one function for the reference article and all coverage.

The modules in the order in which a document passes them::

    extractor   a Document in, an Extraction out
    entities/   the rules over what the NER found: people, places, bodies, agencies
    iptc        the IPTC Media Topics of the first level
    topics      which of them a text is about
    vectors     the embedding and the mean of word vectors
    figures     the numbers that tell one event from its like
    terms       the words and figures with their weights
    models      loading the models once; their versions and check sums

``fit_topics`` and ``train_ner`` make the numbers in ``data/`` and are run by hand. Importing this
package loads no model: the first English document does.
"""

from collections.abc import Sequence

from indexing.extraction.entities.guess import guess_ids
from indexing.extraction.iptc import topic_definitions
from indexing.extraction.models import model_version, verify_models
from indexing.models import Document, Extraction

__all__ = [
    "extract",
    "extract_all",
    "guess_ids",
    "lexical_terms",
    "model_version",
    "topic_names",
    "topic_slugs",
    "verify_models",
]


def extract(document: Document) -> Extraction:
    """Return who, where and what in ``document``.

    Depends on the document alone: equal documents give equal extractions in every process. The
    language is the document's, else the one detected, else English. Of what is not English,
    entities and topics stay empty; terms and embedding are there for every language. Names are
    sought in the first 20,000 characters, topics and embedding in the first 512 words. A surname
    whose bearer the text never names in full has the id ``per:surname``. A nationality has its
    country's id, so an id may stand in the list twice, under two types. Safe to call from threads.
    """
    from indexing.extraction.extractor import extract as run  # noqa: PLC0415 - imports spaCy

    return run(document)


def extract_all(documents: Sequence[Document]) -> list[Extraction]:
    """Return what ``extract`` returns for each of the documents, in their order."""
    from indexing.extraction.extractor import extract_all as run  # noqa: PLC0415 - imports spaCy

    return run(documents)


def topic_slugs() -> tuple[str, ...]:
    """Return the slugs of the 17 topics that a text may be about, in the order of the table."""
    return tuple(topic.slug for topic in topic_definitions())


def topic_names() -> dict[str, str]:
    """Return slug → name of the topics that a text may be about, in the order of the table."""
    return {topic.slug: topic.name for topic in topic_definitions()}


def lexical_terms(text: str) -> tuple[tuple[str, float], ...]:
    """Return the text's words and figures with weights: unit length, heaviest first, ties by word.

    Words are lower-case without accents, stop words are left out, at most 400 are kept. A figure
    starts with a digit, no word does.
    """
    from indexing.extraction.terms import lexical_terms as run  # noqa: PLC0415 - reads wordfreq

    return run(text)
