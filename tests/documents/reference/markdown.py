"""Markdown, as all pages of the reference are set."""

from collections.abc import Iterable, Sequence

_MADE = "*Made from the code by `make reference`; a test holds it to that.*"


def page(title: str, *parts: str) -> str:
    """Return a page: its title, where it comes from, its parts."""
    return "\n\n".join((f"# {title}", _MADE, *(part.strip() for part in parts if part))) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table, "" if it has no rows."""
    lines = [f"| {' | '.join(map(_cell, row))} |" for row in rows]
    if not lines:
        return ""
    return "\n".join((f"| {' | '.join(head)} |", "|" + "---|" * len(head), *lines))


def code(text: str) -> str:
    """Return a text as it is typed."""
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}"


def block(kind: str, text: str) -> str:
    """Return a fenced block."""
    return f"```{kind}\n{text.rstrip()}\n```"


def prose(text: str) -> str:
    """Return a docstring's text as Markdown: its double backticks are single ones."""
    return " ".join(text.replace("``", "`").split())


def _cell(text: str) -> str:
    return text.replace("|", r"\|")
