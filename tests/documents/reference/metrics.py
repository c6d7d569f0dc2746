"""Every number of ``/metrics``, as a server tells it that has run a cycle."""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from documents.reference import markdown
from documents.reference.markdown import code, table
from indexing.desk.room import opened_desk
from indexing.desk.upkeep.measures import measures
from indexing.settings import load_settings
from indexing.store.work import cycles
from indexing.web.probes import PREFIX

_INTRODUCTION = """`/metrics` is in Prometheus' text format. All numbers are gauges: what is so
at the moment of asking, by the record. From another machine a token of
scope `metrics` is needed (`presswatch tokens add prometheus --scope
metrics`)."""
_PROBES = """## Alive and ready

`/health` answers 200 while the process lives. `/ready` answers 200 if
record and index answer and cycles run, else 503; its `reasons` say what
keeps it. Both are open to everybody."""


def page() -> str:
    """Return the page."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "presswatch.toml"
        file.write_text("")
        with opened_desk(load_settings(file)) as desk:
            with desk.store.write() as db:
                cycles.begin(db, "reference", "run", now=datetime.now(UTC))
            found = measures(desk)
    rows = [
        (code(PREFIX + one.name), ", ".join(map(code, one.labels)), one.what)
        for one in sorted(found, key=lambda one: one.name)
    ]
    told = table(("number", "labels", "what it says"), rows)
    return markdown.page("Metrics", _INTRODUCTION, told, _PROBES)
