"""What the product makes of all texts, once a run, and the table at the end of it."""

from typing import TYPE_CHECKING

import pytest

from accuracy import gate

if TYPE_CHECKING:
    from indexing.models import Extraction


@pytest.fixture(scope="session")
def gold_extractions() -> dict[str, "Extraction"]:
    """Slug of a gold text → what ``extract`` says of it."""
    from accuracy.gold import gold_texts
    from indexing.extraction import extract

    return {text.slug: extract(text.document) for text in gold_texts()}


@pytest.fixture(scope="session")
def coverage_extractions() -> dict[str, "Extraction"]:
    """Slug of an article → what ``extract`` says of it, in the order of their appearance."""
    from accuracy.coverage import coverage
    from indexing.extraction import extract

    return {article.slug: extract(article.document) for article in coverage()}


@pytest.hookimpl
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what a worker measured to the process that writes the summary."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["accuracy"] = gate.measured


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """Take what a worker measured."""
    gate.measured.update(getattr(node, "workeroutput", {}).get("accuracy", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table."""
    if rows := gate.table():
        terminalreporter.write_line("Accuracy on our own texts (tests/accuracy):")
    for row in rows:
        terminalreporter.write_line(row)
