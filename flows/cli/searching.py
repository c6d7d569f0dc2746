"""``search``, ``suggest`` and ``export``: the coverage, by the query language."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.invocation import CURRENT
from flows.cli.output import labelled, show, table, tell, write_text
from indexing.desk.wording import and_more, copies, day, highlighted, moment, short_id, title_of
from indexing.nouns import count

if TYPE_CHECKING:
    from rich.text import Text

    from indexing.desk.coverage.exporting import ExportRow
    from indexing.desk.coverage.facets import FacetValue
    from indexing.desk.coverage.searching import FoundArticle, SearchAnswer
    from indexing.desk.room import Desk

Query = Annotated[
    str, typer.Argument(metavar="QUERY", help="Words, phrases, fields: entity: topic: published:…")
]
SHOWN_SOURCES = 3
SHOWN_BARS = 31


class Order(StrEnum):
    """What stands first."""

    RELEVANCE = "relevance"
    PUBLISHED = "published"
    SEEN = "seen"


class File(StrEnum):
    """What is written: every article as a row, or the newest as a feed."""

    CSV = "csv"
    JSON = "json"
    NDJSON = "ndjson"
    ATOM = "atom"
    JSONFEED = "jsonfeed"


class Feed(StrEnum):
    """What a feed is written as."""

    ATOM = "atom"
    JSONFEED = "jsonfeed"


def register(app: typer.Typer) -> None:
    """Add the commands that search."""
    app.command()(search)
    app.command()(suggest)
    app.command()(export)


def search(
    query: Query,
    *,
    limit: Annotated[
        int, typer.Option(metavar="N", min=1, max=1000, help="Results on this page.")
    ] = 20,
    sort: Annotated[Order, typer.Option(help="What stands first.")] = Order.RELEVANCE,
    facets: Annotated[
        bool,
        typer.Option("--facets", help="Also count sources, names, topics, follows, languages."),
    ] = False,
    cursor: Annotated[
        str, typer.Option(metavar="PAGE", help="The next page, as the last one named it.")
    ] = "",
    fail_empty: Annotated[
        bool, typer.Option("--fail-empty", help="Exit with 3 if nothing is found.")
    ] = False,
) -> int:
    """Search the coverage.

    Exact counts, what matched and where, the query read back in words.

    \b
      presswatch search 'entity:"Viktor Orbán" AND (nato OR summit) published:>=now-7d'
      presswatch search 'title:"fuel prices" -source:example.org' --sort published --facets
    """
    from indexing.desk.coverage import searching
    from indexing.desk.coverage.facets import FACETS
    from indexing.index.contract import Sort
    from indexing.search.tree import Field

    asked = FACETS if facets else (Field.SOURCE,)
    with CURRENT.desk() as desk:
        wish = searching.Wish(Sort(sort.value), limit, cursor, asked)
        answer = searching.search(desk, query, wish)
        show_results(desk, answer, order=sort.value, more=_facet_lines(answer) if facets else ())
        if answer.cursor and not CURRENT.wants_json:
            tell(f"the next page: the same with --cursor {answer.cursor}")
    return 3 if fail_empty and not answer.total else 0


def show_results(
    desk: "Desk",
    answer: "SearchAnswer",
    *,
    order: str,
    more: "Iterable[Text]" = (),
    value: object = None,
) -> None:
    """Print what was found, ``more`` below it, and why nothing was; as JSON ``value``, if any."""
    lines = [_result_line(number, one, desk) for number, one in enumerate(answer.results, 1)]
    show(value or answer, *_head(answer, order, desk), *lines, *more)
    for remark in answer.remarks:
        tell(f"note: {remark}")
    if not answer.total:
        _explain_nothing(desk, answer.query)


def feed_text(desk: "Desk", query: str, form: Feed, *, saved_as: str = "") -> str:
    """Return what a query finds as a feed; ``saved_as`` names the saved search that it is."""
    from indexing.desk.coverage import syndicating

    found = syndicating.syndicate(desk, query, saved_as=saved_as)
    is_atom = form is Feed.ATOM
    written = syndicating.as_atom(found) if is_atom else syndicating.as_json_feed(found)
    return written.decode()


def _head(answer: "SearchAnswer", order: str, desk: "Desk") -> list[str]:
    if not answer.total:
        return []
    counted = [count(answer.total, "article")]
    if answer.distinct_texts is not None:
        counted.append(count(answer.distinct_texts, "distinct text"))
    sources = answer.facets.get("source", ())
    parts = [", ".join(counted) + _timeline(answer, desk), f"by {order}"]
    if sources:
        told = [f"{one.name} {one.articles}" for one in sources[:SHOWN_SOURCES]]
        more = ", more: --facets" if len(sources) > SHOWN_SOURCES else ""
        parts.append(f"sources {', '.join(told)}{more}")
    return [f"read as: {answer.read_as}", " · ".join(parts)]


def _timeline(answer: "SearchAnswer", desk: "Desk") -> str:
    bars = answer.timeline
    if not bars:
        return ""
    first, last = bars[0].at.date(), bars[-1].at.date()
    span = day(first, desk) if first == last else f"{day(first, desk)} to {day(last, desk)}"
    if len(bars) > SHOWN_BARS:
        return f", {span}"
    so_far = " so far" if last == desk.now.astimezone(desk.zone).date() else ""
    return f", {span}: {' '.join(str(bar.articles) for bar in bars)}{so_far}"


def _result_line(number: int, one: "FoundArticle", desk: "Desk") -> str:
    article = one.article
    snippet = highlighted(one.snippet.text, one.snippet.spans).replace("\n", " ")
    parts = [
        f"{number:<2}",
        moment(article.published_at, desk) if article.published_at else "date unknown",
        article.source,
        title_of(article),
        copies(one.copies),
        f'"{snippet}"' if snippet else "",
        short_id(article.id),
    ]
    return "  ".join(filter(None, parts))


def _facet_lines(answer: "SearchAnswer") -> "list[Text]":
    lines = []
    for name, values in answer.facets.items():
        if values:
            lines.append(
                labelled(name, and_more([_facet(one) for one in values[:10]], len(values)))
            )
        if wider := answer.wider.get(name):
            told = [f"{one.name} +{one.more}" for one in wider[:10]]
            lines.append(labelled(f"or {name}", and_more(told, len(wider))))
    return lines


def _facet(one: "FacetValue") -> str:
    return f"{one.name} {one.articles}"


def _explain_nothing(desk: "Desk", query: str) -> None:
    """Say which clause empties the search, or that there is nothing to search yet."""
    from indexing.desk.coverage import searching
    from indexing.search.tree import Everything

    tell("no article matches")
    for one in searching.why_empty(desk, query):
        tell(f"  without {one.clause}: {one.articles}")
    if not desk.index.count(Everything()):
        tell("the index is empty. Add feeds and run a cycle: presswatch feeds add URL")


def suggest(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="How it begins.")],
    *,
    limit: Annotated[int, typer.Option(metavar="N", min=1, max=100, help="Most of them.")] = 10,
) -> None:
    """Suggest names, sources and topics that begin so."""
    from indexing.desk.coverage import suggesting

    with CURRENT.desk() as desk:
        found = suggesting.suggest(desk, text, limit=limit)
    if not found and not CURRENT.wants_json:
        tell(f"no name, source or topic in the coverage begins with {text!r}")
        return
    rows = [(one.articles, one.type, one.name, one.id) for one in found]
    show(found, table(("articles", "type", "name", "id"), rows))


def export(
    query: Query,
    *,
    file: Annotated[File, typer.Option("--format", help="What the rows are.")] = File.CSV,
) -> int:
    """Write every article that matches to stdout.

    As rows none is left out: the number is told first and checked at the end. As a
    feed (atom, jsonfeed) it is the newest 100, which any feed reader takes.

    \b
    Columns: id url source title authors language published_at published_from
    first_seen_at version words story group topics entities. Times are UTC, lists
    are joined by "; ", copies of one text have one group. In csv, a cell that a
    spreadsheet would take for a formula begins with '.
    """
    from indexing.desk.coverage import exporting

    if file in (File.ATOM, File.JSONFEED) and not CURRENT.wants_json:
        with CURRENT.desk() as desk:
            write_text(feed_text(desk, query, Feed(file)))
        return 0
    with CURRENT.desk() as desk:
        found = exporting.export(desk, query)
        tell(f"{count(found.total, 'article')} to write")
        rows = _Counted(found.rows)
        for piece in _pieces(rows, _wanted(file)):
            write_text(piece)
    if rows.number != found.total:
        tell(f"{rows.number} written: the coverage changed meanwhile; export once more")
        return 4
    tell(f"{rows.number} written, as counted")
    return 0


class _Counted:
    """Rows that are counted as they pass."""

    def __init__(self, rows: "Iterable[ExportRow]") -> None:
        self._rows, self.number = rows, 0

    def __iter__(self) -> "Iterator[ExportRow]":
        for row in self._rows:
            self.number += 1
            yield row


def _wanted(file: File) -> File:
    if CURRENT.as_ndjson:
        return File.NDJSON
    return File.JSON if CURRENT.as_json else file


def _pieces(rows: _Counted, file: File) -> Iterator[str]:
    from indexing.desk.coverage.exporting import ExportRow
    from indexing.desk.encoding import as_csv, as_json, as_ndjson

    match file:
        case File.CSV:
            yield from as_csv(rows, ExportRow)
        case File.NDJSON:
            yield from as_ndjson(rows)
        case File.JSON:
            yield "["
            for row in rows:
                yield ("\n" if rows.number == 1 else ",\n") + as_json(row).decode()
            yield "\n]\n"
