"""Loaded by the fork server before anything else, never by a program: parsers need no main module.

multiprocessing runs the program's main module again in every new process, so that functions
defined there can be found. Ours never are; and the main module of a flow run imports Prefect,
which made each restart of a parser cost 1 to 3 s and 50 MB.
"""

from multiprocessing import spawn


def _leave_main_alone(_: str) -> None:
    """Stand in for both ways in which multiprocessing runs a main module again."""


spawn._fixup_main_from_name = _leave_main_alone  # type: ignore[attr-defined]
spawn._fixup_main_from_path = _leave_main_alone  # type: ignore[attr-defined]
