"""A small world for the tests of stages and desk: one press on loopback, one clock, one store.

In order: ``press`` (a feed, pages and a receiver of webhooks, that answer as they are told),
``world`` (settings, store, index and clock around it; what the flows call is called here),
``coverage`` (a week of news, worked through), ``attention`` (when all of it was seen),
``malice`` (words that want to be more), ``doors`` (all that the pages' server answers),
``fixtures`` (what tests ask for). Texts are those of the demo's outlets, named by their slugs:
ours, and all different.
"""

LOOPBACK = """
[presswatch]
data_dir = "data"
[fetching]
allow_hosts = ["127.0.0.1"]
per_host_delay = "0s"
per_host_concurrency = 8
[feeds]
start = "1s"
floor = "1s"
ceiling = "2s"
[workers]
time_limit = "5s"
"""
"""Settings with which a press on loopback may be read at once."""
