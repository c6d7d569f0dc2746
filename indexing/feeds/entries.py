"""What we make of the items of a feed document, whatever its format: ids, links, dates, order."""

import hashlib
import html
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from indexing.errors import InvalidRequest
from indexing.feeds.decoding import FORBIDDEN
from indexing.models import Entry
from indexing.urls import canonical_url

_MARKUP = re.compile(r"<!--.*?-->|</?[a-zA-Z!][^<>]*>", re.S)
_LANGUAGE = re.compile(r"([a-zA-Z]{2})(?:$|[-_])")
_FINGERPRINT_DIGITS = 16
# Clocks of servers are this wrong; a date further ahead is a claim that cannot be true.
CLOCK_SKEW = timedelta(minutes=10)
# Some servers stamp each answer's entries with the moment of the answer.
STAMPED_AT_FETCH = timedelta(seconds=5)


def settle_entries(
    raw: Iterable[Entry], *, url: str, max_entries: int
) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """Return entries with canonical links, ids and fingerprints, in document order, and remarks.

    ``raw`` entries carry links as written and may lack an id: then the link stands in, else a
    hash of title and summary. Of two entries with one id the first is kept. At most
    ``max_entries`` are taken. Each kind of loss is one remark with its count.
    """
    entries: dict[str, Entry] = {}
    losses: Counter[str] = Counter()
    for entry in raw:
        if not (entry.guid or entry.link or entry.title or entry.summary or entry.content):
            losses["empty"] += 1
            continue
        known = _with_identity(entry, url)
        if known.guid in entries:
            losses["repeat the id of an earlier one"] += 1
        elif len(entries) >= max_entries:
            losses[f"cut, the first {max_entries} taken"] += 1
        else:
            losses["without a usable link"] += not known.link
            entries[known.guid] = known
    remarks = tuple(f"entries {what}: {count}" for what, count in losses.items() if count)
    return tuple(entries.values()), remarks


def _with_identity(entry: Entry, url: str) -> Entry:
    link = usable_link(entry.link, url)
    if not link and entry.guid.startswith(("http://", "https://")):
        link = usable_link(entry.guid, url)
    guid = entry.guid or link or f"hash:{_digest(entry.title, entry.summary)}"
    fingerprint = _digest(entry.title, link, entry.summary, entry.content)
    return replace(entry, guid=guid, link=link, fingerprint=fingerprint)


def _digest(*parts: str) -> str:
    joined = "\x1f".join(parts).encode("utf-8", "replace")
    return hashlib.sha256(joined).hexdigest()[:_FINGERPRINT_DIGITS]


def usable_link(link: str, base: str) -> str:
    """Return the canonical form of ``link`` seen from ``base``; empty if it cannot be fetched."""
    try:
        return canonical_url(link, base) if link else ""
    except InvalidRequest:
        return ""


def plain_line(markup: str) -> str:
    """Return one line of plain text: no tags, entities as characters, single spaces."""
    text = _MARKUP.sub("", markup) if "<" in markup else markup
    return " ".join(FORBIDDEN.sub("", html.unescape(text)).split())


def as_markup(text: str) -> str:
    """Return plain text as HTML, each line a paragraph: entries carry HTML only."""
    lines = (line.strip() for line in text.splitlines())
    return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in lines if line)


def primary_language(tag: str) -> str:
    """Return the two-letter code of a language tag (``en-GB`` → ``en``), empty if it has none."""
    found = _LANGUAGE.match(tag.strip())
    return found[1].lower() if found else ""


def is_old_entry(
    entry: Entry, *, first_poll: bool, first_seen_at: datetime, old_after: timedelta
) -> bool:
    """Return whether an entry is indexed but fires no at-once alert.

    Old are all entries of a feed's first poll, and those published more than ``old_after``
    before we saw them. A date that is not known makes nothing old.
    """
    published_at = entry.published_at
    return first_poll or (published_at is not None and first_seen_at - published_at > old_after)


def trusted_date(
    published_at: datetime | None, *, fetched_at: datetime, skew: timedelta = CLOCK_SKEW
) -> datetime | None:
    """Return ``published_at`` as claimed, or None where the claim says nothing.

    Untrue is a date more than ``skew`` ahead of ``fetched_at``; empty is one within 5 seconds
    of it: that is the moment of the answer, written because nothing better was known. A date
    ahead by less than ``skew`` is kept unchanged: that is a clock, not a lie.
    """
    if published_at is None or published_at - fetched_at > skew:
        return None
    if abs(published_at - fetched_at) <= STAMPED_AT_FETCH:
        return None
    return published_at
