"""How a back-test reads: the same before an alert is saved, when it is shown and when edited."""

from typing import TYPE_CHECKING

from flows.cli.output import labelled
from indexing.desk.wording import day, highlighted, moment, published, title_of
from indexing.nouns import count

if TYPE_CHECKING:
    from rich.text import Text

    from indexing.alerts.doubts import Doubt
    from indexing.desk.alerts.backtesting import Backtest, EditTrial, Sample
    from indexing.desk.alerts.noise import Noise
    from indexing.desk.coverage.searching import FoundArticle
    from indexing.desk.room import Desk
    from indexing.store.watch.mutes import Mute


def tried_lines(tried: "Backtest", desk: "Desk") -> "list[Text]":
    """Return what a query would have brought: volume, noise, and an article of each rank."""
    today = day(desk.now.astimezone(desk.zone).date(), desk)
    window = f"{count(tried.days, 'day')} to {today}"
    doubts = [doubt_line(one) for one in tried.doubts]
    if tried.busiest is None:
        told = f"{window}: no article. Not yet news, or too narrow?"
        return [labelled("tried", told), *doubts]
    stories = count(tried.busiest_stories, "story", "stories")
    told = (
        f"{count(tried.articles, 'article')}, {count(tried.stories, 'story', 'stories')}, "
        f"about {_a_week(tried.messages_a_week)}; "
        f"busiest {day(tried.busiest, desk)} with {stories}; "
        f"{count(tried.days_without, 'day')} without"
    )
    noise = [_noise_line(tried.noise)] if tried.noise else []
    samples = [labelled(one.rank, *_sample(one, desk)) for one in tried.samples]
    return [labelled("tried", f"{window}: {told}"), *doubts, *noise, *samples]


def edit_lines(trial: "EditTrial", desk: "Desk") -> "list[Text]":
    """Return what an edit changes: volumes before and after, articles added and lost."""
    before, after = trial.before, trial.after
    told = (
        f"{count(before.articles, 'article')} before, {after.articles:,} now; "
        f"{count(before.stories, 'story', 'stories')} before, {after.stories:,} now; "
        f"about {_a_week(before.messages_a_week)} before, {_number(after.messages_a_week)} now"
    )
    lines = [labelled("change", told)]
    for head, found, number in (
        ("added", trial.added, trial.added_articles),
        ("lost", trial.lost, trial.lost_articles),
    ):
        lines += [labelled(head, *_article(one, desk)) for one in found]
        if number > len(found):
            lines.append(labelled(head, f"{count(number, 'article')} in all"))
    return lines


def doubt_line(doubt: "Doubt") -> "Text":
    """Return what speaks against a query, and what to do about it."""
    head = "never" if doubt.is_certain else "warning"
    return labelled(head, f"{doubt.what}: {doubt.hint}", style="bold yellow")


def mute_line(mute: "Mute", desk: "Desk") -> "Text":
    """Return what is held of an alert, and until when."""
    return labelled("muted", f"{mute.kind} {mute.value} until {moment(mute.until, desk)}")


def _a_week(messages: float) -> str:
    return f"{_number(messages)} {'message' if _number(messages) == '1' else 'messages'} a week"


def _number(of: float) -> str:
    """Return ``5``, or ``0.5`` where a whole number would say nothing."""
    return f"{of:.1f}" if 0 < of < 1 else f"{of:,.0f}"


def _noise_line(noise: "Noise") -> "Text":
    told = f'"{noise.clause}" brings {noise.share:.0%} of the hits'
    if repair := noise.repair:
        counts = f"{count(repair.articles, 'article')}, {count(repair.stories, 'story', 'stories')}"
        told += f". {repair.words[0].upper()}{repair.words[1:]}: {counts}"
    return labelled("noise", told)


def _sample(one: "Sample", desk: "Desk") -> tuple[str, ...]:
    shown = one.found.snippet
    snippet = highlighted(shown.text, shown.spans) if shown.spans else ""
    return (
        *_article(one.found, desk),
        ", ".join(one.places),
        f'"{snippet}"' if snippet else "",
    )


def _article(one: "FoundArticle", desk: "Desk") -> tuple[str, ...]:
    return (published(one.article, desk), title_of(one.article), one.article.source)
