"""Where readers of messages reach the pages, with the key that signs one-click links."""

import secrets

from indexing.delivery.one_click import Pages
from indexing.settings import Settings
from indexing.store import Store
from indexing.store.watch import tokens

_KEY_BYTES = 32


def pages_of(store: Store, settings: Settings) -> Pages:
    """Return the pages at ``public_url``; the key is made the first time that it is needed."""
    public_url = settings.presswatch.public_url
    if not public_url:
        return Pages()
    with store.read() as db:
        key = tokens.links_key(db)
    if not key:
        with store.write() as db:
            key = tokens.keep_links_key(db, secrets.token_bytes(_KEY_BYTES))
    return Pages(public_url, key)
