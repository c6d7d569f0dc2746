"""The query language: typed text ↔ tree, and the tree in plain words.

``faults`` (how an error and its repair are made) and ``fields`` (their names); ``scanner`` (text →
tokens); ``words`` and ``leaves`` (one clause → leaf); ``complaints`` (what is said when a query
cannot go on) and ``parser`` (tokens → tree); ``rendering`` (tree → text that parses to it) and
``wording`` (tree → words for a person).
"""

from indexing.search.grammar.parser import parse
from indexing.search.grammar.rendering import clause, render
from indexing.search.grammar.wording import in_words, remarks

__all__ = ["clause", "in_words", "parse", "remarks", "render"]
