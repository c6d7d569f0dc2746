"""A file for each page: read the request, ask the desk, show the answer."""

from fastapi import APIRouter

from indexing.web.pages import home

PAGES: tuple[APIRouter, ...] = (home.router,)
