"""The wheel: it holds every file that the code needs, and runs from where it is put."""

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from wheels import known_files


@pytest.fixture(scope="module")
def unpacked(built_wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel laid out as an installer does it."""
    folder = tmp_path_factory.mktemp("installed")
    with ZipFile(built_wheel) as wheel:
        wheel.extractall(folder)
    return folder


def test_every_file_beside_the_code_is_in_it(unpacked: Path) -> None:
    assert [
        name for name in known_files("flows", "indexing") if not (unpacked / name).is_file()
    ] == []


def test_the_licence_is_in_it_and_the_tests_are_not(unpacked: Path) -> None:
    assert list(unpacked.glob("*.dist-info/licenses/LICENSE"))
    assert {path.name for path in unpacked.iterdir() if path.is_dir()} == {
        "flows",
        "indexing",
        *(path.name for path in unpacked.glob("*.dist-info")),
    }


def test_it_runs_where_no_checkout_is(unpacked: Path, tmp_path: Path) -> None:
    where = "import flows.cli; print(flows.cli.__file__)"
    assert Path(_python("-c", where, cwd=tmp_path, path=unpacked).strip()).is_relative_to(unpacked)
    shown = _python("-m", "flows.cli", "config", "show", cwd=tmp_path, path=unpacked)
    assert "timezone" in shown


def _python(*words: str, cwd: Path, path: Path | None = None) -> str:
    env = {**os.environ, **({"PYTHONPATH": str(path)} if path else {})}
    command = [sys.executable, *words]
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=True)
    return done.stdout
