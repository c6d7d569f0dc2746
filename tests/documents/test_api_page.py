"""The page on the API names addresses and fields that its description has."""

import re
from typing import Any

import pytest

from documents.reading import Document
from indexing.settings import Settings
from indexing.web.api.description import description
from indexing.web.app import make_app

PAGE = Document("docs/api.md")
ADDRESS = re.compile(r"(?:(?:GET|POST|PUT|PATCH|DELETE) )?(/[\w/.]*)")


@pytest.fixture(scope="module")
def told() -> Any:
    return description(make_app(Settings()))


def test_every_address_is_one_or_the_end_of_one(told: Any) -> None:
    known = {re.sub(r"\{\w+\}", "X", path) for path in told["paths"]} | {"/api/v1/openapi.json"}
    named = [found[1] for span in PAGE.spans if (found := ADDRESS.fullmatch(span))]
    written = {re.sub(r"\b[A-Z]+\b", "X", one) for one in named}
    assert "/alerts/X/mute" in {path.removeprefix("/api/v1") for path in known}
    assert [one for one in written if not any(path.endswith(one) for path in known)] == []


def test_every_field_is_one(told: Any) -> None:
    named = [span for span in PAGE.spans if re.fullmatch(r"[a-z_]+", span)]
    fields = set(re.findall(r"'([a-z_]+)'", str(told)))
    assert [name for name in named if name not in fields] == []
