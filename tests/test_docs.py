"""The documents are true: commands, options, settings and links in them exist."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.cli.app import command_tree
from flows.cli.invocation import FLAGS, VALUED
from indexing.settings import documented
from indexing.settings.reading import FROM_ENVIRONMENT

ROOT = Path(__file__).parents[1]
DOCS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
NAMES = [path.name for path in DOCS]
KNOWN: dict[str, set[str]] = {}
for _section, _key, _default, _meaning in documented():
    KNOWN.setdefault(_section, set()).add(_key)
VARIABLES = {f"PRESSWATCH_{section}_{key}".upper() for section, key in FROM_ENVIRONMENT}
VARIABLES |= {"PRESSWATCH_CONFIG"}
SPAN = re.compile(r"(?<!`)`([^`]+)`(?!`)")
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def text_of(name: str) -> str:
    return next(path for path in DOCS if path.name == name).read_text("utf-8")


def commands(text: str) -> Iterator[list[str]]:
    """Yield the words of each ``presswatch …`` in shell blocks and code spans."""
    blocks = [body for kind, body in BLOCK.findall(text) if kind == "sh"]
    lines = [line for body in blocks for line in body.splitlines()]
    spans = [" ".join(span.split()) for span in SPAN.findall(BLOCK.sub("", text))]
    for line in (*lines, *spans):
        if found := re.search(r"(?:^|worker )presswatch (.*)", line.split("  #")[0]):
            yield shlex.split(found[1].split(" < ")[0].split(" > ")[0])


def fault(words: list[str]) -> str:
    """Return what is wrong with a command line, nothing if it is one that exists."""
    command: Any = command_tree()
    while hasattr(command, "commands") and words and not words[0].startswith("-"):
        if words[0] not in command.commands:
            return f"no command {words[0]}"
        command, words = command.commands[words[0]], words[1:]
    known = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
    options = {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)}
    unknown = options - known - set(FLAGS) - set(VALUED) - {"--help", "-h", "--version"}
    return f"no option {', '.join(sorted(unknown))}" if unknown else ""


@pytest.mark.parametrize("name", NAMES)
def test_every_command_and_option_exists(name: str) -> None:
    faults = {" ".join(words): fault(words) for words in commands(text_of(name))}
    assert {line: wrong for line, wrong in faults.items() if wrong} == {}


def test_the_documents_have_commands_to_be_tested() -> None:
    found = {" ".join(words[:2]) for name in NAMES for words in commands(text_of(name))}
    assert {"index rebuild", "demo --elasticsearch", "feeds import", "doctor"} <= found


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_exists(name: str) -> None:
    text = text_of(name)
    for kind, body in BLOCK.findall(text):
        if kind == "toml":
            for section, keys in tomllib.loads(body).items():
                assert set(keys) <= KNOWN[section], section
    spans = SPAN.findall(BLOCK.sub("", text))
    sections = {found[1] for span in spans if (found := re.fullmatch(r"\[(\w+)\].*", span))}
    assert sections <= set(KNOWN)
    dotted = [span.split(".") for span in spans if re.fullmatch(r"[a-z]+\.[a-z_]+", span)]
    ours = [(section, key) for section, key in dotted if section in KNOWN]
    assert all(key in KNOWN[section] for section, key in ours if key not in ("toml", "py", "md"))


@pytest.mark.parametrize("name", NAMES)
def test_every_variable_is_read(name: str) -> None:
    found = set(re.findall(r"PRESSWATCH_[A-Z_]+", text_of(name)))
    of_tests = {name for name in found if name.startswith("PRESSWATCH_TEST_")}
    assert found - of_tests <= VARIABLES
    tests = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py"))
    assert [name for name in of_tests if f'"{name}"' not in tests] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_link_into_the_repository_leads_somewhere(name: str) -> None:
    path = next(one for one in DOCS if one.name == name)
    links = re.findall(r"\]\(([^)\s]+)\)", text_of(name))
    inner = [link.partition("#")[0] for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in inner if link and not (path.parent / link).exists()] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_chore_is_in_the_makefile(name: str) -> None:
    text = text_of(name)
    written = [*SPAN.findall(BLOCK.sub("", text)), *(body for _, body in BLOCK.findall(text))]
    chores = {chore for piece in written for chore in re.findall(r"^make ([\w ]+)", piece, re.M)}
    known = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.M)
    assert {word for chore in chores for word in chore.split("   ")[0].split()} <= set(known)


def test_the_page_on_elasticsearch_names_every_setting_of_the_index() -> None:
    told = text_of("elasticsearch.md")
    assert [
        key for key in KNOWN["index"] if f"`{key}`" not in told and f"{key} = " not in told
    ] == []


@pytest.mark.parametrize("name", ["architecture.md", "choices.md", "elasticsearch.md", "team.md"])
def test_the_readme_leads_to_it(name: str) -> None:
    assert f"(docs/{name})" in text_of("README.md")
