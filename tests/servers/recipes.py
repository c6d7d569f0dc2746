"""What one run of a server needs: folders of its own, settings, and the command to start it."""

import base64
import hashlib
import json
import os
import pwd
import secrets
import shutil
import socket
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from servers.artifacts import cache_folder, find_java, server_home
from servers.releases import Place, Release, start_command, start_environment

_LOG4J = """\
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%-25c{1.}] %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
"""
_UNPRIVILEGED = "nobody"
_ITERATIONS = 10_000


@dataclass(frozen=True, slots=True)
class Recipe:
    """One server to run; ``end`` is a command that ends what ``command`` alone does not.

    ``folder`` holds everything that the run writes and is removed with it. ``url`` is where the
    server will answer.
    """

    url: str
    command: list[str]
    folder: str
    environment: dict[str, str] | None = None
    workdir: str = "/"
    user: str = ""
    end: tuple[str, ...] = ()

    def dumped(self) -> str:
        """Return the recipe as one line of JSON, for another process."""
        return json.dumps(asdict(self))


@dataclass(frozen=True, slots=True)
class Protection:
    """A server that asks who is there: users with their passwords, TLS when there is a key."""

    users: Mapping[str, str]
    certificate: Path | None = None
    key: Path | None = None


def cached_server(release: Release, protection: Protection | None = None) -> Recipe:
    """Return how to run ``release`` from the cache, on a spare port, with empty data."""
    java = find_java(release.javas)
    if java is None:
        raise OSError(f"no Java {release.javas.start} or newer")
    home = server_home(release)
    folder = Path(tempfile.mkdtemp(prefix="presswatch-server-", dir=_reachable()))
    place = Place(home, folder / "config", folder / "room", java)
    port = spare_port()
    for part in (place.config, place.room, folder / "data", folder / "logs"):
        part.mkdir()
    _configure(release, place, port, protection)
    user = _UNPRIVILEGED if os.geteuid() == 0 else ""
    if user:
        _hand_over(folder, user)
    scheme = "https" if protection and protection.key else "http"
    return Recipe(
        url=f"{scheme}://127.0.0.1:{port}",
        command=start_command(release, place),
        folder=str(folder),
        environment=start_environment(place),
        workdir=str(home),
        user=user,
    )


def _reachable() -> Path | None:
    """Return where the user who runs a server may enter: neither pytest's own folder, nor a
    temporary folder that is root's alone. None is the usual place."""
    if os.geteuid():
        return None
    usual = Path(tempfile.gettempdir())
    is_open = all(part.stat().st_mode & 0o001 for part in (usual, *usual.parents))
    return None if is_open else cache_folder()


def docker_server(release: Release) -> Recipe:
    """Return how to run the official image of ``release``."""
    port, name = spare_port(), f"presswatch-test-{secrets.token_hex(4)}"
    options = ["--rm", "--name", name, "-p", f"127.0.0.1:{port}:9200"]
    for setting in (*_settings(release), "ES_JAVA_OPTS=-Xms512m -Xmx1g"):
        options += ["-e", setting.replace(": ", "=")]
    return Recipe(
        url=f"http://127.0.0.1:{port}",
        command=["docker", "run", *options, f"elasticsearch:{release.version}"],
        folder=tempfile.mkdtemp(prefix="presswatch-server-"),
        end=("docker", "rm", "-f", name),
    )


def spare_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _settings(release: Release) -> list[str]:
    lines = ["discovery.type: single-node", "cluster.max_shards_per_node: 20000"]
    # A full disk of the machine is not what is tested, unless a test sets a block itself.
    lines.append("cluster.routing.allocation.disk.threshold_enabled: false")
    # At each look at the disk the server would lift such a block again.
    lines.append("cluster.info.update.interval: 24h")
    return [*lines, "xpack.security.enabled: false"] if release.major > 7 else lines


def _configure(release: Release, place: Place, port: int, protection: Protection | None) -> None:
    folder = place.config.parent
    lines = [f"path.data: {folder / 'data'}", f"path.logs: {folder / 'logs'}"]
    lines += [f"http.port: {port}", f"transport.port: {spare_port()}", "network.host: 127.0.0.1"]
    lines += _settings(release)
    if protection:
        lines.remove("xpack.security.enabled: false")
        lines += _protect(place.config, protection)
    (place.config / "elasticsearch.yml").write_text("\n".join(lines) + "\n")
    (place.config / "jvm.options").write_text("-XX:+UseSerialGC\n-Djava.io.tmpdir=${ES_TMPDIR}\n")
    (place.config / "log4j2.properties").write_text(_LOG4J)


def _protect(config: Path, protection: Protection) -> list[str]:
    users = [f"{name}:{_hashed(password)}" for name, password in protection.users.items()]
    (config / "users").write_text("\n".join(users) + "\n")
    (config / "users_roles").write_text(f"superuser:{','.join(protection.users)}\n")
    lines = ["xpack.security.enabled: true", "xpack.security.enrollment.enabled: false"]
    if not (protection.certificate and protection.key):
        return lines
    shutil.copy(protection.certificate, config / "http.crt")
    shutil.copy(protection.key, config / "http.key")
    ssl = "xpack.security.http.ssl"
    return [*lines, f"{ssl}.enabled: true", f"{ssl}.certificate: http.crt", f"{ssl}.key: http.key"]


def _hashed(password: str) -> str:
    """Return the password as the server's file of users holds it (PBKDF2 with SHA-512)."""
    salt = secrets.token_bytes(32)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, _ITERATIONS, 32)
    parts = (base64.b64encode(part).decode() for part in (salt, digest))
    return f"{{PBKDF2}}{_ITERATIONS}${'$'.join(parts)}"


def _hand_over(folder: Path, user: str) -> None:
    identity = pwd.getpwnam(user)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, identity.pw_uid, identity.pw_gid)
