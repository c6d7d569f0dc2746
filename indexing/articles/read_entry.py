"""The feed's own text: in full where it carries it, else headline and summary."""

import re
from dataclasses import replace

from indexing.articles.language import first_language
from indexing.articles.page_claims import clean_names
from indexing.articles.plain import count_words, paragraphs
from indexing.models import DateSource, Document, Entry, Reading

# Many feeds put their teaser into the element for full text, and nearly all into the summary.
_FULL_CONTENT = 2.0
_FULL_SUMMARY = 4.0
_ENDING = 300  # characters at a text's end in which it can break off
_CUT_OFF = re.compile(
    r"(?:…|\.\.\.|\b(?:read|see|learn) (?:more|on|the full (?:story|article))"
    r"|\bcontinue reading\b.{0,120}|\bfull (?:story|article)\b|\bweiterlesen\b|\bmehr lesen\b"
    r"|\blire la suite\b|\bleer más\b|\bleggi tutto\b|\btovább(?: olvasom)?)[\s»→>.…\])]*$",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"^(?:the post .{1,300} (?:appeared first|first appeared) on .{1,100}"
    r"|(?:source|originally published).{0,200}|comments?|\d+ comments?)$",
    re.IGNORECASE,
)


def read_entry(entry: Entry, *, url: str, min_words: int) -> Reading | None:
    """Return the article from the feed alone, None where the feed has a teaser only.

    Full is content of at least twice ``min_words``, or a summary of at least four times as many,
    that does not break off ("…", "Read more"). ``url`` is the entry's address.
    """
    for markup, factor in ((entry.content, _FULL_CONTENT), (entry.summary, _FULL_SUMMARY)):
        text = _without_footers(paragraphs(markup))
        if count_words(text) >= factor * min_words and not _CUT_OFF.search(text[-_ENDING:]):
            return _reading(entry, text, url)
    return None


def teaser(entry: Entry, url: str) -> Reading:
    """Return headline and summary, so that alerts can fire although the page cannot be read."""
    fuller = max((entry.summary, entry.content), key=len)
    return _reading(entry, _without_footers(paragraphs(fuller)), url)


def merge(page: Reading, entry: Entry) -> Reading:
    """Return a page's reading with what only its feed entry says.

    The page's own date goes before the feed's, and the feed's before a day found in the text.
    """
    merged = page
    if not page.document.title:
        merged = replace(merged, document=replace(page.document, title=entry.title))
    if not page.authors:
        merged = replace(merged, authors=clean_names(list(entry.authors)))
    if entry.published_at and page.published_from is not DateSource.PAGE:
        merged = replace(merged, published_at=entry.published_at, published_from=DateSource.FEED)
    if not page.document.language and entry.language:
        merged = replace(merged, document=replace(merged.document, language=entry.language))
    return merged


def _reading(entry: Entry, text: str, url: str) -> Reading:
    title = entry.title or text.partition("\n")[0][:200]
    language = first_language(text or title, f"{title}\n{text}", claimed=entry.language)
    return Reading(
        document=Document(title, text, language),
        source="feed",
        authors=clean_names(list(entry.authors)),
        published_at=entry.published_at,
        published_from=DateSource.FEED if entry.published_at else DateSource.UNKNOWN,
        site_name="",
        final_url=url,
        canonical_url="",
    )


def _without_footers(text: str) -> str:
    lines = text.split("\n")
    while lines and _FOOTER.match(lines[-1]):
        lines.pop()
    return "\n".join(lines)
