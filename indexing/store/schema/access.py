"""Who may enter, and what signs the links that need no login."""

from sqlalchemy import Column, String, Table

from indexing.store.schema.columns import Json, metadata, moment, text

tokens = Table(
    "tokens",
    metadata,
    Column("name", String, primary_key=True),
    text("sha256", unique=True),  # of the secret, in hex: the secret itself is kept nowhere
    Column("scopes", Json, nullable=False),
    moment("made_at", nullable=False),
    moment("last_used_at"),
    moment("revoked_at"),  # null: it is in force
)

signing_keys = Table(
    "signing_keys",
    metadata,
    Column("name", String, primary_key=True),  # what it signs: links
    text("key"),
)
