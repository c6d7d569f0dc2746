"""Where pages stand: the one place that writes an address of ours."""

from urllib.parse import quote, urlencode

from indexing.search.grammar import clause

API = "/api/v1"
_OTHER_TWINS = {"/": "", "/alerts/new": "/backtest", "/help": "/openapi.json"}
"""Pages whose twin has another name."""


def with_query(path: str, **values: object) -> str:
    """Return a path with what is not empty of ``values`` as its query."""
    told = [(name, value) for name, value in values.items() if value not in ("", None, ())]
    return f"{path}?{urlencode(told, doseq=True)}" if told else path


def search(query: str, **more: object) -> str:
    """Return where a search is answered: its address is the whole of it."""
    return with_query("/search", q=query, **more)


def narrowed(query: str, field: str, value: str, *, without: bool = False) -> str:
    """Return a query with one more clause: only, or not, what has a value in a field."""
    wanted = ("-" if without else "") + clause(field, value)
    return f"({query}) {wanted}" if query.strip() else wanted


def within(query: str, field: str, start: str, end: str) -> str:
    """Return a query for what lies between two days, the second excluded: ``2026-03-02``."""
    wanted = f"{field}:[{start} TO {end}}}"
    return f"({query}) {wanted}" if query.strip() else wanted


def follow(slug: str) -> str:
    """Return the page of a follow."""
    return f"/follows/{quote(slug, safe='')}"


def story(story_id: str) -> str:
    """Return the page of a story."""
    return f"/stories/{quote(story_id, safe='')}"


def article(article_id: str) -> str:
    """Return the page of an article."""
    return f"/articles/{quote(article_id, safe='')}"


def explain(url: str) -> str:
    """Return where it is explained what happened to an address or an article."""
    return with_query("/explain", url=url)


def saved(name: str, form: str) -> str:
    """Return a saved search as a feed: ``atom`` or ``json``."""
    return f"/searches/{quote(name, safe='')}.{form}"


def new_alert(query: str) -> str:
    """Return the editor with a query in it."""
    return with_query("/alerts/new", q=query)


def alert(alert_id: int) -> str:
    """Return the editor of an alert."""
    return f"/alerts/{alert_id}"


def deliveries(**wanted: object) -> str:
    """Return the log of what was sent, of one alert or state if ``wanted`` names them."""
    return with_query("/deliveries", **wanted)


def delivery(delivery_id: int) -> str:
    """Return the page of one message."""
    return f"/deliveries/{delivery_id}"


def feed(feed_id: int) -> str:
    """Return the page of a feed."""
    return f"/feeds/{feed_id}"


def twin(path: str, query: str = "") -> str:
    """Return where the same is to be had as JSON."""
    return API + _OTHER_TWINS.get(path, path) + (f"?{query}" if query else "")


def local(path: str) -> str:
    """Return ``path`` if it is one of ours, to be sent back to; else the first page."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if is_ours and path.isprintable() and "\\" not in path else "/"
