"""``tokens``: a secret is shown once; a list says what each is good for and whether it is used."""

import pytest

pytestmark = pytest.mark.slow


def test_a_token_is_made_listed_and_revoked(empty):
    made = empty("tokens", "add", "lea", "--scope", "read", "--scope", "feeds")
    assert (made.code, made.heads) == (0, ["token", ""])
    secret = made.out.split()[1]
    assert secret.startswith("pw_")
    (listed,) = empty("tokens", "list", "--json").json()
    assert (listed["name"], listed["scopes"]) == ("lea", ["read", "feeds"])
    shown = empty("tokens", "list")
    assert "never" in shown.out
    assert secret not in shown.out
    assert empty("tokens", "revoke", "lea").code == 0
    assert "revoked" in empty("tokens", "list").out
    assert empty("tokens", "revoke", "lea").code == 2


def test_a_token_is_for_reading_unless_more_is_asked_for(empty):
    assert empty("tokens", "add", "lea", "--json").json()["scopes"] == ["read"]
    assert "'metrics'" in empty("tokens", "add", "ann", "--scope", "root").err


def test_without_tokens_the_next_step_is_named(empty):
    answer = empty("tokens", "list")
    assert (answer.out, "presswatch tokens add NAME" in answer.err) == ("", True)
