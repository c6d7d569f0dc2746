"""``python -m fuzz.run TARGET SECONDS CORPUS FOLDER``: atheris around one target.

It starts from the files in CORPUS, which it only reads, and goes on for SECONDS. What leads it
further is kept in FOLDER/grown. An input that breaks something, hangs or grows is left in FOLDER,
and ends the run with a status that is not 0.
"""

import sys
from pathlib import Path

import atheris

SLOWEST = 10
"""Seconds for one input; one that takes longer hangs."""
MEMORY_MB = 1_500
LONGEST = 4_096
"""Bytes of an input: the galleries of tests/hostile have the large ones."""

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
        f"-rss_limit_mb={MEMORY_MB}",
        f"-max_len={LONGEST}",
        f"-artifact_prefix={folder}/",
        "-print_final_stats=1",
    )
    atheris.Setup([sys.argv[0], *limits, str(grown), corpus], TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
