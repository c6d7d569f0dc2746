"""A cluster with TLS that asks who is there: keys, passwords, certificates, and wrong ones."""

import sys
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch
from servers.recipes import Protection

from indexing.errors import IndexUnavailable
from indexing.index import open_index
from indexing.search.tree import Everything
from indexing.settings import load_settings

sys.path.insert(0, str(Path(__file__).parent))  # test folders are no packages
from certificates import write_certificate

pytestmark = [pytest.mark.servers, pytest.mark.slow]
PASSWORD = "correct horse battery"
READS_ONLY = {"reader": {"indices": [{"names": ["*"], "privileges": ["read"]}]}}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return write_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module")
def url(own_server, certificate):
    public, secret = certificate
    return own_server("9.4.3", Protection({"press": PASSWORD}, public, secret))[1]


@pytest.fixture(scope="module")
def new_key(url, certificate):
    """Return a function: roles → an API key, as the server shows it encoded."""
    with Elasticsearch(url, basic_auth=("press", PASSWORD), ca_certs=str(certificate[0])) as client:
        yield lambda roles: client.security.create_api_key(name="k", role_descriptors=roles)[
            "encoded"
        ]


@pytest.fixture
def opened(url, certificate, tmp_path):
    """Return a function: lines of ``[index]``, environment → the index of such settings."""

    def open_with(lines="", ca_file=certificate[0], hosts=(url,), **environ):
        file = tmp_path / "presswatch.toml"
        file.write_text(
            f'[index]\nbackend = "elasticsearch"\nhosts = {list(hosts)}\n'
            f'ca_file = "{ca_file}"\ntimeout = "20s"\n{lines}'
        )
        return open_index(load_settings(file, environ=environ))

    return open_with


def holds_what_is_written(index, article):
    generation = index.generation() + 1
    assert index.write([article], generation=generation) == {}
    index.publish(generation)
    return index.count(Everything()) == len(index.ids(generation=generation)) == 1


def test_a_name_and_a_password(opened, make_article):
    index = opened('username = "press"', PRESSWATCH_INDEX_PASSWORD=PASSWORD)
    assert holds_what_is_written(index, make_article("a"))


def test_an_api_key(opened, new_key, make_article):
    index = opened(PRESSWATCH_INDEX_API_KEY=new_key({}))
    assert holds_what_is_written(index, make_article("a"))


def test_of_several_hosts_one_that_is_dead_is_passed_over(opened, url, make_article):
    account = {"PRESSWATCH_INDEX_USERNAME": "press", "PRESSWATCH_INDEX_PASSWORD": PASSWORD}
    index = opened(hosts=("https://127.0.0.1:9", url), **account)
    assert holds_what_is_written(index, make_article("a"))


@pytest.mark.parametrize(
    "environ",
    [
        pytest.param({}, id="nobody"),
        pytest.param({"USERNAME": "nobody-else", "PASSWORD": "no-horse"}, id="a wrong password"),
        pytest.param({"API_KEY": "bm90OmFrZXk="}, id="a key that nobody made"),
    ],
)
def test_whoever_is_not_known_is_told_which_settings_to_mend(opened, make_article, environ):
    index = opened(**{f"PRESSWATCH_INDEX_{name}": value for name, value in environ.items()})
    for ask in (index.generation, lambda: index.write([make_article("a")], generation=9)):
        with pytest.raises(IndexUnavailable, match=r"does not know us.*index.api_key") as told:
            ask()
        assert not any(secret in str(told.value) for secret in ("no-horse", "bm90"))


def test_a_key_that_may_only_read_is_told_what_it_needs(opened, new_key, make_article):
    index = opened(PRESSWATCH_INDEX_API_KEY=new_key(READS_ONLY))
    with pytest.raises(IndexUnavailable, match=r"does not let us.*index.prefix"):
        index.write([make_article("a")], generation=99)


def test_a_certificate_of_an_unknown_authority_names_the_setting(opened):
    with pytest.raises(IndexUnavailable, match=r"certificate is not trusted.*index.ca_file"):
        opened(ca_file="").generation()


def test_plain_http_to_a_protected_port_is_unreachable(opened, url):
    with pytest.raises(IndexUnavailable, match=r"index\.hosts"):
        opened(ca_file="", hosts=(url.replace("https", "http"),)).generation()
