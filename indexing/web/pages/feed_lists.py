"""Lists of feeds in and out: what became of each line of an import stays on its page."""

from fastapi import APIRouter, UploadFile
from fastapi.responses import Response

from indexing.desk.upkeep import feeding, listing
from indexing.errors import InvalidRequest, PresswatchError
from indexing.web.faults import status_of
from indexing.web.visit import Visit, Visiting

LARGEST = 5_000_000
"""Bytes of a list: ten thousand feeds have less than half of it."""
router = APIRouter()


@router.get("/feeds/import")
def imports(visit: Visiting) -> Response:
    """Show the form for a list, and what became of the last one."""
    return _imports(visit)


@router.post("/feeds/import")
def import_list(visit: Visiting, file: UploadFile | None = None) -> Response:
    """Add every feed of an OPML file."""
    try:
        if file is None or not file.filename:
            raise InvalidRequest("no file was chosen", "OPML file", "Choose one, then import it.")
        data = file.file.read(LARGEST + 1)
        if len(data) > LARGEST:
            what, do = f"it has more than {LARGEST // 1_000_000} MB", "Cut it in two."
            raise InvalidRequest(what, file.filename, do)
        feeding.import_list(visit.desk, data, file.filename)
    except PresswatchError as error:
        return _imports(visit, fault=error)
    return visit.back("/feeds/import", done="imported")


@router.get("/feeds.opml")
def export_list(visit: Visiting) -> Response:
    """Give all feeds as a list that any feed reader takes."""
    name = f"presswatch-{visit.desk.now:%Y-%m-%d}.opml"
    return Response(
        feeding.export_opml(visit.desk),
        media_type="text/x-opml",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _imports(visit: Visit, *, fault: PresswatchError | None = None) -> Response:
    return visit.page(
        "feed_import",
        status=status_of(fault) if fault else 200,
        last=listing.last_import(visit.desk),
        fault=fault,
    )
