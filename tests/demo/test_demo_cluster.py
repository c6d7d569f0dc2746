"""The demo's place in a cluster: addresses, accounts that nobody sees, indices that go again."""

import os
from pathlib import Path
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch
from servers.recipes import Protection

from flows.cli.app import run
from flows.demo.cluster import (
    Cluster,
    ask_engine,
    own_environment,
    read_address,
    remove_earlier,
)
from flows.demo.showing import FOLDER
from indexing.errors import IndexUnavailable, InvalidRequest

PASSWORD = "correct horse/battery"
AWAY = "http://127.0.0.1:9"


@pytest.mark.parametrize(
    ("url", "host", "username", "password"),
    [
        pytest.param("http://127.0.0.1:9200", "http://127.0.0.1:9200", "", "", id="plain"),
        pytest.param("https://lea:p%2Fw@s.example:9243/es", "https://s.example:9243/es", "lea",
                     "p/w", id="an account, percent signs decoded"),
        pytest.param("http://l:x@y@[::1]:9200", "http://[::1]:9200", "l", "x@y", id="two @"),
    ],
)  # fmt: skip
def test_an_address_is_taken_apart(url, host, username, password):
    found = read_address(url)
    assert (found.host, found.username, found.password) == (host, username, password)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("http://lea:tell-nobody@s.example", id="no port"),
        pytest.param("ftp://lea:tell-nobody@s.example:9200", id="not the web"),
        pytest.param("lea:tell-nobody@s.example:9200", id="no scheme"),
        pytest.param("http://lea:tell-nobody@s.example:port", id="a port that is none"),
        pytest.param("http://lea:tell-nobody@s.example:9200/\n", id="a line break"),
    ],
)
def test_an_address_that_cannot_be_used_is_2_and_not_repeated(url, capsys):
    with pytest.raises(InvalidRequest):
        read_address(url)
    assert run(["demo", "--elasticsearch", url]) == 2
    shown = capsys.readouterr()
    assert "http://127.0.0.1:9200" in shown.err
    assert "tell-nobody" not in shown.out + shown.err


def test_a_server_that_is_away_is_6_before_anything_is_made(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run(["demo", "--elasticsearch", "http://lea:tell-nobody@127.0.0.1:9"]) == 6
    shown = capsys.readouterr()
    assert f"on {AWAY}: it cannot be reached" in shown.err
    assert "tell-nobody" not in shown.out + shown.err
    assert list(tmp_path.iterdir()) == []


def test_no_two_demos_have_a_name_in_common():
    assert read_address(AWAY).prefix != read_address(AWAY).prefix


def test_a_password_is_in_no_file_and_no_repr():
    cluster = Cluster(AWAY, "lea", "tell-nobody")
    assert "tell-nobody" not in repr(cluster) + cluster.toml


def test_the_demo_has_records_and_account_of_its_own_while_it_runs(monkeypatch):
    monkeypatch.setenv("PRESSWATCH_STORE_URL", "postgresql://the/newsroom")
    monkeypatch.setenv("PRESSWATCH_INDEX_API_KEY", "the newsroom's")
    before = dict(os.environ)
    with own_environment(Cluster(AWAY, "lea", "secret")):
        assert "PRESSWATCH_STORE_URL" not in os.environ
        assert os.environ["PRESSWATCH_INDEX_PASSWORD"] == "secret"
        assert not os.environ["PRESSWATCH_INDEX_API_KEY"], "a key would win over a password"
    assert dict(os.environ) == before


def test_without_an_account_in_the_address_the_environment_has_it(monkeypatch):
    monkeypatch.setenv("PRESSWATCH_INDEX_API_KEY", "a key")
    with own_environment(Cluster(AWAY)):
        assert os.environ["PRESSWATCH_INDEX_API_KEY"] == "a key"


def an_earlier_demo(folder: Path, cluster: Cluster) -> Path:
    """Return the settings file of a demo that ended."""
    config = folder / FOLDER / "presswatch.toml"
    config.parent.mkdir()
    config.write_text(cluster.toml)
    return config


def test_indices_that_cannot_be_removed_are_told(tmp_path):
    cluster = Cluster(AWAY)
    assert cluster.prefix in remove_earlier(an_earlier_demo(tmp_path, cluster), None)


@pytest.mark.slow
@pytest.mark.servers
@pytest.mark.parametrize(
    ("prefix", "is_removed"),
    [
        pytest.param(f"presswatch-demo-{uuid4().hex[:8]}", True, id="a demo's"),
        pytest.param(f"presswatch-demo-{uuid4().hex}", False, id="one that is like a demo's"),
        pytest.param(f"test-{uuid4().hex}", False, id="one that somebody wrote into the file"),
    ],
)
def test_only_what_an_earlier_demo_made_is_removed(tmp_path, elasticsearch_url, prefix, is_removed):
    url = elasticsearch_url("9.4.3")
    index = f"{prefix}-g000001-2026.03"
    with Elasticsearch(url) as client:
        client.indices.create(index=index)
        assert remove_earlier(an_earlier_demo(tmp_path, Cluster(url, prefix=prefix)), None) == ""
        assert client.indices.exists(index=index).body is not is_removed
        client.options(ignore_status=404).indices.delete(index=index)


@pytest.mark.slow
@pytest.mark.servers
def test_a_server_of_version_7_is_refused(elasticsearch_url):
    with pytest.raises(IndexUnavailable, match=r"7\.17\.8 is not supported. Take 8 or 9"):
        ask_engine(Cluster(elasticsearch_url("7.17.8")))


@pytest.mark.slow
@pytest.mark.servers
def test_a_protected_server_is_asked_by_the_account_in_the_address(
    own_server, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    plain = own_server("9.4.3", Protection({"press": PASSWORD}))[1]
    url = plain.replace("//", "//press:correct%20horse%2Fbattery@")
    cluster = read_address(url)
    with own_environment(cluster):
        assert ask_engine(cluster) == "Elasticsearch 9.4.3"
    earlier = an_earlier_demo(tmp_path, cluster)
    assert "does not know us" in remove_earlier(earlier, None)
    assert remove_earlier(earlier, cluster) == ""
    assert run(["demo", "--elasticsearch", url.replace("horse", "pony")]) == 6
    shown = capsys.readouterr()
    assert "does not know us" in shown.err
    assert "pony" not in shown.out + shown.err
