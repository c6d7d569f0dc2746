"""The command tree, and the one place where errors become exit codes and messages."""

import io
import os
import sys
import traceback
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Any

import typer

from flows.cli.invocation import CURRENT, EPILOG, VERSION, read_arguments
from flows.cli.output import harmless
from indexing.errors import InvalidQuery, PresswatchError

NAME = "presswatch"
COMPLETING = "_PRESSWATCH_COMPLETE"
"""Set by the shell when Tab is pressed."""
GROUPS = (
    "running",
    "following",
    "tuning",
    "searching",
    "saving",
    "reading",
    "storylines",
    "alerting",
    "editing",
    "spiking",
    "muting",
    "sending",
    "feeding",
    "naming",
    "overseeing",
    "keeping",
    "guarding",
    "configuring",
)
HELP = """Follow a news story: poll feeds, extract who and what, search, be alerted with reasons.

\b
  presswatch demo                                             see it work, no network
  presswatch follow article.txt --name "Hungary and NATO"     follow its story
  presswatch search 'entity:"Viktor Orbán" AND topic:conflict'
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit with its code. A user's mistake never shows a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a C locale must not make a name a traceback
            stream.reconfigure(errors="backslashreplace")
    code = run(list(sys.argv[1:] if arguments is None else arguments))
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # or the interpreter would complain of it at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run one command; return its exit code."""
    try:
        rest = read_arguments(arguments)
        if COMPLETING in os.environ:
            _complete(rest)
        if rest == [VERSION]:
            return _version()
        tree = command_tree()
        # not tree.main: it would swallow Ctrl-C and a closed pipe before we can tell of them
        with tree.make_context(NAME, rest) as context:
            answer = tree.invoke(context)
    except (KeyboardInterrupt, typer.Abort):
        return _say("stopped; safe to repeat", 130)
    except BrokenPipeError:  # the reader has seen enough
        return 0
    except (PresswatchError, typer.TyperException, typer.Exit, OSError, ExceptionGroup) as error:
        return _told(_first(error))
    return answer if isinstance(answer, int) else 0


def _version() -> int:
    from importlib.metadata import version

    sys.stdout.write(f"Presswatch {version(NAME)}\n")
    return 0


def _complete(arguments: list[str]) -> None:
    """Answer the shell's question what could stand here, and exit."""
    from typer import completion

    completion.completion_init()  # type: ignore[attr-defined]
    command_tree().main(arguments, NAME)


@cache
def command_tree() -> Any:
    """Return the whole tree as Typer's click group: ``commands`` are those of its first level."""
    app = typer.Typer(
        help=HELP,
        epilog=EPILOG,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
        rich_markup_mode=None,  # plain help: readable anywhere, and rich is not imported for it
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    for group in GROUPS:
        import_module(f"flows.cli.{group}").register(app)
    return typer.main.get_command(app)


def _first(error: BaseException) -> BaseException:
    """Return the first error of a group: stages run side by side, a person acts on one thing."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _told(error: BaseException) -> int:
    if CURRENT.verbose and not isinstance(error, typer.Exit):
        sys.stderr.write("".join(traceback.format_exception(error)))
    match error:
        case typer.Exit():
            return error.exit_code
        case InvalidQuery() if error.query:
            return _say(error.pretty(), error.exit_code)
        case PresswatchError():
            return _say(f"error: {error}", error.exit_code)
        case typer.TyperException():
            return _say(_usage(error), 2)
        case OSError():
            return _say(f"error: {error.filename or 'the system'}: {error.strerror or error}", 1)
    raise error


def _usage(error: Any) -> str:
    """Return what is wrong with the command line; a group without a command gets its help."""
    message = str(error.format_message())
    if message.startswith("Usage:"):
        return message
    lines = [f"error: {message}"]
    context = getattr(error, "ctx", None)
    if context is None:
        return lines[0]
    if any(one.name == "query" for one in context.command.params):
        if message.startswith("Got unexpected extra"):
            lines.append("Put the whole query into one pair of quotes: 'orban AND nato'")
        elif message.startswith("No such option"):
            lines.append(
                f"A query that begins with - goes behind --: {context.command_path} -- '-a b'"
            )
    lines.append(f"See: {context.command_path} --help")
    return "\n".join(lines)


def _say(message: str, code: int) -> int:
    sys.stdout.flush()
    sys.stderr.write(harmless(message).rstrip() + "\n")
    return code
