"""Following a reference article: what it is about, what is near it, why."""

import asyncio
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path

from sqlalchemy import Connection

from indexing.articles.language import detect_language
from indexing.desk.follows.comparing import look_back, tell_index
from indexing.desk.room import Desk
from indexing.errors import ArticleUnreadable, FetchFailed, InvalidRequest, NotFound
from indexing.extraction import extract
from indexing.fetching.client import Fetcher
from indexing.models import Document, Extraction
from indexing.nouns import count
from indexing.pipeline.following import lines_of, tuning_from
from indexing.pipeline.parsing import read_article_page
from indexing.pipeline.workshop import PRELOAD
from indexing.settings import Settings
from indexing.store.records.names import names_of
from indexing.store.watch import follows
from indexing.store.watch.follow_counts import count_related
from indexing.store.watch.follows import Follow
from indexing.workers import ParserPool

MIN_WORDS = 20


@dataclass(frozen=True, slots=True)
class Tuned:
    """What a person changed of a follow, in names. ``line`` is the score that counts as related.

    ``has_own_line`` if a person moved it; ``right`` and ``wrong`` are ids of articles.
    """

    pinned: tuple[str, ...]
    excluded: tuple[str, ...]
    line: float
    has_own_line: bool
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    can_undo: bool


@dataclass(frozen=True, slots=True)
class Followed:
    """A follow with what its reference is about and how much coverage it has.

    Of the ``related`` articles, ``texts`` are distinct and ``new`` were not seen by its reader.
    """

    slug: str
    name: str
    origin: str
    language: str
    words: int
    extraction: Extraction
    related: int
    texts: int
    new: int
    is_paused: bool
    made_at: datetime
    tuned: Tuned


@dataclass(frozen=True, slots=True)
class Reference:
    """An article to follow the story of. ``published_at`` is None unless a page told it."""

    document: Document
    origin: str
    published_at: datetime | None = None


def read_reference(desk: Desk, source: str, *, stdin: str = "") -> Reference:
    """Return the reference article in a file, at an address, or in ``stdin`` (source ``-``).

    A file's first line is its headline if it looks like one. Raises InvalidRequest for a text that
    is empty or too short, FetchFailed or ArticleUnreadable for a page that cannot be had.
    """
    if is_address(source):
        return asyncio.run(_from_page(desk, source))
    if source == "-":
        return Reference(_long_enough(stdin, "standard input"), "standard input")
    return Reference(_long_enough(_from_file(source), source), Path(source).name)


def read_pasted(desk: Desk, text: str) -> Reference:
    """Return the reference article that was pasted, or that is at a pasted address.

    A file of this machine is never read. Raises as ``read_reference`` does.
    """
    pasted = text.strip()
    if is_address(pasted) and len(pasted.split()) == 1:
        return read_reference(desk, pasted)
    return Reference(_long_enough(text, "the text"), "a pasted text")


def is_address(source: str) -> bool:
    """Return whether a source begins as the address of a page does."""
    return source.startswith(("http://", "https://"))


def _long_enough(text: str, where: str) -> Document:
    document = as_document(text)
    words = len(document.body.split())
    if words < MIN_WORDS:
        few = f"{count(words, 'word')} {'is' if words == 1 else 'are'} too few to follow a story by"
        what = few if words else "it is empty"
        raise InvalidRequest(what, where, "Give the whole text of the article.")
    return document


def as_document(text: str) -> Document:
    """Return pasted text as headline and body: a short first line without a full stop is one."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip("\ufeff \n\t")
    first, _, rest = text.partition("\n")
    is_headline = bool(rest.strip()) and len(first) <= 140 and not re.search(r"[.!?|]$", first)
    title, body = (first.strip(), rest.strip()) if is_headline else ("", text)
    return Document(title, body, detect_language(text))


def follow(desk: Desk, reference: Reference, *, name: str) -> Followed:
    """Follow a reference: understand it, look back through the store, keep it.

    A text that is not English can be followed, by its words alone.
    """
    document = reference.document
    extraction = extract(document)
    with desk.store.write() as db:
        slug = follows.free_slug(db, slug_of(name or document.title or "story"))
        kept = Follow(
            slug=slug,
            name=name or document.title or slug,
            document=document,
            origin=reference.origin,
            extraction=extraction,
            tuning={},
            is_paused=False,
            made_at=desk.now,
            looked_at=None,
            published_at=reference.published_at,
        )
        follows.add_follow(db, kept)
    look_back(desk, kept)
    return _followed(desk, kept)


def list_follows(desk: Desk) -> list[Followed]:
    """Return every follow, oldest first."""
    with desk.store.read() as db:
        known = follows.list_follows(db)
    return [_followed(desk, one) for one in known]


def get_follow(desk: Desk, slug: str) -> Followed:
    """Return one follow. Raises NotFound, naming the nearest."""
    return _followed(desk, kept_follow(desk, slug))


def mark_seen(desk: Desk, slug: str, *, until: datetime | None = None) -> None:
    """Say that a person has seen what was there ``until`` then, or is now."""
    with desk.store.write() as db:
        follows.set_follow(db, slug, looked_at=until or desk.now)


def pause_follow(desk: Desk, slug: str, *, is_paused: bool) -> None:
    """Stop relating new articles to a follow, or go on. Raises NotFound.

    One that goes on first looks back at what came in meanwhile.
    """
    kept = kept_follow(desk, slug)
    with desk.store.write() as db:
        follows.set_follow(db, slug, is_paused=is_paused)
    if kept.is_paused and not is_paused:
        look_back(desk, kept)


def remove_follow(desk: Desk, slug: str) -> int:
    """Forget a follow; return how many articles were related to it. Raises NotFound."""
    kept_follow(desk, slug)
    with desk.store.write() as db:
        ids = follows.remove_follow(db, slug)
        tell_index(db, desk, ids)
    return len(ids)


def slug_of(name: str) -> str:
    """Return a name as it stands in addresses and queries: ``hungary-and-nato``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    return "-".join(words[:8])[:60] or "story"


def kept_follow(desk: Desk, slug: str) -> Follow:
    """Return a follow as the store has it. Raises NotFound, naming the nearest."""
    with desk.store.read() as db:
        kept = follows.get_follow(db, slug)
        known = [] if kept else list(follows.follow_states(db))
    if kept is None:
        raise NotFound("no follow has this name", slug, _nearest(slug, known))
    return kept


def _nearest(wanted: str, known: Sequence[str]) -> str:
    near = get_close_matches(wanted, known, 1, cutoff=0.3)
    if near:
        return f"Did you mean {near[0]}?"
    return f"There are: {', '.join(known)}." if known else "Follow one: presswatch follow FILE"


def _followed(desk: Desk, kept: Follow) -> Followed:
    with desk.store.read() as db:
        line = lines_of(db, desk.settings)[kept.slug]
        counts = count_related(db, kept.slug, at_least=line, since=kept.looked_at)
        tuned = tuned_in_names(db, kept, desk.settings)
    return Followed(
        slug=kept.slug,
        name=kept.name,
        origin=kept.origin,
        language=kept.extraction.language,
        words=len(kept.document.body.split()),
        extraction=kept.extraction,
        related=counts.related,
        texts=counts.texts,
        new=counts.new,
        is_paused=kept.is_paused,
        made_at=kept.made_at,
        tuned=tuned,
    )


def tuned_in_names(db: Connection, kept: Follow, settings: Settings) -> Tuned:
    """Return what a person changed of a follow, as a person reads it."""
    tuning = tuning_from(kept.tuning)
    names = chosen_names(db, kept, (*tuning.pins, *tuning.exclusions))
    return Tuned(
        pinned=tuple(dict.fromkeys(names[one] for one in tuning.pins)),
        excluded=tuple(dict.fromkeys(names[one] for one in tuning.exclusions)),
        line=tuning.lines(settings.relatedness).related,
        has_own_line=tuning.line is not None,
        right=tuning.yes,
        wrong=tuning.no,
        can_undo=kept.former_tuning is not None,
    )


def chosen_names(db: Connection, kept: Follow, chosen: Sequence[str]) -> dict[str, str]:
    """Return what was pinned or excluded → its name: a word's is itself."""
    own = {entity.id: entity.name for entity in kept.extraction.entities}
    known = own | names_of(db, chosen)
    return {one: known.get(one, one) for one in chosen}


def _from_file(path: str) -> str:
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise InvalidRequest(
            f"cannot be read ({error.strerror})", path, "Name a text file, an address, or -."
        ) from error
    if b"\0" in data[:4096]:
        raise InvalidRequest("is no text file", path, "Give plain text, an address, or -.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


async def _from_page(desk: Desk, url: str) -> Reference:
    settings = desk.settings
    async with Fetcher(settings) as fetcher:
        response = await fetcher.get(url, accept="text/html,*/*;q=0.1")
    if response.status != 200:
        raise FetchFailed(
            f"the server answers {response.status}", url, "Save the text to a file and follow that."
        )
    with ParserPool(settings, preload=PRELOAD) as pool:
        reading = await pool.arun(
            read_article_page,
            response.body,
            response.final_url,
            response.headers.get("content-type", ""),
            settings.articles.min_words,
            desk.now,
        )
    if not reading.document.text:
        raise ArticleUnreadable("has no text", url, "Save the text to a file and follow that.")
    document = replace(reading.document, language=detect_language(reading.document.text))
    return Reference(document, url, reading.published_at)
