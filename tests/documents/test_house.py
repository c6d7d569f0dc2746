"""The house that the documents show is the one that is held: its rooms, and what it is built of."""

import re
import tomllib
from typing import Any

from documents.reading import ROOT, Document

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_the_rooms_are_drawn_in_the_order_that_is_held() -> None:
    layers = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
    drawn = re.findall(r"^\| `indexing/(\w+)", Document("docs/architecture.md").text, re.MULTILINE)
    assert drawn == list(reversed(layers))


def test_each_dependency_is_a_choice_that_is_told() -> None:
    extra = PROJECT["project"]["optional-dependencies"].values()
    asked = [*PROJECT["project"]["dependencies"], *(one for some in extra for one in some)]
    names = {re.split(r"[^\w-]", one)[0].lower() for one in asked}
    told = set(re.findall(r"[\w-]+", Document("docs/choices.md").text.lower()))
    assert names - told == set()
