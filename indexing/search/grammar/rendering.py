"""A tree → a query that parses to the same tree (spans apart)."""

import re
from typing import Final

from indexing.search.grammar.fields import EXISTS
from indexing.search.tree import (
    And,
    Boost,
    DateRange,
    Everything,
    Exists,
    Field,
    Fuzzy,
    Keyword,
    Leaf,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Term,
    Wildcard,
)

_PLAIN_WORD: Final = re.compile(r"(?!(?:AND|OR|NOT)$)\w[\w'’.-]*")
_PLAIN_VALUE: Final = re.compile(r"(?!(?:AND|OR|NOT)$|\*$)[\w*?][\w.*?-]*")
_SPECIAL: Final = re.compile(r'([\\\s()\[\]{}^~:"“”„‟+\-!/<>]|&&|\|\|)')


def render(node: Node) -> str:
    """Return ``node`` as a query. Brackets stand wherever OR, AND and NOT meet.

    Round trip: ``parse(render(node))`` is ``node`` but for spans, for every tree that ``parse``
    made. Nothing has no text of its own; an empty phrase stands for it.
    """
    match node:
        case And(parts):
            return " AND ".join(_grouped(part) for part in parts)
        case Or(parts):
            return " OR ".join(_grouped(part) for part in parts)
        case Not(part):
            return f"NOT {_grouped(part)}"
        case Boost(part, factor):
            return f"{_grouped(part, also=(Not, Boost))}^{repr(factor).removesuffix('.0')}"
        case _:
            return _leaf(node)


def _grouped(node: Node, also: tuple[type, ...] = ()) -> str:
    return f"({render(node)})" if isinstance(node, (And, Or, *also)) else render(node)


def _leaf(node: Leaf) -> str:
    match node:
        case Term(field, word=text) | Phrase(field, text=text):
            value = _words(node, text)
        case Wildcard(field, pattern):
            value = _SPECIAL.sub(_escaped, pattern)
        case Fuzzy(field, token, distance):
            value = f"{_SPECIAL.sub(_escaped, token)}~{distance}"
        case Keyword(field, text=text):
            value = text if _PLAIN_VALUE.fullmatch(text) else f'"{_in_quotes(text)}"'
        case DateRange(field):
            value = _range(node)
        case Exists(field):
            return f"{EXISTS}:{field}"
        case Everything():
            return "*:*"
        case Nothing():
            return '""'
    return value if field is Field.TEXT else f"{field}:{value}"


def _words(node: Term | Phrase, text: str) -> str:
    if isinstance(node, Term):
        return text if _PLAIN_WORD.fullmatch(text) else _quoted(text)
    return _quoted(text) + (f"~{node.slop}" if node.slop else "")


def _range(node: DateRange) -> str:
    lower, upper = node.lower_text, node.upper_text
    if lower and lower == upper and node.is_lower_inclusive and node.is_upper_inclusive:
        return lower
    if not upper:
        return (">=" if node.is_lower_inclusive else ">") + lower
    if not lower:
        return ("<=" if node.is_upper_inclusive else "<") + upper
    opening, closing = "{["[node.is_lower_inclusive], "}]"[node.is_upper_inclusive]
    return f"{opening}{lower} TO {upper}{closing}"


def clause(field: str, value: str) -> str:
    """Return the clause that asks for a value, whatever stands in it: ``source:"Post"``."""
    return f'{field}:"{_in_quotes(value)}"'


def _escaped(match: re.Match[str]) -> str:
    return "".join("\\" + character for character in match[0])


def _in_quotes(text: str) -> str:
    return re.sub(r'(["\\])', r"\\\1", text)


def _quoted(text: str) -> str:
    return '"' + re.sub(r'(["\\*?])', r"\\\1", text) + '"'
