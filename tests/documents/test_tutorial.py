"""The tutorial, typed line by line from an empty home, with the wheel and nothing else of ours."""

import shutil
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from documents.following import Desk, Saved, Typed, is_as_told, steps
from documents.reading import Document

pytestmark = pytest.mark.slow
TUTORIAL = Document("docs/tutorial.md")
PRESS, PAGES = "8008", "8765"
"""Ports of the tutorial; here they are any that are free."""
INSTALLS = "pip install"
WHERE = "python -c 'import flows, indexing; print(flows.__file__, indexing.__file__)'"
ON_THE_PAGES = {
    "/": "Hungary and NATO",
    "/follows/hungary-and-nato": "because",
    "/search?q=orban+nato": "Danube Post",
    "/alerts": "orban AND (nato OR ukraine)",
    "/deliveries": "204 No Content",
}


@pytest.fixture
def desk(built_wheel: Path, tmp_path: Path) -> Iterator[Desk]:
    """An empty home, in it a folder with the wheel; ``python3`` is what runs this test."""
    tools, folder = tmp_path / "tools", tmp_path / "home" / "press"
    folder.mkdir(parents=True)
    shutil.copy(built_wheel, folder)
    tools.mkdir()
    base = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}"
    (tools / "python3").write_text(f'#!/bin/sh\nexec "{base}" "$@"\n')
    (tools / "python3").chmod(0o755)
    env = {"HOME": str(folder.parent), "PATH": f"{tools}:/usr/bin:/bin", "LANG": "C.UTF-8"}
    with Desk(folder, env | {"PIP_NO_DEPS": "1", "PIP_NO_INDEX": "1"}) as desk:
        yield desk


def test_the_tutorial_is_true(desk: Desk) -> None:
    press, pages = free_ports()
    for step in steps(TUTORIAL, {PRESS: press, PAGES: pages}):
        take(desk, step)
    where = desk.type(WHERE)
    assert where.count(f"{desk.folder}/.venv/lib/") == 2, where
    for path, words in ON_THE_PAGES.items():
        assert f"`http://127.0.0.1:{PAGES}{path}`" in TUTORIAL.text
        with urlopen(f"http://127.0.0.1:{pages}{path}") as page:
            assert words in page.read().decode(), path
    for told, seen in desk.press_ctrl_c():
        assert is_as_told(told, seen), seen


def take(desk: Desk, step: Typed | Saved) -> None:
    """Do what the tutorial says, and hold what is seen to it."""
    match step:
        case Saved():
            (desk.folder / step.name).write_text(step.body)
        case Typed():
            seen = desk.leave_running(step) if step.stays else desk.type(step.line)
            assert is_as_told(step.seen, seen), f"$ {step.line}\n{seen}"
            if step.line.startswith(INSTALLS):
                bring_dependencies(desk.folder)


def bring_dependencies(folder: Path) -> None:
    """Let the new environment see the packages of this one, in place of fetching them."""
    here = next(path for path in map(Path, sys.path) if path.name == "site-packages")
    (site,) = (folder / ".venv" / "lib").glob("python*/site-packages")
    (site / "dependencies.pth").write_text(f"{here}\n")


def free_ports() -> list[str]:
    """Return two ports that nobody listens on."""
    doors = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    ports = [str(door.getsockname()[1]) for door in doors]
    for door in doors:
        door.close()
    return ports


@pytest.mark.parametrize(
    ("told", "seen", "is_alike"),
    [
        pytest.param("a\nb\n", "a\nb\n", True, id="the same"),
        pytest.param("a\nb\n", "a\n", False, id="a line is missing"),
        pytest.param("a\n", "a\nb\n", False, id="a line too many"),
        pytest.param("a …z\n", "a b c z\n", True, id="anything in a line"),
        pytest.param("a\n  …\nz\n", "a\nb\nc\nz\n", True, id="any lines"),
        pytest.param("28 Nov 05:43\n", "1 Dec 17:00\n", True, id="another time"),
        pytest.param("a:1234abcd 3\n", "a:5678abcd 4\n", False, id="another id, and a number"),
    ],
)
def test_what_counts_as_told(told: str, seen: str, is_alike: bool) -> None:
    assert is_as_told(told, seen) is is_alike
