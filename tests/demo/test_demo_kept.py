"""``presswatch demo --keep``: its pages stay up with its news, until Ctrl-C ends all of it."""

import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from flows.demo.showing import NAME, SLUG

pytestmark = pytest.mark.slow
PATIENCE = 60  # seconds for one answer, or for the end
KEEP = "from flows.cli import main; main(['demo', '--keep', '--cycles', '1'])"


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
        return answer.read().decode()


def test_the_pages_of_a_demo_that_is_kept_show_its_news(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-u", "-c", KEEP], cwd=tmp_path, stdout=subprocess.PIPE, text=True
    ) as demo:
        assert demo.stdout is not None
        try:
            lines = iter(demo.stdout)
            found = (
                re.match(r"The pages are at (http://127\.0\.0\.1:\d+/)", line) for line in lines
            )
            address = next(filter(None, found))[1]
            assert NAME in get(address)
            assert "because " in get(f"{address}follows/{SLUG}")
            demo.send_signal(signal.SIGINT)
            demo.communicate(timeout=PATIENCE)
        finally:
            demo.kill()
    assert demo.returncode == 130
    with pytest.raises(urllib.error.URLError):
        get(address)
