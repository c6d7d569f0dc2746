"""What a cluster says of itself, for the doctor: four small questions."""

from datetime import UTC, datetime
from typing import Any, Final

from elasticsearch import Elasticsearch

from indexing.index.contract import IndexFacts
from indexing.index.elastic.mapping import SCHEMA_VERSION

_SUPPORTED: Final = ("8", "9")


def facts(client: Elasticsearch, alias: str) -> IndexFacts:
    """Return them; ``alias`` is what readers ask."""
    number = str(client.info()["version"]["number"])
    # Its answers carry no Date, but the table of its health does.
    health: Any = client.cat.health(h="epoch", format="json").body
    return IndexFacts(
        engine=f"Elasticsearch {number}",
        is_supported=number.partition(".")[0] in _SUPPORTED,
        schema=_schema(client, alias),
        our_schema=SCHEMA_VERSION,
        blocks=_blocks(client, alias),
        clock_at=datetime.fromtimestamp(int(health[0]["epoch"]), UTC),
    )


def _schema(client: Elasticsearch, alias: str) -> int | None:
    """Return the schema of the index that differs most from ours, None when there is none."""
    found = client.options(ignore_status=404).indices.get_mapping(index=alias).body
    known = [
        int((each["mappings"].get("_meta") or {}).get("schema", 0))
        for each in found.values()
        if isinstance(each, dict) and "mappings" in each
    ]
    if not known:
        return None
    return max(known) if max(known) > SCHEMA_VERSION else min(known)


def _blocks(client: Elasticsearch, alias: str) -> tuple[str, ...]:
    """Return "index: block" for each that keeps us from writing or reading."""
    found = client.indices.get_settings(
        index=f"{alias}-g*", name="index.blocks.*", flat_settings=True
    ).body
    return tuple(
        f"{index}: {setting}"
        for index, each in sorted(found.items())
        for setting, value in sorted(each["settings"].items())
        if value == "true"
    )
