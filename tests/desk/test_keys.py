"""Tokens: a secret is shown once and kept nowhere; a session ends with its token, or in 30 days."""

import sqlite3
from contextlib import closing

import pytest
from smallworld.world import DAY, HOUR, MINUTE, World

from indexing.desk.upkeep import keys
from indexing.errors import ConfigError, InvalidRequest, NotFound
from indexing.models import Scope


def add(world: World, name: str = "lea", *scopes: Scope) -> str:
    """Make a token; return its secret."""
    with world.desk() as desk:
        return keys.add_token(desk, name, scopes or (Scope.READ,)).secret


def opened(world: World, secret: str) -> str:
    """Return the name of the token that a secret opens, empty for none."""
    with world.desk() as desk:
        found = keys.check_token(desk, secret)
    return found.name if found else ""


def test_a_secret_opens_its_token_and_nothing_else_does(covered: World) -> None:
    secret = add(covered)
    assert secret.startswith("pw_")
    assert opened(covered, secret) == "lea"
    for wrong in ("", "pw_", secret[:-1], secret + "x", secret.swapcase(), "pw_é", "\x00"):
        assert opened(covered, wrong) == ""


def test_the_secret_is_kept_nowhere(covered: World) -> None:
    secret = add(covered)
    file = covered.settings.data_dir / "presswatch.sqlite3"
    with closing(sqlite3.connect(file)) as db:
        kept = "\n".join(db.iterdump())
    assert "lea" in kept
    assert secret not in kept
    assert secret.removeprefix("pw_") not in kept


def test_what_is_revoked_opens_nothing_and_its_name_is_free_again(covered: World) -> None:
    secret = add(covered)
    with covered.desk() as desk:
        with pytest.raises(InvalidRequest, match="has this name already"):
            keys.add_token(desk, "lea", (Scope.WRITE,))
        keys.revoke_token(desk, "lea")
        with pytest.raises(NotFound):
            keys.revoke_token(desk, "lea")
    assert opened(covered, secret) == ""
    assert opened(covered, add(covered)) == "lea"
    assert opened(covered, secret) == ""


def test_a_session_ends_with_its_token(covered: World) -> None:
    secret = add(covered)
    with covered.desk() as desk:
        token = keys.check_token(desk, secret)
        assert token is not None
        session = keys.begin_session(desk, token)
        assert keys.check_session(desk, session) is not None
        keys.revoke_token(desk, "lea")
        assert keys.check_session(desk, session) is None
        keys.add_token(desk, "lea", (Scope.READ,))
        assert keys.check_session(desk, session) is None, "the name alone is not enough"


def test_a_session_lasts_thirty_days(covered: World) -> None:
    secret = add(covered)
    with covered.desk() as desk:
        token = keys.check_token(desk, secret)
        assert token is not None
        session = keys.begin_session(desk, token)
        covered.clock.wait(30 * DAY - HOUR)
        assert keys.check_session(desk, session) is not None
        covered.clock.wait(HOUR)
        assert keys.check_session(desk, session) is None


def test_a_session_cannot_be_made_up(covered: World) -> None:
    secret = add(covered)
    add(covered, "ann", Scope.WRITE)
    with covered.desk() as desk:
        token = keys.check_token(desk, secret)
        assert token is not None
        name, began, signature = keys.begin_session(desk, token).split(".")
        forged = ["", ".", "..", f"{name}.{began}.", f"{name}.{began}.é", "zz.1.2", "\x00.9.9"]
        forged.append(f"{name}.{int(began) + 1}.{signature}")
        forged.append(f"{b'ann'.hex()}.{began}.{signature}")
        forged.append(f"{name}.{'9' * 30}.{signature}")
        assert [one for one in forged if keys.check_session(desk, one)] == []


def test_use_is_noted_every_five_minutes_at_most(covered: World) -> None:
    secret = add(covered)
    noted = []
    for wait in (0, 1, 6):
        covered.clock.wait(wait * MINUTE)
        opened(covered, secret)
        with covered.desk() as desk:
            noted.append(keys.list_tokens(desk)[0].last_used_at)
    first = covered.clock.now - 7 * MINUTE
    assert noted == [first, first, first + 7 * MINUTE]


@pytest.mark.parametrize("name", ["", " a", "a\nb", "x" * 61, "a\u202eb"])
def test_a_name_is_one_visible_line(covered: World, name: str) -> None:
    with covered.desk() as desk:
        with pytest.raises(InvalidRequest, match="is no name"):
            keys.add_token(desk, name, (Scope.READ,))
        with pytest.raises(InvalidRequest, match="good for nothing"):
            keys.add_token(desk, "lea", ())
        assert keys.list_tokens(desk) == []


def test_without_a_token_nobody_could_log_in(covered: World) -> None:
    with covered.desk() as desk:
        with pytest.raises(ConfigError, match="presswatch tokens add NAME"):
            keys.require_token(desk)
        keys.add_token(desk, "lea", (Scope.READ,))
        keys.require_token(desk)
        keys.revoke_token(desk, "lea")
        with pytest.raises(ConfigError):
            keys.require_token(desk)
