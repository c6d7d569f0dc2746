"""``python -m fuzz.run TARGET SECONDS CORPUS FOLDER``: atheris around one target.

It starts from the files in CORPUS, which it only reads, and goes on for SECONDS. What leads it
further is kept in FOLDER/grown. An input that breaks something, hangs or grows is left in FOLDER,
and ends the run with a status that is not 0.
"""

import sys
from pathlib import Path

import atheris

SLOWEST = 30
"""Seconds on the clock for one input, on a machine that is busy; one that takes longer hangs."""
MEMORY_MB = 1_500
LONGEST = 4_096
"""Bytes of an input: the galleries of tests/hostile have the large ones."""

WORDS = Path(__file__).parent / "words"
"""What each parser looks for, a word a line, in libFuzzer's spelling."""

# trafilatura is left out: it would take the time that our own code is to have.
with atheris.instrument_imports(include=["indexing", "feedparser", "protego", "yarl", "tomllib"]):
    from fuzz.targets import TARGETS


def main(target: str, seconds: str, corpus: str, folder: str) -> None:
    """Fuzz; does not return."""
    grown = Path(folder) / "grown"
    grown.mkdir(parents=True, exist_ok=True)
    limits = (
        f"-max_total_time={seconds}",
        f"-timeout={SLOWEST}",
        f"-report_slow_units={SLOWEST}",
        f"-rss_limit_mb={MEMORY_MB}",
        f"-max_len={LONGEST}",
        f"-artifact_prefix={folder}/",
        f"-dict={WORDS / target}.txt",
        "-print_final_stats=1",
    )
    for file in Path(corpus).iterdir():  # what is loaded once is no input's fault
        TARGETS[target](file.read_bytes())
    atheris.Setup([sys.argv[0], *limits, str(grown), corpus], TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
