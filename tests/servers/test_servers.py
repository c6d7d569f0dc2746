"""Servers end with their users, however these end; where none can be had, one line says why."""

import fcntl
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from servers.finding import Lent, NoServer
from servers.recipes import Recipe, spare_port
from servers.releases import RELEASES
from servers.running import Server, ServerFailed

TESTS = Path(__file__).parents[1]
KEEPER = Path(__file__).with_name("keeper.py")
STAND_IN = "import http.server as h, sys; h.test(h.SimpleHTTPRequestHandler, port=int(sys.argv[1]))"
USER = """
import sys
from pathlib import Path
from servers.running import Server
server = Server(Path(sys.argv[1]), "stand-in")
print(server.open(lambda: None), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def recipe(tmp_path):
    """How to run a small server of Python's own instead of Elasticsearch; it takes no time."""
    folder, port = tmp_path / "run", spare_port()
    (folder / "_cluster" / "health").mkdir(parents=True)
    (folder / "_cluster" / "health" / "index.html").write_text("{}")
    command = [sys.executable, "-c", STAND_IN, str(port)]
    return Recipe(f"http://127.0.0.1:{port}", command, str(folder), workdir=str(folder))


def has_ended(pid, folder):
    """Wait until the process is gone and its folder with it; give up after a minute."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if not Path(f"/proc/{pid}").exists() and not folder.exists():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_server_outlives_its_first_user_and_ends_with_a_killed_last_one(tmp_path, recipe):
    first = Server(tmp_path, "stand-in")
    url = first.open(lambda: recipe)
    pid = (tmp_path / "stand-in.pid").read_text()
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    with subprocess.Popen(
        [sys.executable, "-c", USER, str(tmp_path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
    ) as second:  # fmt: skip
        assert second.stdout.readline().strip() == url
        first.close()
        with urllib.request.urlopen(f"{url}/_cluster/health/") as answer:
            assert answer.status == 200
        second.send_signal(signal.SIGKILL)
    assert has_ended(pid, Path(recipe.folder))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_when_the_keeper_returns_the_process_id_is_told(tmp_path, recipe):
    pid = tmp_path / "stand-in.pid"
    with (tmp_path / "stand-in.users").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        command = [sys.executable, str(KEEPER), users.name, str(pid), str(tmp_path / "log")]
        subprocess.run(command, input=recipe.dumped(), text=True, check=True)
        told = pid.exists()
    assert told
    assert has_ended(pid.read_text(), Path(recipe.folder))


@pytest.mark.slow
def test_a_killed_server_starts_again_with_its_data(tmp_path, recipe):
    server = Server(tmp_path, "stand-in")
    url = server.open(lambda: recipe)
    server.kill()
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(url)
    server.start()
    with urllib.request.urlopen(f"{url}/_cluster/health/") as answer:
        assert answer.status == 200
    server.close()


def test_a_server_that_does_not_start_tells_its_last_words(tmp_path, recipe):
    command = [sys.executable, "-c", "raise SystemExit('no memory for the heap')"]
    broken = Recipe(recipe.url, command, recipe.folder, workdir=recipe.workdir)
    server = Server(tmp_path, "broken")
    with pytest.raises(ServerFailed, match="no memory for the heap"):
        server.open(lambda: broken)
    with pytest.raises(ServerFailed, match="no memory"):  # told again, not tried again
        server.open(lambda: recipe)
    server.close()


@pytest.mark.parametrize(
    ("java", "lack"),
    [pytest.param(True, "mvn", id="no Maven"), pytest.param(False, "Java", id="no Java")],
)
def test_where_no_server_can_be_had_one_line_says_what_would_help(
    tmp_path, monkeypatch, java, lack
):
    home = tmp_path / "jdk"
    (home / "bin").mkdir(parents=True)
    (home / "bin" / "java").touch()
    (home / "release").write_text('JAVA_VERSION="21.0.1"\n')
    monkeypatch.setattr("servers.finding.find_java", lambda _: home / "bin" if java else None)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("PRESSWATCH_TEST_ELASTICSEARCH", raising=False)

    with pytest.raises(NoServer, match=rf"9\.4\.3.*PRESSWATCH_TEST_ELASTICSEARCH.*{lack}") as told:
        Lent(RELEASES["9.4.3"], tmp_path)
    assert "\n" not in str(told.value)
