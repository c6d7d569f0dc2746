"""Writing, correcting, deleting, rebuilding: what a reader sees, and when."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from indexing.errors import InvalidRequest
from indexing.index.contract import Sort
from indexing.search.searchable import TokenStream
from indexing.search.tree import Everything, Field, Term


def found(index, word=""):
    query = Term(Field.TEXT, word, word, (0, 0)) if word else Everything()
    return {result.article_id for result in index.search(query, limit=100).results}


def test_an_index_without_a_generation_is_empty(index):
    assert index.generation() == 0
    assert index.ids(generation=1) == {}
    assert index.search(Everything()).total == index.count(Everything()) == 0
    assert index.facets(Everything(), [Field.TOPIC]) == {Field.TOPIC: ()}


def test_a_write_is_visible_on_return(index, make_article):
    index.publish(1)
    for n in range(3):
        assert index.write([make_article(f"a{n}", "Vote")], generation=1) == {}
        assert len(found(index, "vote")) == n + 1


@pytest.mark.parametrize(
    ("revisions", "winner"),
    [
        pytest.param([1, 2], 2, id="a newer revision replaces"),
        pytest.param([2, 1], 2, id="an older one does not"),
        pytest.param([3, 1, 2], 3, id="however many come late"),
        pytest.param([5, 5], 5, id="the same one may come twice"),
    ],
)
@pytest.mark.parametrize("at_once", [True, False], ids=["in one write", "one by one"])
def test_the_newest_revision_wins(index, make_article, revisions, winner, at_once):
    articles = [make_article("a", f"number{n}", revision=n) for n in revisions]
    for batch in [articles] if at_once else [[article] for article in articles]:
        assert index.write(batch, generation=1) == {}
    index.publish(1)

    assert index.ids(generation=1) == {"a": winner}
    assert [n for n in range(6) if found(index, f"number{n}")] == [winner]


def test_a_correction_leaves_nothing_of_the_old_article(index, make_article):
    old = make_article("a", "Wheat", topics=("economy",), story="s1")
    new = make_article("a", "Nickel", topics=("politics",), revision=2)
    index.publish(1)
    index.write([old, make_article("b")], generation=1)
    index.write([new], generation=1)

    assert (found(index, "wheat"), found(index, "nickel")) == (set(), {"a"})
    facets = index.facets(Everything(), [Field.TOPIC, Field.STORY])
    assert facets == {Field.TOPIC: (("politics", 1),), Field.STORY: ()}


def test_deleted_articles_are_gone_and_unknown_ones_are_fine(index, make_article):
    index.publish(1)
    index.write([make_article("a"), make_article("b")], generation=1)
    index.delete(["a", "nobody"], generation=1)
    index.delete([], generation=1)
    index.delete(["a"], generation=7)

    assert found(index) == {"b"}
    assert index.ids(generation=1) == {"b": 1}


def test_more_than_one_batch(index, make_article):
    one = make_article("x", "Vote")
    index.write((replace(one, article_id=f"a{n}") for n in range(2500)), generation=1)
    index.publish(1)

    assert index.count(Everything()) == len(index.ids(generation=1)) == 2500


def test_an_article_over_the_limit_is_refused_and_the_others_are_in(index, make_article):
    huge = replace(make_article("huge"), text="é" * 15_000_001)
    long_value = make_article("long", authors=("x" * 40_000,))
    reasons = index.write([make_article("a"), huge, long_value, make_article("b")], generation=1)
    index.publish(1)

    assert set(reasons) == {"huge", "long"}
    assert "30,000,002 bytes" in reasons["huge"]
    assert "author" in reasons["long"]
    assert found(index) == {"a", "b"}


@pytest.mark.parametrize("token", ["", "two words", "a\nb", "tab\t", "\ud800"])
def test_a_broken_token_is_refused_for_it_would_move_the_others(index, make_article, token):
    stream = TokenStream(("x", token), ("x", "y"), (0, 2), (1, 3))

    assert "token" in index.write([make_article("a", text_stream=stream)], generation=1)["a"]


def test_odd_characters_keep_their_places(index, make_article):
    words = ("a\u00a0b", "a\x0bb", "\u3000", "x*y", "\x00", "😀", "q" * 255)
    stream = TokenStream(words, words, tuple(range(7)), tuple(range(1, 8)))
    index.write([make_article("a", text_stream=stream)], generation=1)
    index.publish(1)

    assert all(found(index, word) == {"a"} for word in words)


def test_a_rebuild_is_seen_only_when_published(index, make_article):
    index.write([make_article("old")], generation=1)
    index.publish(1)
    index.write([make_article("new")], generation=2)
    assert (index.generation(), found(index)) == (1, {"old"})
    assert index.ids(generation=2) == {"new": 1}

    index.publish(2)
    assert (index.generation(), found(index)) == (2, {"new"})
    assert index.ids(generation=1) == {}


def test_a_generation_that_was_replaced_takes_no_writes(index, make_article):
    index.publish(2)
    index.publish(2)  # again is fine

    with pytest.raises(InvalidRequest, match="generation 1"):
        index.write([make_article("late")], generation=1)
    with pytest.raises(InvalidRequest, match="generation 1"):
        index.publish(1)


def test_a_cursor_outlives_a_rebuild(index, hand_made):
    index.write(hand_made, generation=1)
    index.publish(1)
    page = index.search(Everything(), sort=Sort.SEEN, limit=4)
    index.write(hand_made, generation=2)
    index.publish(2)

    rest = index.search(Everything(), sort=Sort.SEEN, limit=10, cursor=page.cursor)
    assert len({result.article_id for result in page.results + rest.results}) == len(hand_made)


def test_a_text_of_many_words(index, make_article):
    text = "vote " * 100_000 + "end"
    index.write([make_article("a", text=text)], generation=1)
    index.publish(1)

    assert found(index, "end") == {"a"}


def test_threads_read_while_others_write(index, make_article):
    index.publish(1)
    articles = [make_article(f"a{n}", "Vote") for n in range(12)]
    with ThreadPoolExecutor(6) as pool:
        writes = [pool.submit(index.write, [article], generation=1) for article in articles]
        totals = [pool.submit(index.count, Everything()) for _ in range(100)]

    assert all(write.result() == {} for write in writes)
    assert all(0 <= total.result() <= 12 for total in totals)
    assert len(found(index, "vote")) == 12


def test_no_search_fails_or_sees_a_half_built_index_while_it_is_rebuilt(index, hand_made):
    index.write(hand_made, generation=1)
    index.publish(1)
    with ThreadPoolExecutor(2) as pool:
        rebuilds = pool.submit(lambda: [rebuild(index, hand_made, n) for n in range(2, 6)])
        totals = set()
        while not rebuilds.done():
            totals.add(index.count(Everything()))
            totals.add(len(index.search(Everything(), sort=Sort.SEEN, limit=100).results))
    assert rebuilds.exception() is None
    assert totals == {len(hand_made)}


def rebuild(index, articles, generation):
    for article in articles:
        index.write([article], generation=generation)
    index.publish(generation)


def test_articles_of_two_years_in_one_write(index, make_article):
    def seen(month):
        return datetime(2024 + month // 12, 1 + month % 12, 15, tzinfo=UTC)

    articles = [make_article(f"a{n}", first_seen_at=seen(n)) for n in range(24)]
    index.write(articles, generation=1)
    index.publish(1)

    assert index.count(Everything()) == len(index.ids(generation=1)) == 24
    newest = index.search(Everything(), sort=Sort.SEEN, limit=2).results
    assert [result.article_id for result in newest] == ["a23", "a22"]
