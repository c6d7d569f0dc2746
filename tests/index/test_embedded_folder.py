"""The folder of the embedded index: who may touch it, and what happens when it is damaged."""

import json
import sys
from importlib.metadata import version

import pytest
import tantivy

from indexing.errors import IndexUnavailable
from indexing.index.embedded import EmbeddedIndex
from indexing.search.tree import Everything


@pytest.fixture
def folder(tmp_path, make_article):
    """The folder of an index whose published generation 1 has one article."""
    folder = tmp_path / "index"
    index = EmbeddedIndex(folder)
    index.write([make_article("a", "Vote")], generation=1)
    index.publish(1)
    return folder


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_second_process_sees_each_commit_and_each_publish(folder, make_article):
    reader, writer = EmbeddedIndex(folder), EmbeddedIndex(folder)
    assert reader.count(Everything()) == 1
    writer.write([make_article("b")], generation=1)
    assert reader.count(Everything()) == 2

    writer.publish(2)
    assert (reader.generation(), reader.count(Everything())) == (2, 0)


def test_processes_take_turns_at_writing(folder, make_article):
    one, other = EmbeddedIndex(folder), EmbeddedIndex(folder)
    for n in range(3):
        one.write([make_article(f"one{n}")], generation=1)
        other.write([make_article(f"other{n}")], generation=1)

    assert one.count(Everything()) == 7


def test_a_second_writer_is_told_to_wait(folder, make_article):
    index = EmbeddedIndex(folder)
    other = tantivy.Index.open(str(folder / "g000001")).writer(15_000_000, 1)

    with pytest.raises(IndexUnavailable, match="another process is writing") as refused:
        index.write([make_article("b")], generation=1)
    assert refused.value.retry_after is not None
    other.wait_merging_threads()
    index.write([make_article("b")], generation=1)
    assert index.count(Everything()) == 2


def test_articles_that_cannot_be_fetched_leave_the_index_as_it_was(folder, make_article):
    def articles():
        yield make_article("b")
        raise RuntimeError("the store went away")

    index = EmbeddedIndex(folder)
    with pytest.raises(RuntimeError, match="store"):
        index.write(articles(), generation=1)
    index.write([make_article("c")], generation=1)
    assert index.ids(generation=1) == {"a": 1, "c": 1}


def test_publishing_removes_older_generations_and_what_crashes_left(folder):
    (folder / "g000002.unfinished-1f").mkdir()
    (folder / "CURRENT.unfinished-2e").write_text("9")
    index = EmbeddedIndex(folder)
    index.publish(3)

    assert names(folder) == ["CURRENT", "g000003"]
    assert (folder / "CURRENT").read_text() == "3"


@pytest.mark.parametrize(
    ("pattern", "content"),
    [
        pytest.param("FORMAT", '{"tantivy": "0.11.0", "schema": 0}', id="an older schema"),
        pytest.param("FORMAT", "[]", id="a format nobody wrote"),
        pytest.param("FORMAT", None, id="no format"),
        pytest.param("meta.json", '{"segments": [', id="half a list of segments"),
        pytest.param("meta.json", None, id="no list of segments"),
        pytest.param("*.term", "", id="an empty dictionary of terms"),
        pytest.param("*.fast", "\0" * 500, id="zeros for numbers"),
        pytest.param("*.store", None, id="a file that is gone"),
    ],
)
def test_a_damaged_index_names_the_way_out_and_a_rebuild_works(
    folder, make_article, pattern, content
):
    victim = next((folder / "g000001").glob(pattern))
    victim.unlink() if content is None else victim.write_text(content)
    index = EmbeddedIndex(folder)

    with pytest.raises(IndexUnavailable, match="presswatch index rebuild"):
        index.search(Everything())
    index.write([make_article("b")], generation=index.generation() + 1)
    index.publish(index.generation() + 1)
    assert index.ids(generation=2) == {"b": 1}


def test_an_unreadable_current_says_what_to_delete(folder):
    (folder / "CURRENT").write_text("\x00")

    with pytest.raises(IndexUnavailable, match=r"CURRENT: .* Delete"):
        EmbeddedIndex(folder).generation()


def test_the_format_names_engine_and_schema(folder):
    assert json.loads((folder / "g000001" / "FORMAT").read_text()) == {
        "tantivy": version("tantivy"),
        "schema": 1,
    }


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of this kind on Windows")
@pytest.mark.parametrize("most_bytes", [200, 1_000, 20_000])
def test_a_disk_that_takes_no_more_loses_nothing(folder, make_article, most_bytes):
    import resource

    index = EmbeddedIndex(folder)
    text = " ".join(f"word{n}" for n in range(5000))
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, usual[1]))
    try:
        with pytest.raises(IndexUnavailable):
            index.write([make_article("b", text)], generation=1)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)

    assert index.ids(generation=1) == {"a": 1}
    index.write([make_article("b", text)], generation=1)
    assert index.ids(generation=1) == {"a": 1, "b": 1}
