"""Saved searches that speak up: when they may send, and which of them an article meets.

In order: ``cadence`` (when the next sending is due), ``contract`` (what every matcher promises),
``candidates`` and ``matcher`` (in process: what an article must hold, then the compiled check),
``widening``, ``rule_index`` and ``percolator`` (by Elasticsearch: a rule without the clock, rules
in an index of their own, the answers made exact), ``opening`` (the matcher that is configured).
``doubts`` tells what speaks against a query before it is saved.
``spikes`` stands for itself: when attention rises far over what is usual.
"""
