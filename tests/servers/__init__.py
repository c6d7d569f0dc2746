"""Genuine servers for the tests: Elasticsearch in three versions, never a mock of one.

In order: ``releases`` (which versions, where they come from, how each starts), ``artifacts`` (a
server's folder in the cache, a Java that fits), ``recipes`` (what one run of a server needs:
its folders, settings, command), ``keeper`` (the process that ends a server when its users are
gone, however they went), ``running`` (start, share, kill, start again), ``finding`` (a given
address, else Docker, else the cache, else a reason), ``fixtures`` (what tests ask for, and the
lines at the end of a run that say which servers it met).
"""
