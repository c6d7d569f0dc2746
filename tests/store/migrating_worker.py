"""Opens the stores named in ``sys.argv[1:]`` when told to, each as a first start does."""

import sys

from indexing.store import Store

for url in sys.argv[1:]:
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    Store(url).migrate()
print("done", flush=True)  # noqa: T201
