"""The command line, a file per command group; every command asks the desk and shows the answer.

``invocation`` options that every command has · ``output`` results on stdout, all else on stderr ·
``app`` the command tree and its errors · then the groups: ``running`` · ``following`` ·
``searching`` · ``alerting`` · ``feeding`` · ``overseeing``. Heavy imports happen inside commands,
so that ``--help`` is instant.
"""

from flows.cli.app import main

__all__ = ["main"]
