"""How well Presswatch understands news: measured on texts of our own, held above floors.

``gold/`` holds news texts with every name marked, ``stories/`` events told by several outlets
with hard neighbours; both were written before anybody looked at what the product makes of them.
In order: ``gold`` and ``coverage`` read them, ``measures`` has the arithmetic, ``gate`` compares
with ``floors.toml`` and remembers what to print, ``fixtures`` runs the product over all texts.

``public`` prints figures on public sets from a person's own copies.

Rules and tables may be tuned on the texts for which ``is_open``; the others are the check that
what was learnt holds elsewhere. Nothing here is ever training data.
"""
