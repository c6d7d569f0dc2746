"""The same texts give the same bytes in every process, whatever its hashes and its threads."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

TEXTS = 30
PROGRAM = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
from accuracy.gold import gold_texts, is_open
from flows.demo.manuscript import REFERENCE
from indexing.desk.follows.following import as_document
from indexing.extraction import extract
from indexing.store.codec import pack_extraction
chosen = [text.document for text in gold_texts() if is_open(text.slug)][:{TEXTS}]
for document in [as_document(REFERENCE.read_text("utf-8")), *chosen]:
    sys.stdout.buffer.write(pack_extraction(extract(document)) + b"\\n")
"""


def packed(seed: str, threads: str) -> bytes:
    """Return the extractions as the store would keep them, made in a fresh process."""
    varied = {"PYTHONHASHSEED": seed, "OMP_NUM_THREADS": threads, "TOKENIZERS_PARALLELISM": "false"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, check=True, env=os.environ | varied
    )
    return done.stdout


@pytest.mark.slow
def test_two_processes_keep_the_same_bytes():
    first, second = packed("0", "1"), packed("4242", "2")
    assert len(first) > TEXTS * 1000
    # not compared as they are: nobody wants to see how two compressed texts differ
    assert hashlib.sha256(first).hexdigest() == hashlib.sha256(second).hexdigest()
