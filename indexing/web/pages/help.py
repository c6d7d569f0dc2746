"""Help, the colours, and what else stands on every page."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from indexing.extraction import topic_slugs
from indexing.web.pages.search import EXAMPLES
from indexing.web.views import addresses
from indexing.web.visit import THEME, THEMES, Visiting

router = APIRouter()


@router.get("/help")
def show(visit: Visiting) -> Response:
    """Show what can be asked and which keys there are."""
    return visit.page("help", examples=EXAMPLES, topics=topic_slugs())


@router.post("/theme")
def choose(
    visit: Visiting, theme: Annotated[str, Form()] = "", to: Annotated[str, Form()] = "/"
) -> Response:
    """Keep which colours this browser wants."""
    visit.cookies[THEME] = theme if theme in THEMES else ""
    return visit.back(addresses.local(to))
