"""Reading ``presswatch.toml``: a fault is told with file, line, what was expected, nearest name."""

import difflib
import os
import re
import tomllib
from pathlib import Path
from typing import Any

from pydantic import SecretStr, ValidationError

from indexing.errors import ConfigError
from indexing.settings.model import Settings

_SECRETS = {"password", "api_key", "hosts", "ping"}  # people write passwords into addresses
FROM_ENVIRONMENT = (
    ("smtp", "password"), ("store", "url"), ("index", "api_key"), ("index", "username"),
    ("index", "password"), ("schedules", "ping"),
)  # fmt: skip
"""What a file that others may read should not hold: PRESSWATCH_SMTP_PASSWORD, …"""


def load_settings(path: Path | None = None, *, environ: dict[str, str] | None = None) -> Settings:
    """Read ``path`` (else ``PRESSWATCH_CONFIG``, else ``presswatch.toml`` here if it exists).

    Raises ConfigError for a file that is missing though named, is no TOML, or has a wrong key
    or value; the message holds one line for each fault.
    """
    env = dict(os.environ) if environ is None else environ
    named = path or (Path(env["PRESSWATCH_CONFIG"]) if env.get("PRESSWATCH_CONFIG") else None)
    file = named or Path("presswatch.toml")
    if named is None and not file.exists():
        return _with_environment(Settings(), env)
    try:
        text = file.read_text("utf-8")
        data = tomllib.loads(text)
    except OSError as error:
        raise ConfigError(
            f"cannot be read ({error.strerror})", str(file), "Name a file with --config."
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError("is not UTF-8 text", str(file), "Save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"is not valid TOML: {error}", str(file), "Mend that line.") from error
    if "path" in data:
        raise ConfigError(
            "path is not a setting", f"{file}:{_line_of(text, ('path',))}", "Remove it."
        )
    try:
        return _with_environment(Settings(**data, path=file.resolve()), env)
    except ValidationError as error:
        faults = [_fault(file, text, dict(fault)) for fault in error.errors()]
        first, *rest = faults
        raise ConfigError(
            first[1], first[0], "\n".join([first[2], *(f"{w}: {x}. {d}" for w, x, d in rest)])
        ) from error


def _with_environment(settings: Settings, env: dict[str, str]) -> Settings:
    for section, key in FROM_ENVIRONMENT:
        if value := env.get(f"PRESSWATCH_{section}_{key}".upper()):
            old = getattr(settings, section)
            given = SecretStr(value) if isinstance(getattr(old, key), SecretStr) else value
            new = old.model_copy(update={key: given})
            settings = settings.model_copy(update={section: new})
    return settings


def _fault(file: Path, text: str, fault: dict[str, Any]) -> tuple[str, str, str]:
    """Return (where, what, what to do) for one of pydantic's errors."""
    location = tuple(str(part) for part in fault["loc"])
    where, name = f"{file}:{_line_of(text, location)}", ".".join(location)
    if fault["type"] == "extra_forbidden":
        known = _known_names(location[:-1])
        near = difflib.get_close_matches(location[-1], known, 1, cutoff=0.5)
        do = f"Did you mean {near[0]}?" if near else f"Known here: {', '.join(known)}."
        return where, f"{name} is not a setting", do
    message = str(fault["msg"]).removeprefix("Value error, ")
    shown = "" if _SECRETS.intersection(location) else f" = {fault['input']!r}"
    return where, f"{name}{shown} is wrong", f"{message[:1].upper()}{message[1:]}."


def _known_names(section: tuple[str, ...]) -> list[str]:
    model: Any = Settings
    for part in section:
        model = model.model_fields[part].annotation
    return [name for name in model.model_fields if name != "path"]


def _line_of(text: str, location: tuple[str, ...]) -> int:
    """Return the 1-based line of the key at ``location``, or of its section, or 1."""
    section, section_line = "", 1
    for number, line in enumerate(text.splitlines(), 1):
        if match := re.match(r"\s*\[\s*([^\[\]]+?)\s*\]", line):
            section = match[1]
            section_line = number if section == location[0] else section_line
        elif match := re.match(r"\s*([\w.-]+)\s*=", line):
            full = f"{section}.{match[1]}" if section else match[1]
            if full.split(".")[:2] == list(location[:2]):
                return number
    return section_line
