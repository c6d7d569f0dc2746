"""How random trees grow, of whichever leaves; for every room that compares with the evaluator."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from indexing.search.tree import And, Boost, Node, Not, Or

SPAN = (0, 0)
FIRST = datetime(2026, 2, 26, tzinfo=UTC)


def instants(hours: int) -> st.SearchStrategy[datetime | None]:
    """Return full hours from FIRST on, up to ``hours`` later, or None."""
    return st.none() | st.integers(0, hours).map(lambda later: FIRST + timedelta(hours=later))


def trees_of(leaves: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Return trees with up to eight of ``leaves``, joined, negated and weighted."""
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map(lambda parts: And(tuple(parts), SPAN)),
            st.lists(inner, max_size=3).map(lambda parts: Or(tuple(parts), SPAN)),
            inner.map(lambda part: Not(part, SPAN)),
            st.builds(Boost, inner, st.floats(0, 10, width=16), st.just(SPAN)),
        ),
        max_leaves=8,
    )
