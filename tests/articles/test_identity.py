"""Which canonical links are believed."""

import pytest

from indexing.articles.identity import believed_canonical

ENTRY = "https://feeds.example/1"
READ = "https://www.post.co.uk/2026/03/02/bridge?page=1"


@pytest.mark.parametrize(
    ("final_url", "canonical", "believed"),
    [
        pytest.param(
            READ,
            "https://post.co.uk/2026/03/02/bridge",
            "https://post.co.uk/2026/03/02/bridge",
            id="the same domain",
        ),
        pytest.param(
            READ,
            "https://amp.post.co.uk/a/b-c?utm_source=x",
            "https://amp.post.co.uk/a/b-c",
            id="another host of the domain, in its canonical form",
        ),
        pytest.param(READ, "https://other.co.uk/2026/03/02/bridge", "", id="another owner"),
        pytest.param(READ, "https://www.post.co.uk/", "", id="the root"),
        pytest.param(READ, "https://www.post.co.uk/world", "", id="a section"),
        pytest.param(READ, "", "", id="none"),
        pytest.param(READ, "javascript:void(0)", "", id="no address"),
        pytest.param(
            "", "https://feeds.example/a/1", "https://feeds.example/a/1", id="not redirected"
        ),
        pytest.param("nonsense", "https://post.co.uk/a/b", "", id="nothing to compare with"),
    ],
)
def test_believed_canonical(final_url, canonical, believed):
    assert believed_canonical(ENTRY, final_url, canonical) == believed
