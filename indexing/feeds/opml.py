"""Lists of feeds in OPML, in and out. What comes in is hostile input, too."""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from indexing.errors import FeedMalformed
from indexing.feeds.decoding import FORBIDDEN, decode_xml, without_doctype

_BARE_AMPERSAND = re.compile(r"&(?!(?:#\d+|#x[0-9a-fA-F]+|amp|lt|gt|quot|apos);)")
_NAMED_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_OWN = {"amp", "lt", "gt", "quot", "apos"}
_FEED_KINDS = {"rss", "atom", "feed", "json"}


@dataclass(frozen=True, slots=True)
class OpmlFeed:
    """One line of a list. ``url`` is as written, empty where the line names none.

    ``folder`` is the path of folders, parts joined by ``/``; empty at the top.
    """

    url: str
    title: str
    site_url: str
    folder: str


def read_opml(data: bytes) -> tuple[OpmlFeed, ...]:
    """Return every feed line in document order, repeats included: the importer reports on each.

    Raises FeedMalformed with the line for a file that is no OPML or breaks off: half a list is
    never taken for the whole.
    """
    text, _ = decode_xml(data)
    text, _ = without_doctype(text.lstrip())
    text = _BARE_AMPERSAND.sub("&amp;", _NAMED_ENTITY.sub(_character, text))
    root = _root(re.sub(r"^<\?xml[^>]*\?>", "", text).strip())
    if _local(root).lower() != "opml":
        raise _malformed(f"is XML ({_local(root)[:40]}), not OPML")
    return tuple(_feeds(root))


def write_opml(feeds: Iterable[OpmlFeed], *, title: str = "Presswatch feeds") -> bytes:
    """Return OPML 2.0 in UTF-8, folders nested, feeds in the given order within each folder.

    ``read_opml`` gives the same feeds back, those of one folder together.
    """
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = _clean(title)
    folders = {"": etree.SubElement(root, "body")}
    for feed in feeds:
        line = etree.SubElement(_folder(folders, folder_path(feed.folder)), "outline", type="rss")
        line.set("text", _clean(feed.title or feed.url))
        line.set("title", _clean(feed.title))
        line.set("xmlUrl", _clean(feed.url))
        if feed.site_url:
            line.set("htmlUrl", _clean(feed.site_url))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def folder_path(folder: str) -> str:
    """Return a folder's path in its one spelling: parts trimmed, empty ones left out."""
    parts = (" ".join(_clean(part).split()) for part in folder.split("/"))
    return "/".join(part for part in parts if part)


def _root(text: str) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        return etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _malformed(f"is no OPML: {error}" if text else "is empty") from error


def _malformed(what: str) -> FeedMalformed:
    return FeedMalformed(what, "OPML file", "Export the list again from your reader.")


def _feeds(root: etree._Element) -> Iterator[OpmlFeed]:
    """Walk the outlines without recursion: how deep they nest is the writer's choice."""
    folders: list[str] = []
    for event, node in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(node.tag, str) or _local(node).lower() != "outline":
            continue
        attributes = {name.lower(): value for name, value in node.attrib.items()}
        is_feed = _is_feed(attributes, has_children=len(node) > 0)
        if event == "end":
            if not is_feed:
                folders.pop()
        elif is_feed:
            yield _feed(attributes, folders)
        else:
            folders.append(_name(attributes).replace("/", " "))


def _is_feed(attributes: dict[str, str], *, has_children: bool) -> bool:
    if attributes.get("xmlurl", "").strip():
        return True
    kind = attributes.get("type", "").lower()
    return not has_children and (kind in _FEED_KINDS or "htmlurl" in attributes)


def _feed(attributes: dict[str, str], folders: list[str]) -> OpmlFeed:
    url = attributes.get("xmlurl", "").strip()
    name = _name(attributes)
    return OpmlFeed(
        url=url,
        title="" if name == " ".join(url.split()) else name,
        site_url=attributes.get("htmlurl", "").strip(),
        folder=folder_path("/".join(folders)),
    )


def _name(attributes: dict[str, str]) -> str:
    return " ".join((attributes.get("title") or attributes.get("text") or "").split())


def _folder(folders: dict[str, etree._Element], path: str) -> etree._Element:
    """Return the folder's element, made with its parents where it is new."""
    if path not in folders:
        parent, _, name = path.rpartition("/")
        above = _folder(folders, parent)
        folders[path] = etree.SubElement(above, "outline", text=name, title=name)
    return folders[path]


def _character(found: re.Match[str]) -> str:
    """Return the character of an HTML entity, which OPML does not know; XML's own five stay."""
    if found[1] in _XML_OWN:
        return found[0]
    return html.escape(html.unescape(found[0]))


def _local(node: etree._Element) -> str:
    return str(etree.QName(node).localname)


def _clean(text: str) -> str:
    return FORBIDDEN.sub("", text)
