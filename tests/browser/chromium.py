"""A genuine Chromium: that of the machine, else Debian's package, installed where we may."""

import fcntl
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = ("chromium", "fonts-dejavu-core")
_LOCK = Path(tempfile.gettempdir()) / "presswatch-chromium.lock"


def find_chromium() -> str:
    """Return the path of a browser, empty where none can be had.

    PRESSWATCH_TEST_CHROMIUM names one of your own. Where we are root on Debian it is installed.
    """
    if named := os.environ.get("PRESSWATCH_TEST_CHROMIUM"):
        return named
    with _LOCK.open("w") as lock:  # test processes ask at once
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _installed() and os.geteuid() == 0 and shutil.which("apt-get"):
            _install()
    return _installed()


def _installed() -> str:
    return next((path for name in NAMES if (path := shutil.which(name))), "")


def _install() -> None:
    """Install it; package lists that are missing or old are fetched first."""
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *PACKAGES]
    if _runs(install):
        return
    if _runs(["apt-get", "update", "-q"]):
        _runs(install)


def _runs(command: list[str]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    return done.returncode == 0
