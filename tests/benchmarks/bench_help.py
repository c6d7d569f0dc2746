"""How soon ``presswatch --help`` answers."""

import subprocess
import sys
from statistics import median

from measuring import cpu_of_command

WANTED_SECONDS = 0.4
HEAVY = ("prefect", "spacy")
LOADED = """
import sys
from flows.cli import main
sys.argv = ["presswatch", "--help"]
try:
    main()
finally:
    sys.stderr.write(" ".join(sys.modules))
"""


def test_help(report):
    command = [sys.executable, "-m", "flows.cli", "--help"]
    cpu_of_command(command)  # the first one compiles
    seconds = median(cpu_of_command(command) for _ in range(5))
    report.goal(
        "presswatch --help, CPU (median of 5)",
        f"{seconds:.2f} s",
        wanted=f"<= {WANTED_SECONDS} s",
        is_met=seconds <= WANTED_SECONDS,
    )
    loaded = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True
    )
    heavy = [name for name in HEAVY if name in loaded.stderr.split()]
    report.goal(
        f"presswatch --help, of {' and '.join(HEAVY)} loads",
        ", ".join(heavy) or "none",
        wanted="none",
        is_met=not heavy,
    )
