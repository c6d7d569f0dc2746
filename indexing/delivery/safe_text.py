"""Making other people's words harmless: titles, names and answers may hold anything.

A title with a line break would forge a line of a mail or a header, one with a bidi control would
show an address backwards, and a lone surrogate cannot be sent at all.
"""

import unicodedata
from urllib.parse import urlsplit

# Browsers and mail programs agree on little above this length.
_LONGEST_ADDRESS = 2_000
# Joiners are letters' business in Persian, in Indic scripts and in emoji; the rest is invisible.
_JOINERS = "\u200c\u200d"


def clean(text: str) -> str:
    """Return ``text`` without controls and invisible characters; white space becomes a space.

    Spaces at the ends stay, one each, so that pieces of a text can be cleaned and joined again.
    """
    if text.isprintable() and "  " not in text:  # nearly always, and told at once
        return text
    kept: list[str] = []
    for character in text:
        match unicodedata.category(character):
            case "Cc" | "Zs" | "Zl" | "Zp":
                if not kept or kept[-1] != " ":
                    kept.append(" ")
            case "Cs":
                kept.append("\ufffd")
            case "Cn" if ord(character) & 0xFFFE == 0xFFFE:  # never a character; no XML may hold it
                kept.append("\ufffd")
            case "Cf" if character not in _JOINERS:
                pass
            case _:
                kept.append(character)
    return "".join(kept)


def one_line(text: str, limit: int) -> str:
    """Return ``text`` cleaned, as one line of at most ``limit`` characters, "…" where it is cut."""
    line = clean(text).strip()
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"


def web_address(url: str) -> str:
    """Return ``url`` if a person may be sent there: http or https, a host, no user, no tricks.

    Otherwise return an empty string.
    """
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    has_tricks = "@" in parts.netloc or clean(url) != url or any(c in url for c in ' <>"\\`')
    return url if is_web and not has_tricks and len(url) <= _LONGEST_ADDRESS else ""
