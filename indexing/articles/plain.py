"""HTML of a feed → plain paragraphs, and the small repairs that every text gets."""

import re
import unicodedata

import lxml.html
from lxml.etree import LxmlError, ParserError, iterwalk

_BLOCKS = frozenset(
    """
    address article aside blockquote body dd details div dl dt fieldset figure footer form h1 h2
    h3 h4 h5 h6 header hr li main nav ol p pre section summary table td th tr ul br
    """.split()  # noqa: SIM905
)
_UNREAD = frozenset(
    ("script", "style", "noscript", "template", "iframe", "object", "svg", "figcaption", "button")
)
# What WordPress and its page builders left unread: [caption width="300"], [/vc_row].
_SHORTCODE = re.compile(
    r"\[/?(?:caption|gallery|embed|video|audio|(?:vc|et_pb|fusion|av|su)_\w+)(?:\s[^\[\]]{0,3000})?\]"
)
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b\u2060\ufeff]")
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_FIRST_UNSPACED = "\u0e00"


def paragraphs(markup: str) -> str:
    """Return the text of an HTML fragment: a line for each paragraph, none of them empty.

    Scripts, styles, captions, shortcodes and embedded things are left out. Any string will do.
    """
    markup = _SHORTCODE.sub(" ", markup) if "[" in markup else markup
    if "<" not in markup and "&" not in markup:
        return tidy(markup)
    try:
        tree = lxml.html.document_fromstring(
            f"<div>{_INVISIBLE.sub('', markup)}</div>".encode("utf-8", "replace"),
            parser=lxml.html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False),
        )
    except (LxmlError, ParserError, ValueError):
        return ""
    return tidy("".join(_pieces(tree)))


def _pieces(tree: lxml.html.HtmlElement) -> list[str]:
    """Return the text in document order, without recursion, a line break at each block's edges."""
    pieces: list[str] = []
    unread = 0
    for event, node in iterwalk(tree, events=("start", "end", "comment", "pi")):
        is_element = isinstance(node.tag, str)
        is_unread = is_element and node.tag in _UNREAD
        if event == "start":
            unread += is_unread
            if not unread:
                pieces += ["\n" if node.tag in _BLOCKS else "", _flat(node.text)]
            continue
        unread -= event == "end" and is_unread
        if not unread:
            pieces += ["\n" if is_element and node.tag in _BLOCKS else "", _flat(node.tail)]
    return pieces


def _flat(text: str | None) -> str:
    """Return text as HTML reads it: its own line breaks are spaces."""
    return re.sub(r"\s+", " ", text) if text else ""


def tidy(text: str) -> str:
    """Return text composed (NFC), without invisible characters, single spaces, no empty line."""
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    lines = (" ".join(line.split()) for line in visible.splitlines())
    return "\n".join(line for line in lines if line)


def count_words(text: str) -> int:
    """Return how many words a text has; each Chinese, Japanese or Thai run counts by its length."""
    words: list[str] = _WORD.findall(text)
    return len(words) + sum(_weight(word) - 1 for word in words if word[0] >= _FIRST_UNSPACED)


def _weight(word: str) -> int:
    # Scripts without spaces: about two characters to a word.
    is_unspaced = word[0] <= "\u0eff" or word[0] >= "\u2e80"
    return max(1, len(word) // 2) if is_unspaced and not "\uac00" <= word[0] <= "\ud7a3" else 1
