"""Every command with its arguments and options, and what all of them take."""

import inspect
from collections.abc import Iterator
from typing import Any

from documents.reference import markdown
from documents.reference.markdown import block, code, table
from flows.cli.app import NAME, command_tree
from flows.cli.invocation import EPILOG

_ASIDE = "\b"
"""How a docstring marks lines that are to stay as they are."""


def page() -> str:
    """Return the page."""
    tree = command_tree()
    common = block("text", inspect.cleandoc(EPILOG.replace(f"{_ASIDE}\n", "")))
    commands = [part for path, one in _leaves(tree) for part in _told(path, one)]
    return markdown.page("Commands", common, *commands)


def _leaves(command: Any, *path: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, one in command.commands.items():
        if hasattr(one, "commands"):
            yield from _leaves(one, *path, name)
        else:
            yield (*path, name), one


def _told(path: tuple[str, ...], command: Any) -> Iterator[str]:
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    options = [one for one in command.params if one.param_type_name == "option"]
    yield f"## {' '.join(path)}"
    yield block("text", " ".join((NAME, *path, *map(_usage, arguments))))
    paragraphs = inspect.cleandoc(command.help).split("\n\n")
    for paragraph in paragraphs:
        is_aside = paragraph.lstrip().startswith(_ASIDE)
        text = inspect.cleandoc(paragraph.replace(_ASIDE, ""))
        yield block("sh", text) if is_aside else " ".join(text.split())
    rows = [(code(_name(one)), one.help or "") for one in arguments]
    yield table(("", "what it is"), [*rows, *((_option(one), _meaning(one)) for one in options)])


def _usage(argument: Any) -> str:
    return _name(argument) if argument.required else f"[{_name(argument)}]"


def _name(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name.upper())


def _option(option: Any) -> str:
    choices = getattr(option.type, "choices", None)
    value = option.metavar or (" or ".join(choices) if choices else "")
    value = "" if option.is_flag else value
    return code(f"{option.opts[0]} {value}".strip())


def _meaning(option: Any) -> str:
    default = getattr(option.default, "value", option.default)
    extra = ""
    if option.required:
        extra = " Needed."
    elif default not in (None, False, "", (), []) and not callable(default):
        extra = f" Else {code(str(default))}."
    return (option.help or "") + extra
