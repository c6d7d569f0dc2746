"""The command line, a file per command group; every command asks the desk and shows the answer.

``invocation`` options that every command has · ``output`` results on stdout, all else on stderr ·
``times`` as a person types them · ``backtests`` how a back-test does · ``progress`` signs of life ·
``app`` the command tree and its errors.
Then the groups: ``running`` demo, run, start, web · ``following`` · ``tuning`` of follows ·
``searching`` search, suggest, export · ``reading`` show, diff, explain · ``storylines`` stories ·
``alerting`` · ``editing`` · ``muting`` · ``spiking`` spikes · ``sending`` log, digests, channels ·
``feeding`` · ``naming`` entities · ``overseeing`` status, doctor, index · ``keeping`` backup,
restore · ``guarding`` tokens · ``configuring`` config, completion. Heavy imports happen inside
commands, so that ``--help`` is instant.
"""

from flows.cli.app import main

__all__ = ["main"]
