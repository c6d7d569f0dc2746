"""What the parser says where a query cannot go on: errors with their spans and repairs."""

from indexing.errors import InvalidQuery
from indexing.search.grammar.faults import clause_removed, fault, removed, replaced
from indexing.search.grammar.fields import EXISTS, nearest_field
from indexing.search.grammar.scanner import BEGINS_PART, OPERATORS, Kind, Token
from indexing.search.tree import Field

_FIELD_NAMES = ", ".join(field for field in Field if field is not Field.TEXT)


def unknown_field(query: str, name: Token, value: Token) -> InvalidQuery:
    """``titel:x``: the nearest name; with none near, quotes around the whole."""
    typed, nearest = name.text[:-1], nearest_field(name.text[:-1])
    whole = (name.start, value.end)
    quoted = f'"{query[name.start : value.end].replace(chr(34), "")}"'
    if typed.lower() in ("http", "https"):
        repair = replaced(query, whole, f"{Field.URL}:{quoted}")
    elif nearest:
        repair = replaced(query, (name.start, name.end - 1), nearest)
    else:
        repair = replaced(query, whole, quoted)
    return fault(
        query,
        (name.start, name.end - 1),
        f"there is no field {typed}",
        f"expected one of {_FIELD_NAMES}; to search for a colon, use quotes",
        repair,
    )


def unknown_existence(query: str, name: Token, value: Token) -> InvalidQuery:
    """``_exists_:titel``."""
    is_word = value.kind is Kind.WORD
    nearest = nearest_field(value.text) if is_word else ""
    return fault(
        query,
        value.span if is_word else name.span,
        f"{EXISTS}: needs the name of a field",
        f"expected one of {_FIELD_NAMES}",
        replaced(query, value.span, nearest) if nearest else "",
    )


def bad_value(query: str, name: Token, value: Token) -> InvalidQuery:
    """``title:-x`` and ``title:`` with nothing that could be its value."""
    if value.kind in (Kind.PLUS, Kind.MINUS, Kind.NOT):
        return fault(
            query,
            value.span,
            f"{value.text} stands after the field",
            f"expected it before {name.text}",
            replaced(query, (name.start, value.end), f"{value.text}{name.text}"),
        )
    return fault(query, name.span, f"{name.text} has no value", "expected a word or a phrase")


def loose_sign(query: str, sign: Token) -> InvalidQuery:
    """``a - b``: a dash or a minus?"""
    return fault(
        query,
        sign.span,
        f"{sign.text} must stand directly before a word, phrase or bracket",
        "join it to what it is about, or leave it out",
        removed(query, sign.span),
    )


def sign_beside_or(query: str, sign: Token) -> InvalidQuery:
    """``a OR -b``: in Lucene that is ``a AND NOT b``, to most people ``a OR NOT b``."""
    return fault(
        query,
        sign.span,
        f"{sign.text} beside OR can be read in two ways",
        "write NOT for -, leave + out, or set brackets",
    )


def empty_group(query: str, opening: Token, closing: Token) -> InvalidQuery:
    """``a AND ()``."""
    span = (opening.start, closing.end)
    return fault(
        query,
        span,
        "nothing stands between these brackets",
        "write a query there, or remove them",
        clause_removed(query, span),
    )


def never_opened(query: str, closing: Token) -> InvalidQuery:
    """``a)``."""
    return fault(
        query,
        closing.span,
        "this bracket was never opened",
        "remove it",
        removed(query, closing.span),
    )


def never_closed(query: str, tokens: tuple[Token, ...], opening: Token) -> InvalidQuery:
    """``(a OR b published:2026``: closed where an OR list meets a clause without operator."""
    place = _closing_place(tokens, tokens.index(opening))
    return fault(
        query,
        (opening.start, opening.start + 1),
        "this bracket is never closed",
        'opened here; expected ")" before the end',
        f"{query[:place]}){query[place:]}",
    )


def bad_weight(query: str, boost: Token, most: float) -> InvalidQuery:
    """``nato^x``."""
    return fault(
        query,
        boost.span,
        f"{boost.text} is no weight",
        f"expected a number from 0.01 to {most:g}, as in nato^2.5",
        replaced(query, boost.span, ""),
    )


def glued(query: str, modifier: Token, follows: Token) -> InvalidQuery:
    """``nato~2x``."""
    return fault(
        query,
        (modifier.start, follows.end),
        f"{modifier.text}{follows.text} cannot be read",
        "expected a number after ~ or ^, then a space",
        replaced(query, (follows.start, follows.start), " "),
    )


def expected_clause(query: str, before: Token | None, token: Token) -> InvalidQuery:
    """Say what is wrong where a clause should begin: an operator too many, or a loose ``~``."""
    if token.kind in (Kind.TILDE, Kind.BOOST):
        return fault(
            query,
            token.span,
            f"{token.text} stands alone",
            "expected it directly after a word, phrase or bracket",
            removed(query, token.span),
        )
    if before and before.kind in OPERATORS:
        is_one_too_many = token.kind in (before.kind, Kind.CLOSE, Kind.END)
        return fault(
            query,
            before.span,
            f"{before.text} has nothing after it" + (f" but {token.text}" if token.text else ""),
            "expected a word, a phrase or a bracket",
            removed(query, before.span) if is_one_too_many else "",
        )
    return fault(
        query,
        token.span,
        f"{token.text} has nothing before it",
        "expected a word, a phrase or a bracket; in quotes it is a word",
        removed(query, token.span),
    )


def _closing_place(tokens: tuple[Token, ...], opened: int) -> int:
    """Return where a bracket was most likely meant to end.

    That is before the first clause set side by side with an OR; else at the end of the query.
    """
    has_or, depth, before = False, 0, tokens[opened]
    for token in tokens[opened + 1 : -1]:
        is_side_by_side = (
            token.kind in BEGINS_PART
            and before.kind not in OPERATORS | {Kind.FIELD, Kind.OPEN}
            and token.start > before.end
        )
        if has_or and is_side_by_side and depth == 0:
            return before.end
        has_or = has_or or (token.kind is Kind.OR and depth == 0)
        depth += (token.kind is Kind.OPEN) - (token.kind is Kind.CLOSE)
        before = token
    return tokens[-2].end
