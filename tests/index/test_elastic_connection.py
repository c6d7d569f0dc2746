"""From the settings to a cluster: what cannot be used is said before anything is sent."""

import pytest

from indexing.errors import ConfigError
from indexing.index import open_index
from indexing.index.elastic import ElasticIndex
from indexing.index.embedded import EmbeddedIndex
from indexing.settings import load_settings


@pytest.fixture
def read(tmp_path):
    """Return a function: lines of ``[index]`` → settings."""

    def read_with(lines):
        file = tmp_path / "presswatch.toml"
        file.write_text(f'[presswatch]\ndata_dir = "data"\n[index]\n{lines}\n')
        return load_settings(file, environ={})

    return read_with


@pytest.mark.parametrize(
    ("backend", "kind"), [("embedded", EmbeddedIndex), ("elasticsearch", ElasticIndex)]
)
def test_the_settings_name_the_backend(read, backend, kind):
    assert isinstance(open_index(read(f'backend = "{backend}"')), kind)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        pytest.param('hosts = ["search.example"]', "with its port", id="no scheme, no port"),
        pytest.param('hosts = ["https://search.example"]', "with its port", id="no port"),
        pytest.param('hosts = ["ftp://search.example:21"]', "with its port", id="no such scheme"),
        pytest.param('hosts = ["http://me:pw@search.example:9200"]', "index.password", id="secret"),
        pytest.param('prefix = "Press Watch"', "index.prefix", id="no name for an index"),
        pytest.param('backend = "solr"', "elasticsearch", id="an engine that we do not know"),
    ],
)
def test_what_cannot_be_an_address_is_told_with_its_line(read, lines, told):
    with pytest.raises(ConfigError, match=f"toml:4.*{told}") as error:
        read(lines)
    assert "pw@" not in str(error.value)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        pytest.param('ca_file = "no.crt"', "no such file", id="a file that is not there"),
        pytest.param('ca_file = "presswatch.toml"', "is for https", id="plain http"),
    ],
)
def test_an_authority_that_cannot_be_used_is_told(read, lines, told):
    with pytest.raises(ConfigError, match=rf"index\.ca_file.*{told}"):
        open_index(read(f'backend = "elasticsearch"\n{lines}'))


def test_secrets_never_print(read):
    shown = repr(read('api_key = "bm90OmFrZXk="\npassword = "horse"').index)
    assert "bm90" not in shown
    assert "horse" not in shown
