"""The indices: one a month and generation, and the alias by which readers see one generation.

presswatch                       alias: what readers see, moved in one step
presswatch-g000001-start         empty; there as long as the generation is
presswatch-g000001-2026.11       articles first seen in November 2026 (UTC)
presswatch-g000002-2026.11       being filled by a rebuild, in no alias yet
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from indexing.errors import IndexUnavailable
from indexing.index.asking import check_generation
from indexing.index.contract import REBUILD
from indexing.index.elastic.mapping import SCHEMA_VERSION, mappings, settings

_PRIORITY: Final = 500  # of our template, above the server's own for all names


class Generations:
    """The generations of ``prefix`` on one cluster. Thread-safe."""

    def __init__(self, client: Elasticsearch, prefix: str, where: str) -> None:
        self._client = client
        self._prefix = prefix
        self._where = where
        self._name = re.compile(rf"{re.escape(prefix)}-g(\d+)-(?:start|\d{{4}}\.\d\d)")
        self._ready: set[str] = set()
        self._is_readable = False

    @property
    def alias(self) -> str:
        """The name under which readers ask."""
        return self._prefix

    def all_of(self, generation: int) -> str:
        """Return the pattern of the names of all indices of ``generation``."""
        return f"{self._prefix}-g{generation:06d}-*"

    def current(self) -> int:
        """Return the generation that readers see, 0 when none was published yet."""
        return max(map(self._number, self._aliased()), default=0)

    def exists(self, generation: int) -> bool:
        """Tell whether anything was ever written to ``generation``, or it was published."""
        return bool(self._client.indices.exists(index=self._start(generation)))

    def check_readable(self) -> None:
        """Raise IndexUnavailable when the published indices are not as this version makes them.

        Asked of the server once in the life of this object, for each reader's sake.
        """
        if not self._is_readable:
            self._is_readable = self._check_schema(self.alias)

    def check_writable(self, generation: int) -> None:
        """Raise InvalidRequest when ``generation`` was replaced; make it when it is new."""
        check_generation(generation, current=self.current(), where=self._where)
        if self._start(generation) not in self._ready:
            self._put_template()
            make_index(self._client, self._start(generation), mappings())
            self._check_schema(self._start(generation))
            self._ready.add(self._start(generation))

    def index_for(self, generation: int, first_seen_at: datetime) -> str:
        """Return the index that holds articles of that month, made when there is none."""
        month = first_seen_at.astimezone(UTC)
        name = f"{self._prefix}-g{generation:06d}-{month.year:04d}.{month.month:02d}"
        if name not in self._ready:
            make_index(self._client, name, mappings())
            if self.current() == generation:  # asked after it was made: see ``publish``
                self._client.indices.put_alias(index=name, name=self.alias)
            self._ready.add(name)
        return name

    def forget(self) -> None:
        """Ask anew what is there: someone removed an index that was."""
        self._ready.clear()

    def publish(self, generation: int) -> None:
        """Let readers see ``generation`` in one step, and drop older ones."""
        self.check_writable(generation)
        older = [name for name in self._aliased() if self._number(name) != generation]
        actions: list[dict[str, Any]] = [
            {"remove": {"index": name, "alias": self.alias}} for name in older
        ]
        actions += [
            {"add": {"index": name, "alias": self.alias}} for name in self._names(generation)
        ]
        self._client.indices.update_aliases(actions=actions)
        # A month that another writer made since the names were listed: either that writer saw
        # the new alias and joined it, or it is listed now.
        late = set(self._names(generation)) - set(self._aliased())
        for name in sorted(late):
            self._client.indices.put_alias(index=name, name=self.alias)
        self._is_readable = False
        self._drop_before(generation)

    def _drop_before(self, generation: int) -> None:
        everything = self._client.indices.get(index=f"{self._prefix}-g*", features="aliases")
        names = (name for name in everything if self._name.fullmatch(name))
        for name in sorted(each for each in names if self._number(each) < generation):
            self._client.options(ignore_status=404).indices.delete(index=name)
            self._ready.discard(name)

    def _names(self, generation: int) -> list[str]:
        found = self._client.indices.get(index=self.all_of(generation), features="aliases")
        return sorted(found)

    def _aliased(self) -> Iterable[str]:
        try:
            return list(self._client.indices.get_alias(name=self.alias))
        except NotFoundError:
            return ()

    def _number(self, name: str) -> int:
        found = self._name.fullmatch(name)
        if found is None:
            raise IndexUnavailable(
                f"the alias {self.alias} names {name}, which is none of ours",
                self._where,
                "Remove that alias, or choose another index.prefix.",
            )
        return int(found[1])

    def _start(self, generation: int) -> str:
        return f"{self._prefix}-g{generation:06d}-start"

    def _put_template(self) -> None:
        """Tell the server never to make an index of ours by itself, of a late write."""
        found = self._client.options(ignore_status=404).indices.get_index_template(
            name=self._prefix
        )
        for known in found.get("index_templates", ()):
            self._check_version(known["index_template"].get("_meta") or {}, is_template=True)
        self._client.indices.put_index_template(
            name=self._prefix,
            index_patterns=[f"{self._prefix}-g*"],
            priority=_PRIORITY,
            version=SCHEMA_VERSION,
            allow_auto_create=False,
            meta=mappings()["_meta"],
            template={"settings": settings(), "mappings": mappings()},
        )

    def _check_schema(self, index: str) -> bool:
        """Check the mappings of ``index`` or of all that an alias names; False if there is none."""
        try:
            found = self._client.indices.get_mapping(index=index)
        except NotFoundError:
            return False
        for known in found.values():
            self._check_version(known["mappings"].get("_meta") or {})
        return True

    def _check_version(self, meta: dict[str, Any], *, is_template: bool = False) -> None:
        schema = meta.get("schema", 0)
        if schema > SCHEMA_VERSION:
            do = "Update this Presswatch, or choose another index.prefix for it."
            raise IndexUnavailable(
                f"a newer Presswatch made it (schema {schema}; here is {SCHEMA_VERSION})",
                self._where,
                do,
            )
        if schema < SCHEMA_VERSION and not is_template:
            raise IndexUnavailable(
                f"it was made with schema {schema}; here is {SCHEMA_VERSION}", self._where, REBUILD
            )


def make_index(client: Elasticsearch, name: str, fields: Mapping[str, Any]) -> None:
    """Make the index ``name`` with the mapping ``fields`` unless it is there.

    The whole mapping is sent: without it, a template that someone removed would leave the server
    to guess.
    """
    try:
        client.indices.create(index=name, settings=settings(), mappings=fields)
    except BadRequestError as error:
        if error.error != "resource_already_exists_exception":
            raise
