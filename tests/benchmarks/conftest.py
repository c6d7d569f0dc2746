"""What every benchmark tells, in one table at the end; a goal that was missed ends the run with 1.

A number is told once, with ``report.goal`` or ``report.figure``. What is compared is measured in
one run, turn by turn, in CPU time: wall time on a shared machine says little.
"""

import sys
from pathlib import Path

import pytest

# What benchmarks share: test folders are no packages.
sys.path.insert(0, str(Path(__file__).parent))

from reporting import Report, machine

REPORT = pytest.StashKey[Report]()


def pytest_configure(config: pytest.Config) -> None:
    """Lay out the report."""
    config.stash[REPORT] = Report()


@pytest.fixture(scope="session")
def report(request: pytest.FixtureRequest) -> Report:
    """Where a benchmark tells what it measured."""
    return request.config.stash[REPORT]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Make a run that missed a goal a failed one."""
    if session.config.stash[REPORT].missed and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table."""
    told = terminalreporter.config.stash[REPORT]
    if told.rows:
        for line in ("", machine(), "", *told.lines()):
            terminalreporter.write_line(line)
