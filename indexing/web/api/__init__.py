"""The same as the pages, for programs: JSON below ``/api/v1``, files and feeds.

``answers`` how it is asked and answers · a module for each group: ``follows``, ``stories``,
``articles``, ``search``, ``alerts``, ``deliveries``, ``feeds``, ``searches``, ``system``,
``streams`` · ``description`` all of it in OpenAPI. Handlers call the desk and hold no logic.
"""

from fastapi import APIRouter

from indexing.web.api import (
    alerts,
    articles,
    deliveries,
    description,
    feeds,
    follows,
    search,
    searches,
    stories,
    streams,
    system,
)

ROUTERS: tuple[APIRouter, ...] = (
    description.router,
    streams.router,  # before what takes any name of a search
    follows.router,
    search.router,
    stories.router,
    articles.router,
    alerts.router,
    deliveries.router,
    feeds.router,
    searches.router,
    system.router,
)
"""What stands below ``/api/v1``."""
FILES: APIRouter = streams.router
"""What stands at the root, too: pages link to it."""
