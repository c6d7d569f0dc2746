"""A place for rules on the server with the percolator, and a look into it."""

from dataclasses import dataclass
from datetime import datetime

from elasticsearch import Elasticsearch
from saved import NOW

from indexing.alerts.contract import Rule
from indexing.alerts.percolator import Percolator

PERCOLATING = "7.17.8"
"""The release whose genuine percolator module can be had."""


@dataclass(frozen=True)
class Room:
    """A place of its own on the server with the percolator."""

    client: Elasticsearch
    prefix: str

    def matcher(self, rules: list[Rule], *, now: datetime = NOW) -> Percolator:
        return Percolator(self.client, self.prefix, rules, now=now)

    @property
    def index(self) -> str:
        (name,) = self.client.indices.get(index=f"{self.prefix}-*")
        return name

    def rules(self) -> list[dict]:
        """Return what is stored of each rule, with its id."""
        found = self.client.search(index=self.index, size=1000)["hits"]["hits"]
        return [{"id": hit["_id"], **hit["_source"]} for hit in found]

    def searches(self) -> int:
        """Return how many searches the index has answered."""
        told = self.client.indices.stats(index=self.index, metric="search")
        return told["_all"]["total"]["search"]["query_total"]
