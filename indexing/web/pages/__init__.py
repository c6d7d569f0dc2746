"""A file for each page: read the request, ask the desk, show the answer."""

from fastapi import APIRouter

from indexing.web.pages import (
    alert_editor,
    alerts,
    article,
    channels,
    deliveries,
    entering,
    explain,
    feed_lists,
    feeds,
    follow,
    help,
    home,
    search,
    story,
    system,
)

PAGES: tuple[APIRouter, ...] = (
    home.router,
    follow.router,
    story.router,
    search.router,
    article.router,
    alert_editor.router,
    alerts.router,
    channels.router,
    deliveries.router,
    feed_lists.router,
    feeds.router,
    explain.router,
    help.router,
    system.router,
    entering.router,
)
