"""Command lines as documents write them, held to the real command tree."""

import re
import shlex
from collections.abc import Iterator
from typing import Any

import typer

from documents.reading import Document
from flows.cli.app import NAME, command_tree
from flows.cli.invocation import CURRENT, FLAGS, VALUED, VERSION, read_arguments
from indexing.errors import PresswatchError

_OURS = re.compile(rf"(?:^|worker |[=/]){NAME} (\S.*)")
_ENDS = ("|", ">", ">>", "<", "&", "&&", ";", "||")
_ALTERNATIVES = re.compile(r"[a-z]+(?:\|[a-z]+)+")


def typed(document: Document) -> Iterator[list[str]]:
    """Yield the words behind ``presswatch`` of each line that a person is to type."""
    for line in document.lines():
        code = re.sub(r"(?:^|\s)#.*$", "", line)
        if found := _OURS.search(code):
            words = shlex.split(found[1])
            yield words[: next((at for at, word in enumerate(words) if word in _ENDS), None)]


def mentioned(document: Document) -> Iterator[list[str]]:
    """Yield the words of each command that the running text names, ``a|b`` as two of them."""
    groups = {name for name, one in command_tree().commands.items() if hasattr(one, "commands")}
    for span in document.spans:
        if found := _OURS.match(span):
            yield from _each(found[1])
        elif re.match(r"[a-z]+ [a-z|]+", span) and span.split()[0] in groups:
            yield from _each(span)


def _each(line: str) -> Iterator[list[str]]:
    words = shlex.split(line)
    at = next((at for at, word in enumerate(words) if _ALTERNATIVES.fullmatch(word)), None)
    if at is None:
        yield words
    else:
        for word in words[at].split("|"):
            yield [*words[:at], word, *words[at + 1 :]]


def fault_of_line(words: list[str]) -> str:
    """Return why the command line would be refused before it does anything, "" if it would not."""
    try:
        command, rest = _found(read_arguments(words))
        with command.make_context(NAME, rest):
            return ""
    except typer.TyperException as error:
        return str(error.format_message())
    except (LookupError, PresswatchError) as error:
        return str(error)
    finally:
        CURRENT.forget()


def fault_of_mention(words: list[str]) -> str:
    """Return which word or option of a command there is not, "" if there is every one."""
    try:
        command, rest = _found(words)
    except LookupError as error:
        return str(error)
    known = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
    options = {word.partition("=")[0] for word in rest if re.match(r"--?[a-zA-Z]", word)}
    unknown = options - known - set(FLAGS) - set(VALUED) - {"--help", "-h", VERSION}
    return f"no option {', '.join(sorted(unknown))}" if unknown else ""


def _found(words: list[str]) -> tuple[Any, list[str]]:
    """Return the command that the first words name, and the others. LookupError if none."""
    command: Any = command_tree()
    while hasattr(command, "commands") and words and not words[0].startswith("-"):
        if words[0] not in command.commands:
            raise LookupError(f"no command {words[0]}")
        command, words = command.commands[words[0]], words[1:]
    return command, words
