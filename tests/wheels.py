"""The wheel as it would be released, built once, for all tests that install or unpack it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BUILD = "import setuptools.build_meta as build, sys; print(build.build_wheel(sys.argv[1]))"


def known_files(*folders: str) -> list[str]:
    """Return the files that git knows in ``folders`` of the root, or would take, by name."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *folders]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.splitlines() if (ROOT / name).is_file()]


@pytest.fixture(scope="session")
def built_wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, made of what git knows here: nothing is fetched, nothing of an earlier build."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in known_files("."):
        (folder / "source" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / "source" / name)
    command = [sys.executable, "-c", BUILD, str(folder)]
    built = subprocess.run(
        command, cwd=folder / "source", capture_output=True, text=True, check=True
    )
    return folder / built.stdout.splitlines()[-1]
