"""Wheel and sdist: they hold every file that the code needs, and run from where they are put."""

import os
import subprocess
import sys
import sysconfig
import tarfile
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest
from wheels import built, known_files

SMOKE = """
from flows.demo.manuscript import REFERENCE, read_outlets
from fastapi.testclient import TestClient
from indexing.settings import load_settings
from indexing.web.app import make_app
assert REFERENCE.is_file() and len(read_outlets()) > 5
with TestClient(make_app(load_settings()), base_url="http://127.0.0.1") as client:
    page = client.get("/")
    assert page.status_code == 200, page.text
    for part in ("pages.css", "pages.js", "icon.svg"):
        assert part in page.text and client.get(f"/static/{part}").status_code == 200, part
print(REFERENCE)
"""


@pytest.fixture(scope="module")
def installed(built_wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a clean environment in which pip installed the wheel, and no checkout.

    What it depends on is not fetched anew: a line in the environment points to where this test's
    own packages are, of which the checkout, being a link, is not one.
    """
    folder = tmp_path_factory.mktemp("clean")
    _python("-m", "venv", "--without-pip", str(folder), cwd=folder)
    inside = sysconfig.get_path("purelib", "venv", {"base": str(folder)})
    (Path(inside) / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    programs = folder / "bin"
    pip = ("-m", "pip", "--python", str(programs / "python"), "--disable-pip-version-check")
    offline = ("install", "--quiet", "--no-index", "--no-deps", "--ignore-installed")
    _python(*pip, *offline, str(built_wheel), cwd=folder)
    return programs


def test_every_file_beside_the_code_is_in_it(built_wheel: Path) -> None:
    assert set(known_files("flows", "indexing")) <= set(ZipFile(built_wheel).namelist())


def test_the_licence_is_in_it_and_the_tests_are_not(built_wheel: Path) -> None:
    names = ZipFile(built_wheel).namelist()
    (about,) = {name.split("/")[0] for name in names if ".dist-info/" in name}
    assert f"{about}/licenses/LICENSE" in names
    assert {name.split("/")[0] for name in names} == {"flows", "indexing", about}


def test_the_source_builds_an_equal_wheel(source: Path, built_wheel: Path, tmp_path: Path) -> None:
    packed = built("sdist", source, tmp_path)
    with tarfile.open(packed) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = (one for one in tmp_path.iterdir() if one.is_dir())
    assert (unpacked / "constraints.txt").is_file()
    assert not (unpacked / "tests").exists()
    again = built("wheel", unpacked, tmp_path)
    assert _contents(again) == _contents(built_wheel)


@pytest.mark.slow
def test_an_installed_presswatch_runs_where_no_checkout_is(installed: Path, tmp_path: Path) -> None:
    def ran(program: str, *words: str) -> str:
        home = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
        command = [str(installed / program), *words]
        done = subprocess.run(
            command, cwd=tmp_path, env=home, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    where = ran("python", "-c", "import flows.cli, indexing; print(flows.cli.__file__)")
    assert Path(where.strip()).is_relative_to(installed.parent)
    assert ran("presswatch", "--version").startswith("Presswatch 0.")
    assert "Everywhere:" in ran("presswatch", "--help")
    (tmp_path / "presswatch.toml").write_text(ran("presswatch", "config", "show"))
    assert "none unknown" in ran("presswatch", "config", "check")
    reference = ran("python", "-c", SMOKE).strip()
    assert Path(reference).is_relative_to(installed.parent)
    told = ran("presswatch", "follow", reference)  # models, tables and the store
    assert "Orbán" in told
    assert ran("presswatch", "follows", "list").strip()
    assert "unknown" not in ran("presswatch", "licences")


def _contents(wheel: Path) -> dict[str, str]:
    with ZipFile(wheel) as archive:
        return {name: sha256(archive.read(name)).hexdigest() for name in archive.namelist()}


def _python(*words: str, cwd: Path) -> str:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [sys.executable, *words]
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
