"""One way to understand a text: what is followed and what is covered pass the same function."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from smallworld.press import ORBAN, samples
from smallworld.world import World

ROOM = "indexing.extraction"
ENTRANCES = {"extract", "extract_all"}
CALLERS = {Path("indexing/desk/follows/following.py"), Path("indexing/pipeline/understanding.py")}
INNER = {"indexing.extraction.models": {"verify_models", "model_version"}}
"""What others may take from inside the room: nothing of it understands a text."""


async def test_a_text_is_understood_alike_as_a_reference_and_as_an_article(world: World) -> None:
    words = samples()[ORBAN]
    await world.subscribe()
    url = world.press.publish(ORBAN)
    await world.cycle()
    with world.desk() as desk:
        from indexing.desk.coverage import reading
        from indexing.desk.follows import following

        article = reading.show(desk, url)
        document = following.as_document(f"{words.title}\n\n{article.article.text}")
        followed = following.follow(desk, following.Reference(document, "a test"), name="")
    assert article.extraction == followed.extraction
    assert len(followed.extraction.entities) > 5


def modules() -> Iterator[tuple[Path, ast.Module]]:
    """Yield every module of both packages that is not in the room."""
    for package in ("indexing", "flows"):
        for path in sorted(Path(package).rglob("*.py")):
            if not path.is_relative_to("indexing/extraction"):
                yield path, ast.parse(path.read_text("utf-8"))


def taken(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield (module, name) of what is imported from the room."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(ROOM):
            yield from ((node.module or "", alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            names = (alias.name for alias in node.names)
            yield from ((name, "*") for name in names if name.startswith(ROOM))


def test_extract_is_called_where_a_reference_and_where_an_article_is_understood() -> None:
    callers = {
        path
        for path, tree in modules()
        if any(module == ROOM and name in ENTRANCES for module, name in taken(tree))
    }
    assert callers == CALLERS


@pytest.mark.parametrize("path", [path for path, _tree in modules()], ids=str)
def test_nobody_reaches_into_the_room(path: Path) -> None:
    for module, name in taken(ast.parse(path.read_text("utf-8"))):
        assert module == ROOM or name in INNER.get(module, ()), f"{path} imports {module}.{name}"
