"""``show``, ``diff`` and ``explain``: one article, and why."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.invocation import CURRENT
from flows.cli.output import harmless, labelled, show
from indexing.desk.wording import (
    FORGOTTEN,
    about,
    and_more,
    because,
    fraction,
    moment,
    passed,
    published,
    short_id,
    shortened,
    title_of,
)
from indexing.nouns import count

if TYPE_CHECKING:
    from rich.text import Text

    from indexing.articles.versions import Change
    from indexing.desk.coverage.explaining import AlertAnswer, Explanation
    from indexing.desk.coverage.reading import WholeArticle
    from indexing.desk.room import Desk
    from indexing.settings.model import Relatedness
    from indexing.store.watch.relations import Related

Wanted = Annotated[
    str, typer.Argument(metavar="ID|URL", help="An address, or an id (its beginning will do).")
]
AlertToo = Annotated[
    int | None,
    typer.Option(
        "--alert", metavar="ID", min=1, help="Tell of this alert, too, if there are many."
    ),
]
SHOWN_FEEDS = 5


def register(app: typer.Typer) -> None:
    """Add the commands that show one thing."""
    app.command("show")(show_article)
    app.command()(diff)
    app.command()(explain)


def show_article(wanted: Wanted) -> None:
    """Show an article: names, topics, story, copies, versions, text."""
    from indexing.desk.coverage import reading

    with CURRENT.desk() as desk:
        whole = reading.show(desk, wanted)
        text = harmless(whole.article.text)
        show(whole, *_whole_lines(whole, desk), *(["", text] if text else []))


def _whole_lines(whole: "WholeArticle", desk: "Desk") -> "Iterator[Text]":
    article = whole.article
    yield labelled(short_id(article.id), title_of(article, 200))
    authors = f", by {', '.join(article.authors)}" if article.authors else ""
    seen = f"seen {moment(article.first_seen_at, desk)}"
    yield labelled("from", f"{article.source}, {published(article, desk)}, {seen}{authors}")
    yield labelled("at", article.url)
    if whole.extraction is not None:
        yield labelled("about", about(whole.extraction))
    else:
        yield labelled("about", "not understood yet; next: presswatch run")
    for related in whole.relations:
        yield _relation_line(related, whole.lines[related.slug])
    if whole.story is not None:
        articles = count(whole.story.articles, "article")
        yield labelled("story", f"{whole.story.title}, {articles}", whole.story.id)
    if whole.copies:
        where = ", ".join(f"{one.source} {short_id(one.id)}" for one in whole.copies[:10])
        yield labelled("copies", f"{len(whole.copies)}: {where}")
    for one in whole.versions:
        changed = f": {one.summary}" if one.summary else ""
        told = f"{moment(one.read_at, desk)}, from the {one.source}{changed}"
        yield labelled(f"version {one.version}", told)


def _relation_line(related: "Related", line: float) -> "Text":
    relation = related.relation
    is_in = relation.score >= line and not related.is_aside
    aside = "put aside by you; " if related.is_aside else ""
    told = f"{'' if is_in else 'not '}related to {related.slug}: {aside}{because(relation)}"
    return labelled(fraction(relation.score), told)


def diff(
    wanted: Wanted,
    old: Annotated[int | None, typer.Argument(metavar="FROM", min=1, help="A version.")] = None,
    new: Annotated[int | None, typer.Argument(metavar="TO", min=1, help="A later one.")] = None,
) -> None:
    """Show what changed between two versions of an article.

    The last two if none is named.
    """
    from indexing.desk.coverage import reading

    with CURRENT.desk() as desk:
        before, after, changes = reading.diff(desk, wanted, old=old, new=new)
        head = f"version {before.version} ({moment(before.read_at, desk)}) to version "
        head += f"{after.version} ({moment(after.read_at, desk)}): {after.summary}"
        show({"old": before, "new": after, "changes": changes}, head, *_diff_lines(changes))


def _diff_lines(changes: "Iterable[Change]") -> "Iterator[Text]":
    """Yield the changed words, each with its sign and its word, between those around them."""
    styles = {"added": ("+ added", "green"), "removed": ("- removed", "red")}
    for one in changes:
        if one.kind == "same":
            yield labelled("", shortened(one.text), style="dim")
        else:
            sign, style = styles[one.kind]
            yield labelled(sign, f'"{one.text}"', style=style)


def explain(wanted: Wanted, *, alert: AlertToo = None) -> None:
    """Tell everything that happened to an article, and why.

    Found, read, understood, related, indexed; which alerts fired and why the others did not: of
    more than 100 those that might have. Of an address that was never seen: which feeds could
    carry it.
    """
    with CURRENT.desk() as desk:
        told = explained(desk, wanted, alert)
        show(told, *_explanation(told, desk))


def explained(desk: "Desk", wanted: str, alert: int | None) -> "Explanation":
    """Return what happened to an article; ``alert`` is one to be told of, too.

    Raises NotFound for an alert that there is not.
    """
    from indexing.desk.alerts import alerting
    from indexing.desk.coverage import explaining

    if alert is not None:
        alerting.get_alert(desk, alert)
    return explaining.explain(desk, wanted, alert_id=alert or 0)


def _explanation(told: "Explanation", desk: "Desk") -> "Iterator[Text]":
    if not told.article_id:
        yield from _never_seen(told)
        return
    if told.article is not None:
        yield labelled(short_id(told.article_id), title_of(told.article, 200))
    elif told.is_forgotten:
        yield labelled(short_id(told.article_id), FORGOTTEN)
    for url in told.urls:
        yield labelled("at", url)
    if told.duplicate_of:
        yield labelled("same as", short_id(told.duplicate_of))
    for line in told.trail:
        word, what = passed(line, desk)
        yield labelled(word, moment(line.at, desk), what)
    for related in told.relations:
        yield _parts_line(related, desk.settings.relatedness, told.lines[related.slug])
    yield from answer_lines(told)


def _never_seen(told: "Explanation") -> "Iterator[Text]":
    yield labelled("found", "never: no feed has listed this address")
    near = [f"{feed.title or feed.url} ({feed.status})" for feed in told.nearest_feeds]
    if near:
        yield labelled("could be", f"in {and_more(near[:SHOWN_FEEDS], len(near))}")
    else:
        yield labelled("feeds", "none is of that site. Look for one: presswatch feeds add URL")


def _parts_line(related: "Related", lines: "Relatedness", line: float) -> "Text":
    relation = related.relation
    parts = " + ".join(
        f"{fraction(weight)} x {fraction(value)} {name}"
        for weight, value, name in (
            (lines.lexical_weight, relation.lexical, "words"),
            (lines.entity_weight, relation.entities, "names"),
            (lines.embedding_weight, relation.embedding, "meaning"),
        )
    )
    told = f"{related.slug} {relation.score:.2f}, the line is {line:.2f}: {parts}"
    if related.is_aside:
        told += "; put aside by you"
    return labelled("related", f"{told}; {because(relation)}")


def answer_lines(told: "Explanation") -> "Iterator[Text]":
    """Yield what each alert made of an article."""
    yield from map(_alert_line, told.alerts)
    if told.other_alerts:
        others = (
            f"{count(told.other_alerts, 'other alert')} did not fire. Why one did not: --alert ID"
        )
        yield labelled("alerts", others)


def _alert_line(answer: "AlertAnswer") -> "Text":
    head = f"alert {answer.alert_id}"
    if not answer.fired:
        return labelled(head, f"did not fire: {answer.why_not}")
    words = ", ".join(answer.words)
    sent = "; ".join(answer.sent) or "not sent yet"
    how = "joined a hit" if answer.how == "joined" else answer.how
    return labelled(head, f"{how}: {words}; {sent}")
