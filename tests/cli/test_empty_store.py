"""Every command works on an empty store, says what is missing and what to do next."""

import pytest

LISTS = [
    pytest.param("follows list", "presswatch follow", id="no follow"),
    pytest.param("stories list", "presswatch run", id="no story"),
    pytest.param("alerts list", "alerts add", id="no alert"),
    pytest.param("alerts log", "nothing was sent", id="no message"),
    pytest.param("channels list", "channels add", id="no channel"),
    pytest.param("feeds list", "feeds add", id="no feed"),
    pytest.param("feeds list --problem", "feeds add", id="no feed, so none with a problem"),
    pytest.param("entities top", "presswatch run", id="no name"),
    pytest.param("suggest orb", "no name", id="nothing to suggest"),
    pytest.param("spikes", "no spike", id="no spike"),
    pytest.param("search orban", "the index is empty", id="nothing to search"),
]
VALUES = (
    "status", "doctor", "index stats", "index verify", "index rebuild", "config check",
    "config show", "config path", "alerts backtest orban", "explain https://x.example/a",
    "alerts why https://x.example/a", "export orban --format json",
)  # fmt: skip


@pytest.mark.parametrize(("words", "told"), LISTS)
def test_a_list_without_items_says_so_on_stderr(words, told, empty):
    answer = empty(*words.split())
    assert (answer.code, answer.out) == (0, "")
    assert told in answer.err


@pytest.mark.parametrize("words", [one.values[0] for one in LISTS] + list(VALUES))
def test_the_same_as_json_is_one_document(words, empty):
    answer = empty(*words.split(), "--json")
    assert answer.code == 0
    answer.json()


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        pytest.param("follows show x", "presswatch follow", id="follow"),
        pytest.param("follows remove x --yes", "presswatch follow", id="follow to remove"),
        pytest.param("follows brief x", "presswatch follow", id="follow to review"),
        pytest.param("stories show x", "stories list", id="story"),
        pytest.param("show a:12", "presswatch search", id="article id"),
        pytest.param("show https://x.example/a", "presswatch explain", id="article address"),
        pytest.param("diff a:12", "presswatch search", id="article to compare"),
        pytest.param("explain a:12", "presswatch search", id="id to explain"),
        pytest.param("alerts show 1", "alerts list", id="alert"),
        pytest.param("alerts edit 1 orban", "alerts list", id="alert to edit"),
        pytest.param("alerts mute 1 --until 3d", "alerts list", id="alert to mute"),
        pytest.param("alerts resend 1", "alerts log", id="delivery"),
        pytest.param("digests preview 1", "alerts list", id="alert to preview"),
        pytest.param("channels test x", "channels list", id="channel"),
        pytest.param("channels remove x --yes", "channels list", id="channel to remove"),
        pytest.param("feeds check 1", "feeds list", id="feed"),
        pytest.param("feeds pause 1", "feeds list", id="feed to pause"),
        pytest.param("entities show Orban", "entities top", id="name"),
    ],
)
def test_what_is_not_there_is_2_with_where_to_look(words, nearest, empty):
    answer = empty(*words.split())
    assert (answer.code, answer.out) == (2, "")
    assert nearest in answer.err
    assert "Traceback" not in answer.err


def test_an_address_that_was_never_seen_is_an_answer(empty):
    answer = empty("explain", "https://x.example/a")
    assert answer.code == 0
    assert "never: no feed has listed this address" in answer.out


@pytest.mark.parametrize(("more", "code"), [((), 0), (("--fail-empty",), 3)])
def test_nothing_found_is_3_only_if_asked(more, code, empty):
    assert empty("search", "orban", *more).code == code


def test_the_doctor_names_what_to_do(empty):
    answer = empty("doctor")
    assert answer.code == 0
    assert "feeds" in answer.out
    assert "-> presswatch feeds add URL" in answer.out


@pytest.mark.slow
def test_a_cycle_without_feeds_is_done(empty):
    answer = empty("run", "--strict")
    assert answer.code == 0
    assert "0 feeds due" in answer.out


def test_a_folder_that_cannot_be_written_is_6(empty, tmp_path):
    (tmp_path / "data").write_text("a file where the folder should be")
    answer = empty("status")
    assert answer.code == 6
    assert "presswatch.data_dir" in answer.err
