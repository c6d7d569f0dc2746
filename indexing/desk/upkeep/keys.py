"""Tokens: made and shown once, listed, revoked, and what a secret that somebody sends opens."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches

from indexing.delivery.safe_text import one_line
from indexing.desk.room import Desk
from indexing.errors import ConfigError, InvalidRequest, NotFound, StoreUnavailable
from indexing.models import Scope
from indexing.store.watch import tokens
from indexing.store.watch.tokens import Token

PREFIX = "pw_"
"""How every secret begins, so that scanners of leaked secrets know one."""
LONGEST_NAME = 60
SESSION_LASTS = timedelta(days=30)
_NOTED_EVERY = timedelta(minutes=5)  # a write for each request would hold up the cycle


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token with its secret, which is shown now and never again."""

    token: Token
    secret: str = field(repr=False)


def add_token(desk: Desk, name: str, scopes: tuple[Scope, ...]) -> NewToken:
    """Make a token under a name that no other has. Raises InvalidRequest."""
    if not name or one_line(name, LONGEST_NAME) != name:
        what = f"{one_line(name, LONGEST_NAME)!r} is no name"
        raise InvalidRequest(what, "tokens", f"Write one line of 1 to {LONGEST_NAME} characters.")
    if not scopes:
        known = ", ".join(Scope)
        raise InvalidRequest("it would be good for nothing", name, f"Give a scope: {known}.")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = Token(name, _hash(secret), tuple(dict.fromkeys(scopes)), desk.now)
    with desk.store.write() as db:
        if not tokens.add_token(db, token):
            do = f"Choose another, or revoke it: presswatch tokens revoke {name!r}"
            raise InvalidRequest("a token has this name already", name, do)
    return NewToken(token, secret)


def list_tokens(desk: Desk) -> list[Token]:
    """Return every token, the revoked ones too, by name."""
    with desk.store.read() as db:
        return tokens.list_tokens(db)


def revoke_token(desk: Desk, name: str) -> None:
    """Let a token, and every session that it began, open nothing from now on. Raises NotFound."""
    with desk.store.write() as db:
        if tokens.revoke_token(db, name, now=desk.now):
            return
        known = [one.name for one in tokens.list_tokens(db) if one.revoked_at is None]
    near = get_close_matches(name, known, 1, cutoff=0.5)
    do = f"Did you mean {near[0]!r}?" if near else "See: presswatch tokens list"
    raise NotFound("no token in force has this name", name, do)


def check_token(desk: Desk, secret: str) -> Token | None:
    """Return the token that a secret opens, None if it opens nothing."""
    if not secret.startswith(PREFIX) or not secret.isascii():
        return None
    with desk.store.read() as db:
        found = tokens.token_of(db, _hash(secret))
    return _used(desk, found)


def begin_session(desk: Desk, token: Token) -> str:
    """Return what a browser keeps instead of the secret: it ends with the token, or in 30 days."""
    began = str(int(desk.now.timestamp()))
    return f"{token.name.encode().hex()}.{began}.{_signature(token, began)}"


def check_session(desk: Desk, session: str) -> Token | None:
    """Return the token that began a session, None if it is over or was never begun."""
    name, began, signature = (*session.split("."), "", "", "")[:3]
    try:
        named = bytes.fromhex(name).decode()
        age = desk.now - datetime.fromtimestamp(int(began), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    if not timedelta() <= age < SESSION_LASTS or not signature.isascii():
        return None
    with desk.store.read() as db:
        found = tokens.token_named(db, named)
    if found is None or not hmac.compare_digest(signature, _signature(found, began)):
        return None
    return _used(desk, found)


def require_token(desk: Desk) -> None:
    """Raise ConfigError while nobody could log in."""
    with desk.store.read() as db:
        if tokens.is_any_in_force(db):
            return
    raise ConfigError(
        "others could reach the pages there, and there is no token yet to log in with",
        f"{desk.settings.path or 'settings'}: web.host = {desk.settings.web.host!r}",
        "Make one: presswatch tokens add NAME --scope write",
    )


def _used(desk: Desk, token: Token | None) -> Token | None:
    """Remember the use of a token, unless the store has no hand free."""
    now = desk.now
    if token and (token.last_used_at is None or now - token.last_used_at >= _NOTED_EVERY):
        try:
            with desk.store.write() as db:
                tokens.mark_used(db, token.name, now=now)
        except StoreUnavailable:  # reading goes on: to enter is more than to be noted
            return token
    return token


def _hash(secret: str) -> str:
    # no salt and no slow hash: a secret of 256 random bits cannot be guessed from it
    return hashlib.sha256(secret.encode()).hexdigest()


def _signature(token: Token, began: str) -> str:
    told = f"session|{token.name}|{began}".encode()
    return hmac.new(bytes.fromhex(token.sha256), told, hashlib.sha256).hexdigest()
