"""Alerts: ``channelling`` where they go · ``rerouting`` · ``alerting`` · ``trying``, ``noise`` and
``backtesting`` before one is saved · ``watching`` how each is doing · ``muting`` · ``spiking`` more
than usual · ``sending`` · ``outgoing`` what was sent · ``clicking`` links in mails.
"""
