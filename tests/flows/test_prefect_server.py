"""Our own scheduler: whatever the person's profile says, and closed to every other page."""

from pathlib import Path

import pytest

from flows.prefect_server import ServerPlace, free_port, new_place, wait_until_healthy
from indexing.errors import PresswatchError


def test_a_persons_own_prefect_settings_do_not_reach_ours(tmp_path: Path) -> None:
    theirs = {
        "PREFECT_API_URL": "https://prefect.example/api",
        "PREFECT_API_KEY": "k",
        "PATH": "/bin",
    }
    ours = ServerPlace(tmp_path, 4711, "secret").environment(theirs)
    assert ours["PREFECT_API_URL"] == "http://127.0.0.1:4711/api"
    assert "PREFECT_API_KEY" not in ours
    assert ours["PATH"] == "/bin"


def test_only_our_own_origin_and_password_open_it(tmp_path: Path) -> None:
    ours = ServerPlace(tmp_path, 4711, "secret").environment({})
    assert ours["PREFECT_SERVER_CORS_ALLOWED_ORIGINS"] == "http://127.0.0.1:4711"
    assert ours["PREFECT_SERVER_API_AUTH_STRING"] == "presswatch:secret"
    assert ours["PREFECT_API_AUTH_STRING"] == ours["PREFECT_SERVER_API_AUTH_STRING"]


def test_every_start_has_a_password_of_its_own_which_never_prints(tmp_path: Path) -> None:
    one, other = new_place(tmp_path), new_place(tmp_path)
    assert one.password != other.password
    assert len(one.password) >= 24
    assert one.password not in repr(one)


def test_a_server_that_ends_is_told_at_once_with_its_log(tmp_path: Path) -> None:
    place = ServerPlace(tmp_path, free_port(), "secret")
    with pytest.raises(PresswatchError, match=r"server\.log"):
        wait_until_healthy(place, is_alive=lambda: False)
