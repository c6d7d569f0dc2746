"""Named locks, and telling the living from the dead."""

import socket

import pytest
from store_samples import MINUTE, NOW

from indexing.store.schema import jobs
from indexing.store.work import leases
from indexing.store.work.owners import free_the_dead, is_dead, new_owner


def test_one_holder_at_a_time_and_the_other_learns_who(db):
    mine, theirs = new_owner(), new_owner()

    assert leases.take(db, "relating", mine, now=NOW) == ""
    assert leases.take(db, "relating", theirs, now=NOW + MINUTE) == mine
    assert leases.take(db, "cycle:main", theirs, now=NOW) == ""


def test_a_holder_renews_by_taking_again(db):
    mine = new_owner()
    leases.take(db, "relating", mine, now=NOW)

    assert leases.take(db, "relating", mine, now=NOW + 9 * MINUTE) == ""
    assert leases.take(db, "relating", new_owner(), now=NOW + 18 * MINUTE) == mine
    assert leases.take(db, "relating", new_owner(), now=NOW + 19 * MINUTE) == ""


def test_a_lease_given_back_is_free_and_only_its_holder_can_give_it_back(db):
    mine, theirs = new_owner(), new_owner()
    leases.take(db, "relating", mine, now=NOW)

    leases.give_back(db, "relating", theirs)
    assert leases.take(db, "relating", theirs, now=NOW) == mine
    leases.give_back(db, "relating", mine)
    assert leases.take(db, "relating", theirs, now=NOW) == ""


def test_a_lease_of_a_dead_process_is_free_at_once(db, dead_owner):
    leases.take(db, "relating", dead_owner, now=NOW)

    assert leases.take(db, "relating", new_owner(), now=NOW) == ""


def test_a_lease_of_another_host_has_to_run_out(db):
    elsewhere = f"other-{socket.gethostname()}/1/1/abcdef01"
    leases.take(db, "relating", elsewhere, now=NOW)

    assert leases.take(db, "relating", new_owner(), now=NOW + 9 * MINUTE) == elsewhere
    assert leases.take(db, "relating", new_owner(), now=NOW + 10 * MINUTE) == ""


def test_every_worker_has_a_name_of_its_own():
    assert new_owner() != new_owner()


def test_a_process_that_is_gone_is_dead(dead_owner):
    assert is_dead(dead_owner)
    assert not is_dead(new_owner())


def test_a_process_number_used_anew_is_another_process():
    host, pid, started, rest = new_owner().split("/")

    assert is_dead(f"{host}/{pid}/{int(started) + 1}/{rest}")


@pytest.mark.parametrize("owner", ["", "elsewhere/1/1/abc", "a name of another kind"])
def test_who_cannot_be_seen_from_here_is_not_called_dead(owner):
    assert not is_dead(owner)


def test_nobody_dead_frees_nothing(db):
    assert free_the_dead(db, jobs, now=NOW) == 0
