"""Article and extraction → what every engine sees of them."""

from collections.abc import Iterable

from indexing.models import Article, Extraction
from indexing.search.analysis import fold
from indexing.search.searchable import Searchable, TokenStream


def searchable(
    article: Article,
    extraction: Extraction,
    *,
    streams: tuple[TokenStream, TokenStream],
    follows: Iterable[str],
    copies: str,
) -> Searchable:
    """Return ``article`` for the index and the matcher.

    ``streams`` are those of headline and text, made when the article was understood. ``follows``
    are the slugs it is related to. All ids of entities are taken, agencies too: who is left out
    of relatedness can still be searched for.
    """
    title_stream, text_stream = streams
    return Searchable(
        article_id=article.id,
        revision=article.revision,
        url=fold(article.url),
        title=article.title,
        text=article.text,
        title_stream=title_stream,
        text_stream=text_stream,
        source=fold(article.source),
        authors=_folded(article.authors),
        language=fold(extraction.language or article.language),
        entities=tuple(dict.fromkeys(entity.id for entity in extraction.entities)),
        topics=_folded(topic.slug for topic in extraction.topics),
        story=fold(article.story_id),
        follows=_folded(follows),
        copies=copies,
        published_at=article.published_at,
        first_seen_at=article.first_seen_at,
    )


def _folded(values: Iterable[str]) -> tuple[str, ...]:
    """Return the values folded, each once, empty ones left out."""
    return tuple(dict.fromkeys(filter(None, map(fold, values))))
