"""The index away, or the store: what can be told is told, the rest says why not."""

import shutil
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from smallworld.coverage import SLUG
from smallworld.world import World

from indexing.web.app import make_app
from indexing.web.views.addresses import API

GO_ON = ("/", f"/follows/{SLUG}", f"/follows/{SLUG}/brief", "/stories", "/explain", "/alerts",
         "/alerts/1", "/alerts/new", "/deliveries", "/deliveries/1", "/feeds", "/feeds/1",
         "/feeds.opml", "/system", "/help", "/search", "/metrics")  # fmt: skip
ASK_THE_INDEX = ("/search?q=orban", "/search.csv?q=orban", "/search.atom?q=orban")
PROBLEM = "application/problem+json"


def remove_index(world: World) -> None:
    shutil.rmtree(world.settings.data_dir / "index")


def break_index(world: World) -> None:
    """Have every file of the index hold what is none."""
    for path in (world.settings.data_dir / "index").rglob("*"):
        if path.is_file():
            path.write_bytes(b"\0not an index\xff" * 9)


@pytest.fixture(params=["no server", "a folder that is broken"])
def without(request, covered: World) -> Iterator[TestClient]:
    """Asks pages whose index is away."""
    settings = covered.settings
    if request.param == "no server":
        away = {"backend": "elasticsearch", "hosts": ("http://127.0.0.1:9",)}
        index = settings.index.model_copy(update=away)
        settings = settings.model_copy(update={"index": index})
    else:
        break_index(covered)
    with TestClient(make_app(settings, clock=covered.clock), "http://127.0.0.1") as client:
        yield client


def linked(client: TestClient, page: str, begin: str) -> str:
    """Return the first address on a page that begins so."""
    return begin + client.get(page).text.split(f'href="{begin}')[1].split('"')[0].split("#")[0]


def test_without_its_index_all_but_searches_go_on(without, covered):
    article = linked(without, f"/follows/{SLUG}", "/articles/")
    story = linked(without, "/stories", "/stories/")
    explained = f"/explain?url={article.rpartition('/')[2]}"
    for path in (*GO_ON, article, story, explained):
        assert without.get(path).status_code == 200, path
    assert "What happened" in without.get(explained).text
    assert without.get("/ready").json()["reasons"].keys() == {"index"}


def test_without_its_index_a_search_says_why_not(without):
    for path in ASK_THE_INDEX:
        told = without.get(path)
        assert told.status_code == 503, path
        assert "Traceback" not in told.text
    page = without.get("/search?q=orban").text
    assert 'role="alert"' in page
    assert 'value="orban"' in page or ">orban</textarea>" in page
    for path in (*ASK_THE_INDEX, "/backtest?q=orban"):
        told = without.get(API + path)
        assert (told.status_code, told.headers["content-type"]) == (503, PROBLEM), path
        assert told.json()["do"], path


def test_an_index_that_is_taken_away_while_it_serves_is_no_fault(covered):
    with TestClient(make_app(covered.settings, clock=covered.clock), "http://127.0.0.1") as client:
        assert client.get("/search?q=orban").status_code == 200
        remove_index(covered)
        for path in (*GO_ON, *ASK_THE_INDEX):
            assert client.get(path).status_code in (200, 503), path


@pytest.fixture
def storeless(covered: World) -> Iterator[TestClient]:
    """Asks a server whose store became something else while it ran."""
    with TestClient(make_app(covered.settings, clock=covered.clock), "http://127.0.0.1") as client:
        client.app.state.front.store.close()
        for path in covered.settings.data_dir.glob("presswatch.sqlite3*"):
            path.unlink()
        (covered.settings.data_dir / "presswatch.sqlite3").write_bytes(b"no database" * 999)
        yield client


def test_without_its_store_it_says_so_and_lives(storeless):
    assert storeless.get("/health").status_code == 200
    for path in (*GO_ON, *ASK_THE_INDEX, "/stories/x", "/articles/x"):
        told = storeless.get(path)
        assert told.status_code in (200, 503), path
        assert "Traceback" not in told.text
    assert storeless.get("/").status_code == storeless.get("/ready").status_code == 503
    assert "<h1>" in storeless.get("/").text
    for path in ("", "/alerts", "/feeds", "/stories", f"/follows/{SLUG}"):
        told = storeless.get(API + path)
        assert (told.status_code, told.headers["content-type"]) == (503, PROBLEM), path
