"""Lengths and moments as they are typed: in the reader's zone, refused where they lead away."""

from datetime import timedelta

import pytest
from smallworld.world import World

from indexing.desk.times import length_of, moment_from
from indexing.errors import InvalidRequest


@pytest.mark.parametrize("text", ["", "soon", "3", "999999w", "-1h"])
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        length_of(text, "since")
    assert caught.value.where == "since"


def test_a_moment_is_read_as_a_length_or_a_time(world: World) -> None:
    with world.desk() as desk:
        assert moment_from("3d", "until", desk) == desk.now + timedelta(days=3)
        local = moment_from("2026-03-09 08:00", "until", desk)
        assert (local.hour, local.tzinfo) == (8, desk.zone)


@pytest.mark.parametrize("text", ["2001-01-01", "9999-12-31", "999999w", "someday", "0s"])
def test_a_moment_that_cannot_be_meant_is_refused(world: World, text: str) -> None:
    with world.desk() as desk, pytest.raises(InvalidRequest):
        moment_from(text, "until", desk)
