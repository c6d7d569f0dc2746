"""``spikes`` and the sweep's line of ``status``: what the record says, in words and as JSON."""

from datetime import UTC, datetime

import pytest
from smallworld.attention import have_polled, have_seen_all

from indexing.store.work import ledger
from indexing.store.work.ledger import Line

SLUG = "hungary-and-nato"
NOW = datetime.now(UTC)


@pytest.mark.slow
def test_a_spike_is_told_with_what_tells_so(own_news, own_record):
    with own_record() as db:
        have_polled(db, NOW, days=10)
        have_seen_all(db, SLUG, NOW)

    answer = own_news("spikes", "--since", "24h")
    (spike, told, first, *headlines) = answer.out.splitlines()
    assert answer.code == 0
    assert "Hungary and NATO (follow hungary-and-nato)" in spike
    assert "and it goes on" in spike
    assert "distinct texts in three hours, usually 1:" in told
    assert "2 sources" in told
    assert set(first.removeprefix("first").strip().split(", ")) == {"Herald", "Post"}
    assert len(headlines) == 3
    assert "what is usual takes three days to know: orban AND (nato OR ukraine)" in answer.err
    (one,) = own_news("spikes", "--json").json()["spikes"]
    assert (one["of"], one["spike"]["baseline"], one["spike"]["until"]) == (SLUG, 1.0, None)


@pytest.mark.slow
def test_status_tells_what_the_sweep_said_last(own_news, own_record):
    assert "sweep" not in own_news("status").heads
    with own_record() as db:
        ledger.note(db, Line(NOW, "sweep", "done", "0 lost of 9 looked at", {"lost": 0}))

    assert "0 lost of 9 looked at" in own_news("status").out
    assert own_news("status", "--json").json()["last_sweep"]["facts"] == {"lost": 0}
