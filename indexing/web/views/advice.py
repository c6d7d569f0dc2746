"""What to do about an error, where the command line's advice is a page here."""

import re
from dataclasses import dataclass

_PAGES = {
    "alerts": ("/alerts", "the alerts"),
    "channels": ("/system#channels", "the channels"),
    "doctor": ("/system", "the system's page"),
    "entities": ("/search", "the search"),
    "explain": ("/explain", "Explain"),
    "feeds": ("/feeds", "the feeds"),
    "follow": ("/", "the first page"),
    "follows": ("/", "the follows"),
    "index": ("/system", "the system's page"),
    "run": ("/system", "the system's page"),
    "search": ("/search", "the search"),
    "searches": ("/search", "the search"),
    "stories": ("/stories", "the stories"),
    "show": ("/search", "the search"),
}
_COMMAND = re.compile(r"`?presswatch ([a-z]+)(?: [a-z]+)?[^.`]*`?")


@dataclass(frozen=True, slots=True)
class Advice:
    """A sentence, and the page that it leads to, if it names a command that has one."""

    sentence: str
    href: str = ""
    where: str = ""


def advice(do: str) -> Advice:
    """Return an error's advice for a reader who has pages and no command line."""
    found = _COMMAND.search(do)
    if not found or found[1] not in _PAGES:
        return Advice(do)
    href, where = _PAGES[found[1]]
    before = do[: found.start()].rstrip()
    is_only_see = before in ("", "See:", "Next:")
    return Advice("" if is_only_see else before.rstrip(":") + ".", href, where)
