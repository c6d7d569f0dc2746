"""Any text parses or is refused with a span; any tree can be written down and read again."""

from fuzz.bare_tree import bare
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.errors import InvalidQuery
from indexing.search.grammar import in_words, parse, remarks, render
from indexing.search.tree import And, Boost, Everything, Node, Not, Or

FRAGMENTS = (
    *("AND", "OR", "NOT", "&&", "||", "!", "+", "-", "(", ")", '"', "“", "”", "[", "]", "{", "}"),
    *("TO", "~", "~1", "^2", "^", "\\", "*", "?", "/", ":", ">=", "<", " ", " ", " ", "\n", "–"),
    *("title:", "entity:", "published:", "_exists_:", "source:", "url:", "*:*", "2026-03", "now/d"),
    *("now-7d", "nato", "orbán", "foo-bar", "o'neil's", "é", ".", "漢", '"a b"', '"a b"~2'),
)
LEAVES = (
    "nato", '"AND"', "Orbán", '"a b"~3', "foo-bar", "na?o*", "orban~1", "title:nato",
    'body:"x y"', "C++", "o’neil’s", "title:漢字", '"back\\\\slash"', '"qu\\"ote"', "a\\:b*",
    'source:"News Example"', "entity:Q28", "topic:conf*", 'url:"https://a.example/?x=1"', "lang:en",
    "published:2026-03", "published:>=now-7d", "seen:<2026", "published:[2026-01 TO now/d}",
    "published:{2026-03-01T10:30+01:00 TO 2026-04]", "_exists_:author", "*:*",
)  # fmt: skip
SPACE = (0, 0)


def trees() -> st.SearchStrategy[Node]:
    leaves = st.sampled_from(LEAVES).map(parse)

    def grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return st.one_of(
            parts.map(lambda each: And(each, SPACE)),
            parts.map(lambda each: Or(each, SPACE)),
            inner.map(lambda each: Not(each, SPACE)),
            st.builds(Boost, inner, st.sampled_from([0.01, 0.3, 2.0, 2.5, 1000.0]), st.just(SPACE)),
        )

    return st.recursive(leaves, grown, max_leaves=8)


def outcome(text: str) -> tuple[InvalidQuery | None, Node]:
    try:
        return None, parse(text)
    except InvalidQuery as error:
        return error, Everything()


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join) | st.text(max_size=30))
@settings(max_examples=400, deadline=None)
def test_any_text_parses_or_is_refused_with_a_span_and_a_sound_repair(text):
    error, node = outcome(text)
    if error:
        assert 0 <= error.start <= error.end <= len(text)
        assert error.pretty()
        assert not error.suggestion or parse(error.suggestion)
    else:
        assert bare(parse(render(node))) == bare(node)
        assert in_words(node)


@given(trees())
@settings(max_examples=150, deadline=None)
def test_a_tree_written_down_reads_as_the_same_tree(tree):
    assert bare(parse(render(tree))) == bare(tree)
    assert in_words(tree)
    assert remarks(tree) == ()
