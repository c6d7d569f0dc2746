"""Lists of feeds that harm: each is refused with its reason, and no part of it is added."""

import pytest
from smallworld.world import World

from hostile.papers import LAUGHS
from indexing.desk.upkeep import feeding
from indexing.errors import FeedMalformed, InvalidRequest, PresswatchError, WorkerKilled

LINE = '<outline xmlUrl="https://n{}.example/f"/>'


def _opml(body: str, prolog: str = "") -> bytes:
    return f"{prolog}<opml><body>{body}</body></opml>".encode()


@pytest.mark.parametrize(
    ("opml", "error", "told"),
    [
        pytest.param(
            _opml("".join(map(LINE.format, range(100_000)))),
            InvalidRequest,
            "names 100,000 feeds, and 10,000 are the most",
            id="100,000 feeds",
        ),
        pytest.param(
            _opml("<outline text='x'>" * 100_000), FeedMalformed, "is no OPML", id="deep folders"
        ),
        pytest.param(_opml(LINE * 9, "<!DOCTYPE opml [")[:-9], FeedMalformed, "", id="no end"),
        pytest.param(b"<opml>" + b"<!-- -->" * 999_999, FeedMalformed, "no OPML", id="comments"),
        pytest.param(b"\x1f\x8b" * 999_999, FeedMalformed, "no OPML", id="bytes"),
    ],
)
def test_a_list_is_refused(
    world: World, opml: bytes, error: type[PresswatchError], told: str
) -> None:
    with world.desk() as desk:
        with pytest.raises((error, WorkerKilled)) as refused:
            feeding.import_list(desk, opml, "list.opml")
        assert told in refused.value.what or isinstance(refused.value, WorkerKilled)
        assert feeding.list_feeds(desk) == []


def test_entities_of_a_list_are_no_bomb(world: World) -> None:
    doctype = f'<!DOCTYPE opml [<!ENTITY a0 "ha">{LAUGHS}]>'
    with world.desk() as desk:
        lines = '<outline text="&a9;" xmlUrl="https://n1.example/f"/>'
        (report,) = feeding.import_list(desk, _opml(lines, doctype))
    assert (report.outcome, report.title) == (feeding.Added.ADDED, "&a9;")
