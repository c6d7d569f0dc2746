"""Typed text → tokens. A token is a slice of the text; what it means, the parser says."""

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from indexing.errors import InvalidQuery
from indexing.search.grammar.faults import fault, quote_closed, removed
from indexing.search.tree import Span


class Kind(Enum):
    """What a token is. FIELD is a name with its colon, RANGE a whole ``[a TO b]``."""

    WORD = auto()
    PHRASE = auto()
    FIELD = auto()
    RANGE = auto()
    EVERYTHING = auto()
    OPEN = auto()
    CLOSE = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    PLUS = auto()
    MINUS = auto()
    TILDE = auto()
    BOOST = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A slice of the query: ``query[start:end] == text``, escapes and quotes included."""

    kind: Kind
    text: str
    start: int
    end: int

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.start, self.end


_OPENING_QUOTES: Final = '"“„‟'
_QUOTES: Final = _OPENING_QUOTES + "”"
_WORD_CHARACTER: Final = rf"(?:\\.|(?!&&|\|\|)[^\s()\[\]{{}}^~\\{_QUOTES}])"
_NAME_CHARACTER: Final = rf"(?:\\.|[^\s()\[\]{{}}^~:\\{_QUOTES}])"
_RULES: Final = tuple(
    (kind, re.compile(rule, re.DOTALL))
    for kind, rule in (
        (Kind.EVERYTHING, r"\*:\*(?=[\s)^]|$)"),
        (Kind.OPEN, r"\("),
        (Kind.CLOSE, r"\)"),
        (Kind.PHRASE, r'"(?:\\.|[^"\\])*"|[“„‟](?:\\.|[^“”\\])*[“”]'),
        (Kind.RANGE, r"[\[{][^\[\]{}]*[\]}]"),
        (Kind.TILDE, r"~[\d.]*"),
        (Kind.BOOST, r"\^[\d.]*"),
        (Kind.AND, r"&&"),
        (Kind.OR, r"\|\|"),
        (Kind.NOT, r"!"),
        (Kind.PLUS, r"\+"),
        (Kind.MINUS, r"-"),
        (Kind.FIELD, rf"{_NAME_CHARACTER}+:"),
        (Kind.WORD, rf"{_WORD_CHARACTER}+"),
    )
)
BEGINS_PART: Final = frozenset(
    {
        Kind.WORD,
        Kind.PHRASE,
        Kind.FIELD,
        Kind.RANGE,
        Kind.EVERYTHING,
        Kind.OPEN,
        Kind.NOT,
        Kind.PLUS,
        Kind.MINUS,
    }
)
"""Tokens that a clause, or its sign, can begin with."""
OPERATORS: Final = frozenset({Kind.AND, Kind.OR, Kind.NOT, Kind.PLUS, Kind.MINUS})
_NAMED_OPERATORS: Final = {"AND": Kind.AND, "OR": Kind.OR, "NOT": Kind.NOT}
_VALUE: Final = re.compile(rf"(?!\(|[+!-]){_WORD_CHARACTER}+", re.DOTALL)
_SPACE: Final = re.compile(r"\s*")


def scan(query: str) -> tuple[Token, ...]:
    """Return the tokens of ``query``, END last. Raises InvalidQuery on what no token begins."""
    tokens: list[Token] = []
    position = _after_space(query, 0)
    while position < len(query):
        follows_field = bool(tokens) and tokens[-1].kind is Kind.FIELD
        token = _token_at(query, position, is_value=follows_field)
        tokens.append(token)
        position = _after_space(query, token.end)
    tokens.append(Token(Kind.END, "", len(query), len(query)))
    return tuple(tokens)


def _after_space(query: str, position: int) -> int:
    space = _SPACE.match(query, position)
    return space.end() if space else position


def _token_at(query: str, position: int, *, is_value: bool) -> Token:
    """Return the token at ``position``; a field's value may hold colons, a plain word may not."""
    if is_value and (match := _VALUE.match(query, position)):
        return _word(match)
    if query[position] == "/":
        raise regular_expression(query, position)
    for kind, pattern in _RULES:
        if match := pattern.match(query, position):
            if kind is Kind.WORD:
                return _word(match)
            return Token(kind, match[0], position, match.end())
    raise _stray(query, position)


def _word(match: re.Match[str]) -> Token:
    kind = _NAMED_OPERATORS.get(match[0], Kind.WORD)
    return Token(kind, match[0], match.start(), match.end())


def regular_expression(query: str, position: int) -> InvalidQuery:
    """Return the error about a slash at ``position``, where Lucene begins a pattern."""
    return fault(
        query,
        (position, position + 1),
        "regular expressions between slashes are not part of this language",
        "use * and ? inside a word, or put the text in quotes to search for it",
    )


def _stray(query: str, position: int) -> InvalidQuery:
    """Say what is wrong with a character that begins nothing."""
    character, span = query[position], (position, position + 1)
    without = removed(query, span)
    if character in _OPENING_QUOTES:
        return fault(
            query,
            span,
            "this quote is never closed",
            'opened here; expected a second "',
            quote_closed(query, position),
        )
    if character in "[{":
        return fault(
            query,
            span,
            "this range is never closed",
            'opened here; expected "]" or "}" as in published:[2026-01 TO 2026-03]',
            query.rstrip() + "]",
        )
    if character == "\\":
        return fault(
            query, span, "nothing follows the backslash", "write \\\\ for the character", without
        )
    if character in "”]}":
        return fault(query, span, f"{character} closes nothing", "remove it", without)
    return fault(
        query, span, f"{character} stands alone", "expected a field name before the colon", without
    )
