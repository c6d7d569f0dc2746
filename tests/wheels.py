"""The wheel as it would be released, built once, for all tests that install or unpack it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BUILD = "import setuptools.build_meta as build, sys; print(build.build_{kind}(sys.argv[1]))"


def known_files(*folders: str) -> list[str]:
    """Return the files that git knows in ``folders`` of the root, or would take, by name."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *folders]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.splitlines() if (ROOT / name).is_file()]


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what git knows here: nothing of an earlier build is in it."""
    folder = tmp_path_factory.mktemp("source")
    for name in known_files("."):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="session")
def built_wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, made of ``source``; nothing is fetched."""
    return built("wheel", source, tmp_path_factory.mktemp("wheel"))


def built(kind: str, source: Path, target: Path) -> Path:
    """Build a ``wheel`` or ``sdist`` of ``source`` into a folder; return its file."""
    command = [sys.executable, "-c", BUILD.format(kind=kind), str(target)]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return target / done.stdout.splitlines()[-1]
