"""The schema as it came to be, one step after the other; ``indexing.store.migrating`` runs them.

Steps are frozen: none imports the live tables, none is changed after a release. There is no way
down: the copy that an upgrade leaves beside the store is the way back.
"""
