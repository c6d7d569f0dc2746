"""One article, whole: its text, names, topics, versions, copies, story."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from indexing.articles.versions import Change, word_diff
from indexing.desk.room import Desk, find_article
from indexing.errors import Forgotten, NotFound
from indexing.models import Article, Extraction
from indexing.pipeline.following import lines_of
from indexing.store.records import articles
from indexing.store.records.articles import Version
from indexing.store.records.understanding import get_understanding
from indexing.store.watch import stories
from indexing.store.watch.relations import Related, relations_of
from indexing.store.watch.stories import StoryRow


@dataclass(frozen=True, slots=True)
class WholeArticle:
    """An article with everything that is known of it. ``extraction`` is None until understood.

    ``lines`` are the scores from which an article counts as related, by follow.
    """

    article: Article
    extraction: Extraction | None
    versions: Sequence[Version]
    relations: Sequence[Related]
    lines: Mapping[str, float]
    story: StoryRow | None
    copies: Sequence[Article]


def show(desk: Desk, wanted: str) -> WholeArticle:
    """Return an article by address or id. Raises NotFound, Forgotten of what was removed."""
    article_id = find_article(desk, wanted)
    with desk.store.read() as db:
        article = articles.get_article(db, articles.duplicate_of(db, article_id) or article_id)
        if article is None:
            raise _textless(db, article_id, wanted)
        known = get_understanding(db, [article.id]).get(article.id)
        copies = articles.get_articles(db, stories.copies_of(db, article.id))
        return WholeArticle(
            article=article,
            extraction=known.extraction if known else None,
            versions=articles.get_versions(db, article.id),
            relations=relations_of(db, article.id),
            lines=lines_of(db, desk.settings),
            story=stories.get_story(db, article.story_id) if article.story_id else None,
            copies=list(copies.values()),
        )


def diff(
    desk: Desk, wanted: str, *, old: int | None = None, new: int | None = None
) -> tuple[Version, Version, Sequence[Change]]:
    """Return two versions of an article (the last two by default) and what changed, word by word.

    Raises NotFound where there is only one, or none of that number.
    """
    article_id = find_article(desk, wanted)
    with desk.store.read() as db:
        found = {one.version: one for one in articles.get_versions(db, article_id)}
        if not found:
            raise _textless(db, article_id, wanted)
    if len(found) < 2 and old is None:
        raise NotFound("it has one version only", wanted, "Nothing was changed since it was read.")
    after = new or max(found, default=0)
    before = old or after - 1
    for number in (before, after):
        if number not in found:
            numbers = ", ".join(map(str, sorted(found)))
            raise NotFound(f"it has no version {number}", wanted, f"There are: {numbers}.")
    one, other = found[before], found[after]
    return one, other, word_diff(one.document.body, other.document.body)


def _textless(db: Connection, article_id: str, wanted: str) -> NotFound:
    """Return why an article has no text."""
    do = f"See: presswatch explain {wanted}"
    if articles.is_expired(db, articles.duplicate_of(db, article_id) or article_id):
        return Forgotten("its text is removed: it was older than articles.keep", wanted, do)
    return NotFound("it was found but never read", wanted, do)
