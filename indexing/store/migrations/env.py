"""Alembic asks for this file; migrations are run by ``indexing.store.migrating``."""
