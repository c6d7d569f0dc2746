"""``follows tune``: what a person changes of a follow; the effect is shown before it is saved."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.following import Slug, follows, tuned
from flows.cli.invocation import CURRENT
from flows.cli.output import labelled, show, tell
from indexing.desk.wording import fraction, short_id, title_of
from indexing.errors import InvalidRequest
from indexing.nouns import count

if TYPE_CHECKING:
    from rich.text import Text

    from indexing.desk.follows.tuning import Draft, Effect, Moved
    from indexing.desk.follows.wishes import Wishes
    from indexing.desk.room import Desk

Names = list[str] | None
Pin = Annotated[
    Names, typer.Option(metavar="NAME", help="A name or word that counts more; may be repeated.")
]
Exclude = Annotated[
    Names, typer.Option(metavar="NAME", help="A name or word that does not count at all.")
]
Line = Annotated[
    str, typer.Option(metavar="X", help="Score that counts as related: .2, or default.")
]
Right = Annotated[
    Names, typer.Option(metavar="ARTICLE", help="An article that belongs here: more of its like.")
]
Wrong = Annotated[
    Names, typer.Option(metavar="ARTICLE", help="One that does not: it is put aside.")
]
Clear = Annotated[
    Names, typer.Option(metavar="NAME|ARTICLE", help="Take back what was said of it.")
]
Undo = Annotated[bool, typer.Option("--undo", help="Go back to before the last tuning.")]
SHOWN = 10
"""Articles that are named of those that come in, and of those that go."""
FROM_SETTINGS = "default"


def register(_app: typer.Typer) -> None:
    """Add ``tune`` to the group ``follows``."""
    follows.command()(tune)


def tune(  # noqa: PLR0913 (each is an option of the command)
    slug: Slug,
    *,
    pin: Pin = None,
    exclude: Exclude = None,
    line: Line = "",
    right: Right = None,
    wrong: Wrong = None,
    clear: Clear = None,
    undo: Undo = False,
) -> int:
    """Tune a story: the effect is shown, then saved.

    Names are found as in queries, under every spelling. What is not a name is a word.

    \b
      presswatch follows tune hungary-and-nato --pin "Mark Rutte" --line .2
      presswatch follows tune hungary-and-nato --wrong a:3f9c02d1
      presswatch follows tune hungary-and-nato --undo
    """
    from indexing.desk.follows.wishes import Wishes

    wishes = Wishes(
        pin=tuple(pin or ()),
        exclude=tuple(exclude or ()),
        right=tuple(right or ()),
        wrong=tuple(wrong or ()),
        clear=tuple(clear or ()),
        line=_line(line),
        settings_line=line == FROM_SETTINGS,
    )
    if undo == (wishes != Wishes()):
        what = "undoing goes alone" if undo else "nothing is to be changed"
        raise InvalidRequest(what, "follows tune", "Say what: --pin NAME, --wrong ARTICLE, --undo.")
    with CURRENT.desk() as desk:
        return _undo(desk, slug) if undo else _tune(desk, slug, wishes)


def _tune(desk: "Desk", slug: str, wishes: "Wishes") -> int:
    from indexing.desk.follows import tuning

    draft = tuning.preview(desk, slug, wishes)
    return _save(desk, draft, "saved; to go back: --undo")


def _undo(desk: "Desk", slug: str) -> int:
    from indexing.desk.follows import tuning

    return _save(desk, tuning.preview_undo(desk, slug), "back")


def _save(desk: "Desk", draft: "Draft", told: str) -> int:
    """Show the effect, ask whether it is wanted, and save just that."""
    from indexing.desk.follows import tuning

    if not CURRENT.wants_json:
        show(None, *effect_lines(draft.effect))
    if not CURRENT.confirm("save?"):
        tell("not saved")
        return 1
    show(tuning.save(desk, draft), labelled("tuned", told))
    return 0


def _line(text: str) -> float | None:
    if text in ("", FROM_SETTINGS):
        return None
    try:
        return float(text)
    except ValueError as error:
        do = f"Write a score such as .2, or {FROM_SETTINGS}."
        raise InvalidRequest(f"{text!r} is no score", "--line", do) from error


def effect_lines(effect: "Effect") -> "Iterator[Text]":
    """Yield what a tuning does: numbers, named articles, how the follow is tuned then."""
    yield labelled("effect", f"+{len(effect.gained)}, -{len(effect.lost)}")
    yield from _moved_lines("comes in", effect.gained)
    yield from _moved_lines("goes out", effect.lost)
    yield from _moved_lines("below", effect.still_below, "called right, yet under the line")
    yield labelled("then", tuned(effect.after) or "as it was at first")


def _moved_lines(label: str, moved: "Iterable[Moved]", why: str = "") -> "Iterator[Text]":
    rows = list(moved)
    for one in rows[:SHOWN]:
        scores = f"{fraction(one.old)} -> {fraction(one.new)}"
        told = "put aside by you" if one.is_aside else why
        yield labelled(label, scores, title_of(one.article), told, short_id(one.article.id))
    if len(rows) > SHOWN:
        yield labelled("", f"and {count(len(rows) - SHOWN, 'more article')}")
