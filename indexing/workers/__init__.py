"""Parser processes that can be killed: whatever reads hostile bytes runs in one of these.

A time limit on a thread stops nothing, and an entity bomb takes a gigabyte before a time limit
fires. So a task runs in a process with a data limit, and one that breaks a limit costs only that
process; the next is forked from a server that has the parsers loaded already.

Modules in order: ``forkserver`` (loaded there only), ``process`` (the parser's side), ``pool``
(the program's side).
"""

from indexing.workers.pool import ParserPool

__all__ = ["ParserPool"]
