"""Tokens: who may ask from elsewhere, and for what. Of a secret only its hash is kept."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select, update

from indexing.models import Scope
from indexing.store.dialects import insert_or
from indexing.store.schema import signing_keys, tokens

_LINKS = "links"


@dataclass(frozen=True, slots=True)
class Token:
    """A token; its ``sha256`` is of the secret, in hex. One that is revoked opens nothing."""

    name: str
    sha256: str = field(repr=False)
    scopes: tuple[Scope, ...]
    made_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


def add_token(db: Connection, new: Token) -> bool:
    """Keep a token, instead of one that was revoked. False if its name is in use."""
    values = {
        "sha256": new.sha256, "scopes": new.scopes, "made_at": new.made_at,
        "last_used_at": None, "revoked_at": None,
    }  # fmt: skip
    row = insert_or(db, tokens).values(name=new.name, **values)
    done = db.execute(
        row.on_conflict_do_update(
            index_elements=["name"], set_=values, where=tokens.c.revoked_at.is_not(None)
        ).returning(tokens.c.name)
    )
    return done.first() is not None


def list_tokens(db: Connection) -> list[Token]:
    """Return every token, the revoked ones too, by name."""
    return [_token(row) for row in db.execute(select(tokens).order_by(tokens.c.name))]


def token_of(db: Connection, sha256: str) -> Token | None:
    """Return the token in force whose secret has this hash."""
    return _in_force(db, tokens.c.sha256 == sha256)


def token_named(db: Connection, name: str) -> Token | None:
    """Return the token in force of this name."""
    return _in_force(db, tokens.c.name == name)


def is_any_in_force(db: Connection) -> bool:
    """Whether anybody can log in."""
    return (
        db.execute(select(tokens.c.name).where(tokens.c.revoked_at.is_(None))).first() is not None
    )


def mark_used(db: Connection, name: str, *, now: datetime) -> None:
    """Remember when a token opened something last."""
    db.execute(update(tokens).where(tokens.c.name == name).values(last_used_at=now))


def revoke_token(db: Connection, name: str, *, now: datetime) -> bool:
    """Let a token open nothing any more. False if none of this name is in force."""
    in_force = (tokens.c.name == name) & tokens.c.revoked_at.is_(None)
    return bool(db.execute(update(tokens).where(in_force).values(revoked_at=now)).rowcount)


def links_key(db: Connection) -> bytes:
    """Return the key that signs the one-click links of this store's mails; empty before the first.

    Nothing is signed by an empty key.
    """
    of_links = select(signing_keys.c.key).where(signing_keys.c.name == _LINKS)
    return bytes.fromhex(db.execute(of_links).scalar_one_or_none() or "")


def keep_links_key(db: Connection, key: bytes) -> bytes:
    """Keep a key for the links unless there is one, so that a link holds for ever; return it."""
    row = insert_or(db, signing_keys).values(name=_LINKS, key=key.hex())
    db.execute(row.on_conflict_do_nothing())
    return links_key(db)


def _in_force(db: Connection, condition: ColumnElement[bool]) -> Token | None:
    row = db.execute(select(tokens).where(condition, tokens.c.revoked_at.is_(None))).first()
    return _token(row) if row else None


def _token(row: Row[Any]) -> Token:
    scopes = tuple(Scope(one) for one in row.scopes)
    return Token(row.name, row.sha256, scopes, row.made_at, row.last_used_at, row.revoked_at)
