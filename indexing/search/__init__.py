"""From a typed query to the articles that match it, and to the words that made them match.

In order: ``searchable`` (an article as engines see it) and ``tree`` (a query as engines see it);
``analysis`` (texts and words → tokens); ``datemath`` and ``grammar`` (typed text ↔ tree, errors
with a caret, a reading in words); ``binding`` (names → ids, dates → instants); ``view`` and
``checks`` (a tree → one fast question to an article); ``evaluator`` (does it match, why, why not);
``snippets``, ``searchable_from`` (article → searchable), ``stream_codec`` (tokens for the store).
"""
