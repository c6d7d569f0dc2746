"""How a back-test reads: the same before an alert is saved, when it is shown and when edited."""

from typing import TYPE_CHECKING

from flows.cli.output import labelled
from flows.cli.wording import count, day, published, title_of

if TYPE_CHECKING:
    from rich.text import Text

    from indexing.desk.backtesting import Backtest
    from indexing.desk.room import Desk
    from indexing.desk.searching import FoundArticle


def tried_lines(tried: "Backtest", desk: "Desk") -> "list[Text]":
    """Return what a query would have brought, with its best and its weakest article."""
    today = day(desk.now.astimezone(desk.zone).date(), desk)
    window = f"{count(tried.days, 'day')} to {today}"
    if tried.busiest is None:
        return [labelled("tried", f"{window}: no article. Not yet news, or too narrow?")]
    stories = count(tried.busiest_stories, "story", "stories")
    told = (
        f"{count(tried.articles, 'article')}, {count(tried.stories, 'story', 'stories')}, "
        f"news on about {count(round(tried.messages_a_week), 'day')} a week; "
        f"busiest {day(tried.busiest, desk)} with {stories}; "
        f"{count(tried.days_without, 'day')} without"
    )
    lines = [labelled("tried", f"{window}: {told}")]
    for label, sample in zip(("best", "weakest"), tried.samples, strict=False):
        lines.append(labelled(label, *_sample(sample, desk)))
    return lines


def _sample(one: "FoundArticle", desk: "Desk") -> tuple[str, ...]:
    words = dict.fromkeys(word for clause in one.matched for word in clause.words)
    return (
        published(one.article, desk),
        title_of(one.article),
        one.article.source,
        ", ".join(words),
    )
