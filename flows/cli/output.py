"""Results on stdout, all else on stderr; the same values as JSON or as text.

Whatever is printed passes here, so nothing that an article says can move the cursor, paint the
terminal or be taken for markup.
"""

import os
import re
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from flows.cli.invocation import CURRENT
from indexing.delivery.safe_text import clean

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

LABEL = 10
"""Width of the word at the head of a line: ``read``, ``alert 17``, ``understood``."""
_NO_LIMIT = 100_000
# All controls but the line break; marks that hide text or turn its direction.
_HARMFUL = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)


def console(*, stderr: bool = False) -> "Console":
    """Return a console: colour and width only where its own stream is a terminal."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    is_plain = CURRENT.no_color or bool(os.environ.get("NO_COLOR")) or not stream.isatty()
    return Console(
        file=stream,
        color_system=None if is_plain else "auto",
        highlight=False,
        markup=False,
        emoji=False,
        width=None if stream.isatty() else _NO_LIMIT,
    )


def show(value: Any, *lines: "str | Text | Table") -> None:
    """Print the answer: ``value`` as one JSON document, or ``lines`` for a person."""
    if CURRENT.wants_json:
        write_json(value)
        return
    out = console()
    for line in lines:
        _print(out, line)


def tell(line: "str | Text") -> None:
    """Say something about the work to stderr, unless -q."""
    if not CURRENT.quiet:
        _print(console(stderr=True), line)


def labelled(label: str, *parts: str, style: str = "bold") -> "Text":
    """Return one line with a word at its head; parts that are empty are left out.

    Others may have written the parts: each becomes one harmless line.
    """
    from rich.text import Text

    told = "  ".join(filter(None, (clean(part).strip() for part in parts)))
    return Text.assemble((f"{clean(label):<{LABEL}}", style), " ", told)


def table(headings: Sequence[str], rows: Iterable[Iterable[Any]]) -> "Table":
    """Return a plain table, a line for each row; a narrow terminal folds the last column only."""
    from rich.table import Table

    made = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for heading in headings:
        made.add_column(heading, no_wrap=heading != headings[-1], overflow="fold")
    for row in rows:
        made.add_row(*(clean(str(cell)).strip() for cell in row))
    return made


def harmless(text: str) -> str:
    """Return a text of several lines without controls and invisible marks."""
    return _HARMFUL.sub("", text.replace("\t", " "))


def write_json(value: Any) -> None:
    """Write JSON to stdout: one document, or a line for each item with --ndjson."""
    from indexing.desk.encoding import as_json

    if CURRENT.as_ndjson and isinstance(value, list | tuple):
        _write(b"".join(as_json(item) + b"\n" for item in value))
    else:
        _write(as_json(value, indent=not CURRENT.as_ndjson) + b"\n")


def write_text(text: str) -> None:
    """Write a text to stdout as it is: a file's content, made elsewhere and harmless."""
    _write(text.encode("utf-8", "replace"))


def _write(data: bytes) -> None:
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:  # a test or a program caught stdout as text
        sys.stdout.write(data.decode())
    else:
        sys.stdout.flush()
        stream.write(data)
    sys.stdout.flush()


def _print(out: "Console", line: "str | Text | Table") -> None:
    from rich.table import Table
    from rich.text import Text

    if isinstance(line, Table):
        with out.capture() as captured:
            out.print(line, crop=False)
        rows = captured.get().splitlines()
        out.file.write("".join(f"{row.rstrip()}\n" for row in rows))
        return
    out.print(Text(harmless(line)) if isinstance(line, str) else line, soft_wrap=True)
