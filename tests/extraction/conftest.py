"""Lets the tests of this folder import ``marked_text``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
