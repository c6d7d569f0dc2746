"""``web`` and ``start``: pages at the printed address, and an end within seconds."""

import json
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from indexing.settings import load_settings
from indexing.web.serving import open_door

pytestmark = pytest.mark.slow
PATIENCE = 60  # seconds: more than anything here takes


@contextmanager
def running(*words) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start a command, wait for the line with its address; yield process and address."""
    command = [sys.executable, "-u", "-c", f"from flows.cli import main; main({list(words)!r})"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as child:
        try:
            told = []
            for line in child.stderr:
                told.append(line)
                if found := re.search(r"^pages +(http://\S+/)$", line):
                    yield child, found[1]
                    break
            else:
                pytest.fail(f"it told no address: {told}")
        finally:
            child.kill()


def get(url, **headers):
    """Return (status, text); connections wait while the server is on its way."""
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.fixture
def config(empty, tmp_path):
    """A settings file with an empty store behind it."""
    assert empty("status").code == 0
    return tmp_path / "presswatch.toml"


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_web_serves_the_pages_until_it_is_told_to_stop(config, sign):
    with running("web", "--config", str(config)) as (child, address):
        assert re.fullmatch(r"http://127\.0\.0\.1:[1-9]\d*/", address)
        assert "No story yet" in get(address)[1]
        assert json.loads(get(f"{address}health")[1]) == {"status": "alive"}
        child.send_signal(sign)
        told = child.communicate(timeout=PATIENCE)[1]
    assert (child.returncode, told) == (0, "stopped    the pages\n")


def test_it_ends_also_while_a_request_waits_for_an_index_that_hangs(config):
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        hanging.settimeout(PATIENCE)
        hosts = f'hosts = ["http://127.0.0.1:{hanging.getsockname()[1]}"]\ntimeout = "1h"\n'
        config.write_text(f'{config.read_text()}[index]\nbackend = "elasticsearch"\n{hosts}')
        with running("web", "--config", str(config)) as (child, address):
            host, _, port = address.removeprefix("http://").rstrip("/").partition(":")
            with socket.create_connection((host, int(port))) as reader:
                reader.sendall(b"GET /ready HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                asked, _ = hanging.accept()
                child.send_signal(signal.SIGTERM)
                child.communicate(timeout=PATIENCE)
                asked.close()
    assert child.returncode == 0


def test_a_port_that_is_taken_is_told_with_its_setting(config, empty):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        config.write_text(config.read_text().replace("port = 0", f"port = {port}"))
        for command in ("web", "start"):
            answer = empty(command)
            assert answer.code == 5
            assert f"web.port = {port}: the pages cannot be served there" in answer.err
            assert "address already in use" in answer.err
            assert "Traceback" not in answer.err


@pytest.mark.parametrize("command", ["web", "start"])
def test_nothing_is_served_to_others_before_there_is_a_token(config, empty, command):
    config.write_text(config.read_text() + 'host = "0.0.0.0"\n')
    answer = empty(command)
    assert answer.code == 5
    assert "presswatch tokens add NAME" in answer.err


def test_with_a_token_others_do_every_job_and_without_one_none(config, empty):
    config.write_text(config.read_text() + 'host = "0.0.0.0"\n')
    secret = empty("tokens", "add", "lea", "--scope", "write").out.split()[1]
    with running("web", "--config", str(config)) as (child, address):
        for path in ("", "follows/x", "metrics", "api/v1", "search.atom?q=x"):
            assert get(f"{address}{path}")[0] == 401
        assert get(f"{address}health")[0] == 200
        assert get(f"{address}ready")[0] == 503
        assert get(f"{address}u/x")[0] == 404
        bearer = f"Bearer {secret}"
        assert "No story yet" in get(address, Authorization=bearer)[1]
        assert "presswatch_articles 0.0" in get(f"{address}metrics", Authorization=bearer)[1]
        assert empty("tokens", "revoke", "lea").code == 0
        assert get(address, Authorization=bearer)[0] == 401
        child.send_signal(signal.SIGTERM)
        child.communicate(timeout=PATIENCE)
    assert child.returncode == 0


def test_start_serves_the_pages_with_the_schedules_and_all_end_together(config):
    with running("start", "--config", str(config)) as (child, address):
        assert "No story yet" in get(address)[1]
        for line in child.stderr:
            if line.startswith("started"):
                break
        assert (config.parent / "data" / "prefect" / "pages.log").exists()
        child.send_signal(signal.SIGTERM)
        assert child.communicate(timeout=PATIENCE)[1].startswith("stopped")
    assert child.returncode == 0
    with pytest.raises(urllib.error.URLError):
        get(address)


def test_what_is_sent_waits_for_no_confirmation(config):
    with (
        open_door(load_settings(config)) as door,
        socket.create_connection(door.getsockname()),
    ):
        taken, _ = door.accept()
        with taken:
            assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
