"""``config``, ``completion``, ``licences``: the settings file, the Tab key, what we stand on."""

from collections.abc import Iterator
from datetime import time, timedelta
from enum import StrEnum
from pathlib import Path
from textwrap import wrap
from typing import Annotated, Any

import typer

from flows.cli.invocation import CURRENT
from flows.cli.output import labelled, show, tell, write_text
from indexing.desk.wording import length
from indexing.nouns import count

config = typer.Typer(help="The one settings file, explained.", no_args_is_help=True)


class Shell(StrEnum):
    """Shells that can complete our commands."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


def register(app: typer.Typer) -> None:
    """Add the group ``config`` and the commands beside it."""
    app.add_typer(config, name="config")
    app.command()(completion)
    app.command()(licences)


@config.command()
def check() -> None:
    """Say whether the settings can be used.

    Exits with 5 if not.
    """
    settings = CURRENT.settings()
    number = sum(
        len(getattr(settings, section).model_fields_set)
        for section in settings.model_fields_set - {"path"}
    )
    path = str(settings.path) if settings.path else "no file"
    told = f"{count(number, 'setting')}, none unknown; the rest are defaults"
    show({"path": settings.path, "set": number}, labelled("ok", f"{path}: {told}", style="green"))


@config.command()
def path() -> None:
    """Print where the settings are read from."""
    settings = CURRENT.settings()
    if settings.path is None:
        tell(f"no file: all defaults are in force. Make one: {Path.cwd() / 'presswatch.toml'}")
    show({"path": settings.path}, *([str(settings.path)] if settings.path else []))


@config.command("show")
def show_config() -> None:
    """Print every setting with its meaning.

    It is a settings file; secrets are masked. What is set differently from its default is
    marked. A file of one's own needs only those.
    """
    from indexing.settings import documented

    settings = CURRENT.settings()
    rows = [
        (section, key, getattr(getattr(settings, section), key), default, " ".join(meaning.split()))
        for section, key, default, meaning in documented()
    ]
    if CURRENT.wants_json:
        names = ("section", "key", "value", "default", "meaning")
        show([dict(zip(names, _for_programs(row), strict=True)) for row in rows])
        return
    write_text("\n".join(_toml_lines(rows)) + "\n")


Row = tuple[str, str, Any, Any, str]


def _for_programs(row: Row) -> tuple[Any, ...]:
    section, key, value, default, meaning = row
    return section, key, _as_written(value), _as_written(default), meaning


def _toml_lines(rows: list[Row]) -> Iterator[str]:
    at = ""
    for section, key, value, default, meaning in rows:
        if section != at:
            yield from (["", f"[{section}]"] if at else [f"[{section}]"])
            at = section
        changed = "" if value == default else f" (default: {as_toml(default)})"
        yield from wrap(meaning + changed, 98, initial_indent="# ", subsequent_indent="# ")
        yield f"{key} = {as_toml(value)}"


def _as_written(value: Any) -> Any:
    """Return a setting as it stands in the file: durations with their unit, secrets masked."""
    match value:
        case timedelta():
            return length(value)
        case time():
            return f"{value:%H:%M:%S}"
        case tuple():
            return [_as_written(one) for one in value]
        case bool() | int() | float():
            return value
    return str(value)  # a secret prints as stars


def as_toml(value: Any) -> str:
    """Return a value as it stands in the settings file."""
    match written := _as_written(value):
        case bool():
            return str(written).lower()
        case int() | float():
            return str(written)
        case list():
            return f"[{', '.join(as_toml(one) for one in written)}]"
    if isinstance(value, time):
        return str(written)
    escaped = written.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def licences() -> int:
    """List every package that is needed, with its licence.

    As its own metadata say. Exits with 1 if one says nothing.
    """
    from indexing.desk.upkeep.licences import UNKNOWN
    from indexing.desk.upkeep.licences import licences as all_licences

    found = all_licences()
    show(found, *(f"{one.name} {one.version}  {one.licence}" for one in found))
    return int(any(one.licence == UNKNOWN for one in found))


def completion(
    shell: Annotated[Shell, typer.Argument(metavar="SHELL", help="bash, zsh or fish.")],
) -> None:
    """Print what makes a shell complete our commands.

    \b
      presswatch completion bash >> ~/.bashrc
      presswatch completion zsh > ~/.zfunc/_presswatch
      presswatch completion fish > ~/.config/fish/completions/presswatch.fish
    """
    from typer import completion as shells

    script = shells.get_completion_script(  # type: ignore[attr-defined]
        prog_name="presswatch", complete_var="_PRESSWATCH_COMPLETE", shell=shell.value
    )
    write_text(script.strip() + "\n")
