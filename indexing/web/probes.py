"""For the machines that look after this one: alive, ready, and the numbers, for Prometheus."""

from collections.abc import Iterable

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from indexing.desk.upkeep.measures import Measure, measures, unready
from indexing.web.visit import Visiting

ALIVE = "/health"
"""Answered without asking anything, whatever hangs."""
PREFIX = "presswatch_"
"""Every number's name begins so."""
router = APIRouter()


@router.get(ALIVE)
async def health() -> Response:
    """Say that the process lives."""
    return JSONResponse({"status": "alive"})


@router.get("/ready")
def ready(visit: Visiting) -> Response:
    """Say whether store and index answer and cycles run; else why not, with 503."""
    reasons = unready(visit.desk)
    told = {"status": "not ready" if reasons else "ready", "reasons": reasons}
    return JSONResponse(told, 503 if reasons else 200)


@router.get("/metrics")
def metrics(visit: Visiting) -> Response:
    """Tell how things stand in numbers, in Prometheus' text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Told(measures(visit.desk)))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


class _Told(Collector):
    def __init__(self, told: Iterable[Measure]) -> None:
        self._told = tuple(told)

    def collect(self) -> Iterable[Metric]:
        return [_family(one) for one in self._told]

    def describe(self) -> Iterable[Metric]:
        return []  # asked for on registering: these numbers are of one moment only


def _family(one: Measure) -> Metric:
    made = GaugeMetricFamily(PREFIX + one.name, one.what, labels=one.labels)
    for labels, value in one.values.items():
        made.add_metric(labels, value)
    return made
