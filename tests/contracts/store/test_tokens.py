"""Tokens: only those in force are found, by what their secret hashes to; a name is one's own."""

from dataclasses import replace

from store_samples import DAY, HOUR, NOW

from indexing.models import Scope
from indexing.store.watch import tokens
from indexing.store.watch.tokens import Token

LEA = Token("lea", "ab" * 32, (Scope.READ, Scope.FEEDS), NOW)


def test_a_token_comes_back_by_hash_and_by_name(db):
    assert not tokens.is_any_in_force(db)
    assert tokens.add_token(db, LEA)
    assert tokens.token_of(db, LEA.sha256) == tokens.token_named(db, "lea") == LEA
    assert tokens.token_of(db, "cd" * 32) is None
    assert tokens.token_named(db, "Lea") is None
    assert tokens.is_any_in_force(db)


def test_what_is_revoked_opens_nothing_and_stays_on_record(db):
    tokens.add_token(db, LEA)
    assert tokens.revoke_token(db, "lea", now=NOW + HOUR)
    assert not tokens.revoke_token(db, "lea", now=NOW + DAY)
    assert tokens.token_of(db, LEA.sha256) is tokens.token_named(db, "lea") is None
    assert tokens.list_tokens(db) == [replace(LEA, revoked_at=NOW + HOUR)]
    assert not tokens.is_any_in_force(db)


def test_a_name_in_use_is_kept_and_one_that_was_revoked_is_free_again(db):
    tokens.add_token(db, LEA)
    other = Token("lea", "cd" * 32, (Scope.WRITE,), NOW + DAY)
    assert not tokens.add_token(db, other)
    assert tokens.list_tokens(db) == [LEA]
    tokens.mark_used(db, "lea", now=NOW + HOUR)
    tokens.revoke_token(db, "lea", now=NOW + HOUR)
    assert tokens.add_token(db, other)
    assert tokens.list_tokens(db) == [other]


def test_its_last_use_is_remembered(db):
    tokens.add_token(db, LEA)
    tokens.mark_used(db, "lea", now=NOW + HOUR)
    assert tokens.token_named(db, "lea") == replace(LEA, last_used_at=NOW + HOUR)


def test_the_first_key_of_links_is_kept(db):
    assert tokens.links_key(db) == b""
    assert tokens.keep_links_key(db, b"first") == b"first"
    assert tokens.keep_links_key(db, b"other") == b"first"
    assert tokens.links_key(db) == b"first"
