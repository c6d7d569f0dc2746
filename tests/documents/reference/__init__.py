"""The pages of ``docs/reference/``, made from the code: ``make reference`` writes them anew.

A module a page: ``commands``, ``settings``, ``queries``, ``api``, ``metrics``. ``markdown`` sets
tables.
"""

from documents.reading import ROOT
from documents.reference import api, commands, metrics, queries, settings

FOLDER = ROOT / "docs" / "reference"
PAGES = {
    "commands.md": commands.page,
    "settings.md": settings.page,
    "queries.md": queries.page,
    "api.md": api.page,
    "metrics.md": metrics.page,
}
"""Each page with the function that returns its text."""
