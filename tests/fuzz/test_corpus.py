"""Every input that is kept keeps its target's promises, within the time and memory of a parser."""

from pathlib import Path

import pytest

from fuzz.targets import TARGETS
from indexing.workers import ParserPool

CORPUS = Path(__file__).parent / "corpus"
KEPT = sorted(CORPUS.glob("*/*"))


@pytest.mark.parametrize("file", KEPT, ids=lambda file: f"{file.parent.name}-{file.name}")
def test_a_kept_input_keeps_its_promises(parsers: ParserPool, file: Path) -> None:
    parsers.run(TARGETS[file.parent.name], file.read_bytes())


def test_every_target_has_inputs() -> None:
    assert {file.parent.name for file in KEPT} == set(TARGETS)
