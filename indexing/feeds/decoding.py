"""Bytes to text: which charset to believe, and XML without its document type declaration.

A charset header is wrong in one feed of thirty, so what the document says of itself comes first.
"""

import codecs
import re
from collections.abc import Sequence

_BOMS = (  # the four-byte marks first: UTF-32-LE begins with the mark of UTF-16-LE
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNMARKED = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
# What browsers read under these names: the supersets that Windows made of them.
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
# Chance cannot write much valid UTF-8 in a set of single bytes, nor so much in any other.
_SINGLE_BYTES = ("cp125", "iso8859", "koi8", "mac", "cp874", "tis")
_MANY = 40  # characters
# Python knows these as text codecs; no document is written in them.
_NEVER = {"utf-7", "idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"}

_XML_DECLARATION = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_HTML_META = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I)
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I)
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML forbids: no database and no page takes all of them."""
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_LAST_CHARACTER = 0x10FFFF

_PROLOG = re.compile(r"<!--|<\?|<!doctype|<[a-z_]", re.I)
_DTD = re.compile(r"""["'\[\]>]|<!--|<\?""")


def decode_xml(data: bytes, content_type: str = "") -> tuple[str, tuple[str, ...]]:
    """Return an XML or JSON document as text, with remarks on what had to be mended.

    Order of belief: byte order mark, XML declaration, charset of ``content_type``, UTF-8,
    windows-1252. Characters that XML forbids are left out. Never raises.
    """
    declared = _XML_DECLARATION.match(data[:1024])
    return _decode(data, (_name(declared), _header_charset(content_type)))


def decode_html(data: bytes, content_type: str = "") -> str:
    """Return an HTML page as text. Never raises.

    Order of belief: byte order mark, charset of ``content_type``, ``<meta charset>``, UTF-8.
    """
    meta = _HTML_META.search(data[:4096])
    return _decode(data, (_header_charset(content_type), _name(meta)))[0]


def without_doctype(text: str) -> tuple[str, bool]:
    """Return ``text`` without any DOCTYPE before its first element, and whether there was one.

    Entities declared in it would expand: 80 KB of them become 1 GB. A DOCTYPE that never ends
    takes the rest of the document with it.
    """
    kept, position, start = [], 0, 0
    while token := _PROLOG.search(text, position):
        if token[0] == "<!--":
            position = _after(text, "-->", token.end())
        elif token[0] == "<?":
            position = _after(text, "?>", token.end())
        elif token[0][1] == "!":
            kept.append(text[start : token.start()])
            start = position = _end_of_doctype(text, token.end())
        else:
            break
    return "".join([*kept, text[start:]]), bool(kept)


def without_bad_references(text: str) -> tuple[str, int]:
    """Return ``text`` with U+FFFD for each reference to what is no character, and their number.

    Parsers break on ``&#xD800;``, and hand ``&#0;`` on as it is.
    """
    bad = 0

    def mended(found: re.Match[str]) -> str:
        nonlocal bad
        digits, base = (found[1], 16) if found[1] else (found[2], 10)
        # zeros may stand before it, but int() refuses numbers of thousands of digits
        code = int(digits, base) if len(digits) <= 16 else _LAST_CHARACTER + 1
        if code <= _LAST_CHARACTER and not FORBIDDEN.match(chr(code)):
            return found[0]
        bad += 1
        return "\ufffd"

    return _REFERENCE.sub(mended, text) if "&#" in text else text, bad


def _end_of_doctype(text: str, position: int) -> int:
    """Return where the declaration ends: its ``>`` outside quotes, comments and brackets."""
    is_subset = False
    while token := _DTD.search(text, position):
        position = token.end()
        match token[0]:
            case "[":
                is_subset = True
            case "]":
                is_subset = False
            case ">":
                if not is_subset:
                    return position
            case "<!--":
                position = _after(text, "-->", position)
            case "<?":
                position = _after(text, "?>", position)
            case quote:
                position = _after(text, quote, position)
    return len(text)


def _after(text: str, mark: str, position: int) -> int:
    found = text.find(mark, position)
    return len(text) if found < 0 else found + len(mark)


def _decode(data: bytes, claims: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _finish(data[len(mark) :], encoding, "")
    for mark, encoding in _UNMARKED:
        if data.startswith(mark):
            return _finish(data, encoding, "")
    named = [claim for claim in claims if claim]
    encoding = _judge(data, named)
    claimed = _codec(named[0]) or named[0] if named else encoding
    remark = f"says {named[0]}, read as {encoding}" if claimed != encoding else ""
    return _finish(data, encoding, remark)


def _finish(data: bytes, encoding: str, remark: str) -> tuple[str, tuple[str, ...]]:
    text = data.decode(encoding, "replace")
    clean, count = FORBIDDEN.subn("", text)
    noted = (remark, f"{count} forbidden characters left out" if count else "")
    return clean, tuple(note for note in noted if note)


def _judge(data: bytes, claims: Sequence[str]) -> str:
    """Return the codec of the first claim that fits the bytes, else what the bytes look like."""
    looks, sound = _looks_like(data)
    for claim in claims:
        codec = _codec(claim)
        # A page saved or passed on as UTF-8 often keeps the name of the set that it was written in.
        if looks == "utf-8" and (codec.startswith(_SINGLE_BYTES) or sound >= _MANY):
            return looks
        if codec and _fits(data, codec):
            return codec
    return looks or "utf-8"


def _looks_like(data: bytes) -> tuple[str, int]:
    """Return ``utf-8`` or ``cp1252`` for bytes beyond ASCII, and how many characters show it.

    Empty for ASCII, which is both.
    """
    if data.isascii():
        return "", 0
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    sound = len(text) - len(text.encode("ascii", "ignore")) - broken
    # A few faults in a text that is UTF-8 elsewhere are cut characters, not another charset.
    return ("utf-8" if broken * 4 <= sound else "cp1252"), sound


def _codec(claim: str) -> str:
    """Return Python's name of the codec meant by ``claim``; empty if there is none to trust."""
    try:
        name = codecs.lookup(claim).name
        b"".decode(name)
    except (LookupError, ValueError):
        return ""
    # UTF-16 and UTF-32 were ruled out above: the claim itself could be read as ASCII.
    if name in _NEVER or name.startswith(("utf-16", "utf-32")):
        return ""
    return _MEANT.get(name, name)


def _fits(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeError:
        return codec == "cp1252"  # five of its bytes mean nothing: no reason to look further
    return True


def _name(found: re.Match[bytes] | None) -> str:
    return found[1].decode("ascii", "replace") if found else ""


def _header_charset(content_type: str) -> str:
    found = _HEADER.search(content_type)
    return found[1] if found else ""
