"""OpenAPI keeps its word: whatever is sent, there is no 5xx, and answers are as described."""

from collections.abc import Iterator

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.python.asgi import shutdown_lifespans
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.specs.openapi.schemas import OpenApiSchema
from smallworld.coverage import SLUG
from smallworld.press import FERRY
from smallworld.world import World

from indexing.desk.coverage import saving
from indexing.web.api.description import description
from indexing.web.app import make_app
from indexing.web.views.addresses import API

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
OUTWARD = ["feeds_add_feed", "feeds_preview", "alerts_test", "deliveries_test_channel"]
"""They connect to whatever address is sent."""


@pytest.fixture
def described(covered: World) -> Iterator[OpenApiSchema]:
    app = make_app(covered.settings, clock=covered.clock)
    schema = schemathesis.openapi.from_dict(description(app))
    schema.app = app
    schema.config.phases.coverage.unexpected_methods = set()  # FastAPI's own business
    yield schema
    shutdown_lifespans()


schema = schemathesis.pytest.from_fixture("described").exclude(operation_id=OUTWARD)


@schema.parametrize()
@settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_sent_is_answered_as_described(case: schemathesis.Case) -> None:
    if isinstance(case.body, dict):
        case.body.pop("url", None)  # a follow of what is elsewhere
    answer = case.call(base_url="http://127.0.0.1")
    case.validate_response(answer, checks=CHECKS)


THERE = [
    pytest.param("", "", id="the first page's twin"),
    pytest.param("/follows/{slug}", f"/follows/{SLUG}?below=true", id="a follow"),
    pytest.param("/follows/{slug}/brief", f"/follows/{SLUG}/brief?since=2w", id="a press review"),
    pytest.param("/stories", "/stories", id="stories"),
    pytest.param("/stories/{story_id}", "/stories/STORY", id="a story"),
    pytest.param("/search", "/search?q=orban&facets=true&step=hour", id="a search"),
    pytest.param("/search.csv", "/search.csv?q=orban", id="a table"),
    pytest.param("/search.json", "/search.json?q=orban", id="a JSON feed"),
    pytest.param("/suggest", "/suggest?q=o", id="suggestions"),
    pytest.param("/articles/{article_id}", "/articles/ARTICLE", id="an article"),
    pytest.param("/explain", "/explain?url=ARTICLE", id="an explanation"),
    pytest.param("/alerts", "/alerts", id="alerts"),
    pytest.param("/alerts/{number}", "/alerts/1", id="an alert"),
    pytest.param("/deliveries", "/deliveries", id="deliveries"),
    pytest.param("/deliveries/{number}", "/deliveries/1", id="a delivery"),
    pytest.param("/feeds", "/feeds", id="feeds"),
    pytest.param("/feeds/{number}", "/feeds/1", id="a feed"),
    pytest.param("/feeds/export", "/feeds/export", id="a list of feeds"),
    pytest.param("/entities", "/entities", id="names"),
    pytest.param("/entities", "/entities?name=orban", id="a name"),
    pytest.param("/channels/{channel}", "/channels/hook", id="a channel"),
    pytest.param("/searches", "/searches", id="saved searches"),
    pytest.param("/searches/{name}", "/searches/ferry", id="a saved search"),
    pytest.param("/spikes", "/spikes?since=4w", id="spikes"),
    pytest.param("/system", "/system?doctor=true", id="the system"),
]


@pytest.mark.parametrize(("path", "address"), THERE)
def test_what_is_there_is_told_as_described(covered: World, path: str, address: str) -> None:
    article = covered.explain(f"{covered.press.url}/2026/{FERRY}").article
    assert article
    with covered.desk() as desk:
        saving.save_search(desk, "ferry", "ferry")
    real = address.replace("ARTICLE", article.id).replace("STORY", article.story_id)
    app = make_app(covered.settings, clock=covered.clock)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        told = client.get(f"{API}{real}")
    assert told.status_code == 200, told.text
    operations = schemathesis.openapi.from_dict(description(app))[f"{API}{path}"]
    operations["GET"].validate_response(told)


def test_every_route_says_what_it_does(covered: World) -> None:
    told = description(make_app(covered.settings))
    for path, methods in told["paths"].items():
        for method, one in methods.items():
            assert {"summary", "description", "tags"} <= one.keys(), (method, path)
            assert "application/problem+json" in one["responses"]["default"]["content"]
            bodies = one.get("requestBody", {}).get("content", {}).get("application/json", {})
            name = bodies.get("schema", {}).get("$ref", "").rpartition("/")[2]
            assert not name or told["components"]["schemas"][name].get("examples"), name
    names = [one["operationId"] for methods in told["paths"].values() for one in methods.values()]
    assert len(names) == len(set(names))
