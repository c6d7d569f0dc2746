"""``backup`` and ``restore``: one file that holds everything, and the way back from it."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.invocation import CURRENT
from flows.cli.output import labelled, show, tell
from flows.cli.overseeing import rebuilt
from indexing.nouns import count

SHOWN = {
    "articles": "article",
    "feeds": "feed",
    "follows": "follow",
    "alerts": "alert",
    "deliveries": "delivery",
}
"""Tables whose rows a person knows, with what one of these is called."""


def register(app: typer.Typer) -> None:
    """Add the two commands."""
    app.command()(backup)
    app.command()(restore)


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that does not exist yet.")],
) -> None:
    """Write everything into one file, also while it runs."""
    from indexing.store.backup import backup as back_up

    with CURRENT.desk() as desk:
        rows = back_up(desk.store, file)
    show({"file": file, "rows": rows}, labelled("backup", f"{file}: {_told(rows)}"))


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that backup wrote.")],
    *,
    check: Annotated[bool, typer.Option("--check", help="Only test the file.")] = False,
) -> int:
    """Put a back-up in the store's place.

    The index is rebuilt from it, the old store stays beside it. Stop presswatch start before.
    """
    from indexing.store import backup as keeping

    rows = keeping.check(file)
    if check:
        show({"file": file, "rows": rows}, labelled("ok", f"{file} is whole: {_told(rows)}"))
        return 0
    if not CURRENT.confirm(f"put {file} ({_told(rows)}) in the store's place?"):
        tell("not restored")
        return 1
    with CURRENT.desk() as desk:
        keeping.restore(desk.store, file)
    articles = rebuilt()
    told = f"{_told(rows)}; {count(articles, 'article')} indexed anew"
    show({"file": file, "rows": rows, "indexed": articles}, labelled("restored", told))
    return 0


def _told(rows: dict[str, int]) -> str:
    return ", ".join(count(rows.get(many, 0), one, many) for many, one in SHOWN.items())
