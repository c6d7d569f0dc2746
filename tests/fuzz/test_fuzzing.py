"""``make proof``: each target is fuzzed for a while, and nothing is found.

PRESSWATCH_TEST_FUZZ_SECONDS is how long (600). An input that is found belongs into the corpus,
under a name that says what it broke.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fuzz.targets import TARGETS

CORPUS = Path(__file__).parent / "corpus"
SECONDS = int(os.environ.get("PRESSWATCH_TEST_FUZZ_SECONDS", "600"))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not os.environ.get("PRESSWATCH_PROOF"), reason="make proof fuzzes; the corpus is replayed"
    ),
]


@pytest.mark.parametrize("target", TARGETS)
def test_nothing_is_found(target: str, tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="atheris has no wheel for this Python or system")
    command = [sys.executable, "-m", "fuzz.run", target, str(SECONDS), str(CORPUS / target)]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [*command, str(tmp_path)], env=env, capture_output=True, text=True, check=False,
        errors="replace",
    )  # fmt: skip
    found = [one for one in tmp_path.iterdir() if one.is_file()]
    assert (done.returncode, found) == (0, []), done.stderr[-3_000:]
