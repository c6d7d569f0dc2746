"""What the API answers is what the command line answers with --json."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from smallworld.coverage import SLUG
from smallworld.press import FERRY
from smallworld.world import World

from flows.cli.app import run
from indexing.web.app import make_app
from indexing.web.views.addresses import API

QUERY = "orban OR ferry"
SAME = [
    pytest.param(["search", QUERY], "/search", {"q": QUERY}, id="search"),
    pytest.param(
        ["search", QUERY, "--facets", "--sort", "seen", "--limit", "2"],
        "/search",
        {"q": QUERY, "facets": True, "sort": "seen", "limit": 2},
        id="search with facets, a page of it",
    ),
    pytest.param(["suggest", "o"], "/suggest", {"q": "o"}, id="suggest"),
    pytest.param(["follows", "list"], "", {}, id="follows at the first page's twin"),
    pytest.param(["follows", "list"], "/follows", {}, id="follows list"),
    pytest.param(["follows", "show", SLUG], f"/follows/{SLUG}", {}, id="follows show"),
    pytest.param(
        ["follows", "show", SLUG, "--below"],
        f"/follows/{SLUG}",
        {"below": True},
        id="follows show, also what is below the line",
    ),
    pytest.param(["stories", "list"], "/stories", {}, id="stories list"),
    pytest.param(["explain", "URL"], "/explain", {"url": "URL"}, id="explain"),
    pytest.param(["show", "URL"], "/articles/ID", {}, id="show"),
    pytest.param(["alerts", "list"], "/alerts", {}, id="alerts list"),
    pytest.param(["alerts", "show", "1"], "/alerts/1", {}, id="alerts show"),
    pytest.param(["alerts", "backtest", "orban"], "/backtest", {"q": "orban"}, id="backtest"),
    pytest.param(["alerts", "log"], "/deliveries", {}, id="alerts log"),
    pytest.param(["feeds", "list"], "/feeds", {}, id="feeds list"),
    pytest.param(["channels", "list"], "/channels", {}, id="channels list"),
    pytest.param(["entities", "top"], "/entities", {}, id="entities top"),
    pytest.param(["entities", "show", "orban"], "/entities", {"name": "orban"}, id="entity"),
    pytest.param(["searches", "list"], "/searches", {}, id="searches list"),
    pytest.param(["spikes"], "/spikes", {}, id="spikes"),
]


@pytest.mark.parametrize(("words", "path", "query"), SAME)
def test_the_api_tells_what_the_command_line_tells(
    covered: World,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    path: str,
    query: dict[str, Any],
) -> None:
    url = f"{covered.press.url}/2026/{FERRY}"
    real = {"URL": url, "ID": covered.explain(url).article_id}
    with TestClient(make_app(covered.settings), base_url="http://127.0.0.1") as client:
        where = path.replace("ID", real["ID"])
        asked = {name: real.get(str(value), value) for name, value in query.items()}
        told = client.get(f"{API}{where}", params=asked)
    config = str(covered.settings.path)
    assert run([*(real.get(word, word) for word in words), "--json", "--config", config]) == 0
    assert told.json() == json.loads(capsys.readouterr().out)
