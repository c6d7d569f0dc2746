"""Addresses and identities: what counts as the same page, the same article, the same site.

Pure functions over strings that anybody may have written; each raises InvalidRequest, and nothing
else, for what is no http or https address.
"""

import hashlib
import ipaddress
import re
from urllib.parse import SplitResult, unquote, unquote_plus, urljoin, urlsplit

from tld import get_fld
from yarl import URL

from indexing.errors import InvalidRequest

_LONGEST = 8_000  # the request line that common servers still take; no article has a longer one
_DEFAULT_PORTS = {"http": 80, "https": 443}

# Parameters that say where a reader came from, never which page is meant. Names are those that
# the campaign tools and share buttons themselves document; "ref" or "source" can mean content.
_TRACKING_PREFIXES = ("utm_", "hsa_", "mtm_", "fb_action_", "guce_referrer")
_TRACKING_NAMES = frozenset((
    "__hsfp", "__hssc", "__hstc", "__twitter_impression", "_branch_match_id", "_ga", "_gl",
    "_hsenc", "_hsmi", "_openstat", "at_bbc_team", "at_campaign", "at_campaign_type", "at_format",
    "at_link_id", "at_link_origin", "at_link_type", "at_medium", "at_ptr_name", "cmp", "cmpid",
    "cndid", "dclid", "ef_id", "fb_ref", "fb_source", "fbclid", "gaa_at", "gad_source", "gbraid",
    "gclid", "gclsrc", "guccounter", "hsctatracking", "icid", "igsh", "igshid", "ito",
    "li_fat_id", "mbid", "mc_cid", "mc_eid", "mkt_tok", "ml_subscriber", "ml_subscriber_hash",
    "msclkid", "ncid", "ns_campaign", "ns_fee", "ns_linkname", "ns_mchannel", "ns_source", "ocid",
    "oly_anon_id", "oly_enc_id", "pk_campaign", "pk_content", "pk_kwd", "pk_medium", "pk_source",
    "rb_clickid", "ref_src", "ref_url", "s_cid", "smid", "smtyp", "soc_src", "soc_trk", "sref",
    "srnd", "srsltid", "taid", "trk_contact", "trk_msg", "trk_sid", "ttclid", "twclid",
    "vero_conv", "vero_id", "wbraid", "wickedid", "wt.mc_id", "wt_mc", "xtor", "yclid", "ysclid",
))  # fmt: skip

_UNRESERVED = r"A-Za-z0-9._~\-"
_PATH_UNSAFE = re.compile(rf"%([0-9A-Fa-f]{{2}})|[^{_UNRESERVED}!$&'()*+,;=:@/]")
_QUERY_UNSAFE = re.compile(rf"%([0-9A-Fa-f]{{2}})|[^{_UNRESERVED}!$&'()*+,;=:@/?]")
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
_SPACE_AND_CONTROLS = "".join(map(chr, range(33)))

_SECTION = re.compile(r"[a-z]{1,20}", re.IGNORECASE)
_INDEX_PAGE = re.compile(r"(index|default|home|main)\.[a-z]{3,5}", re.IGNORECASE)


def absolute_url(url: str, base: str = "") -> str:
    """Return the address to fetch: ``url`` against ``base``, in one spelling, all parameters kept.

    Scheme and host in lower case, the host in punycode, no credentials, default port or fragment,
    dot segments resolved, percent-encoding normalised. Safe to repeat. Raises InvalidRequest.
    """
    parts = _split(url, base)
    query = f"?{_requote(parts.query, _QUERY_UNSAFE)}" if parts.query else ""
    path = _without_dots(_requote(parts.path, _PATH_UNSAFE))
    result = f"{parts.scheme}://{_authority(parts, url)}{path}{query}"
    return _of_bearable_length(result)


def canonical_url(url: str, base: str = "") -> str:
    """Return the one address of a page: ``absolute_url`` without tracking parameters.

    The order of the other parameters is kept. Safe to repeat. Raises InvalidRequest.
    """
    address, _, query = absolute_url(url, base).partition("?")
    kept = "&".join(piece for piece in query.split("&") if piece and not _is_tracking(piece))
    return f"{address}?{kept}" if kept else address


def article_id(url: str) -> str:
    """Return 16 hex digits that name the article at ``url``; the same for its common spellings.

    http and https, with and without ``www.``, with and without a slash at the path's end, with
    and without tracking parameters: one article. Raises InvalidRequest.
    """
    address, mark, query = canonical_url(url).partition("://")[2].partition("?")
    host, _, path = address.partition("/")
    bare = host.removeprefix("www.")
    host = bare if "." in bare else host
    key = f"{host}/{path.rstrip('/')}{mark}{query}"
    return hashlib.sha256(key.encode("ascii")).hexdigest()[:16]


def short_id(article_id: str) -> str:
    """Return an article's id as people see and type it: ``a:`` and its first six digits."""
    return f"a:{article_id[:6]}"


def host_of(url: str) -> str:
    """Return the host, lower-case, in punycode, without port or brackets. Raises InvalidRequest."""
    return urlsplit(absolute_url(url)).hostname or ""


def registrable_domain(url: str) -> str:
    """Return the domain that one owner registered: ``bbc.co.uk``, ``paper.blogspot.com``.

    IP addresses and hosts without a public suffix come back whole. Raises InvalidRequest.
    """
    host = host_of(url)
    if ":" in host:
        return host
    # Private suffixes count: two blogs at one hoster have two owners.
    return get_fld(f"https://{host}/", fail_silently=True, search_private=True) or host


def have_one_owner(one: str, other: str) -> bool:
    """Return whether two addresses lie on one registrable domain. Raises InvalidRequest."""
    if host_of(one) == host_of(other):  # as most do: the list of public suffixes is slow to load
        return True
    return registrable_domain(one) == registrable_domain(other)


def is_section_page(url: str) -> bool:
    """Return whether ``url`` looks like a front page or a section front, not like an article.

    That is the root, or one word without digits or hyphens (``/politics``), each also as an
    index page. A query makes it none: ``/?p=123`` is an article on many sites.
    Raises InvalidRequest.
    """
    parts = urlsplit(canonical_url(url))
    segments = [segment for segment in parts.path.split("/") if segment]
    if segments and _INDEX_PAGE.fullmatch(segments[-1]):
        segments.pop()
    if parts.query or len(segments) > 1:
        return False
    return not segments or _SECTION.fullmatch(segments[0]) is not None


def _split(url: str, base: str) -> SplitResult:
    try:
        parts = urlsplit(urljoin(_as_browsers_read(base), _as_browsers_read(url)))
    except ValueError as error:
        raise _invalid(url, "is no web address") from error
    if parts.scheme not in _DEFAULT_PORTS or not parts.netloc:
        raise _invalid(url, "is no http or https address")
    return parts


def _as_browsers_read(url: str) -> str:
    """Return ``url`` stripped, and with slashes for the backslashes before its query."""
    bare = _of_bearable_length(url).strip().strip(_SPACE_AND_CONTROLS)
    address, *rest = re.split(r"([?#].*)", bare, flags=re.DOTALL)
    return address.replace("\\", "/") + "".join(rest)


def _authority(parts: SplitResult, url: str) -> str:
    """Return host and, unless it is the default one, port. Credentials are left out."""
    try:
        host, port = _host(parts), parts.port
    except ValueError as error:  # IDNA's and ipaddress's errors are ValueErrors, too
        raise _invalid(url, "names no valid host and port") from error
    if port is None or port == _DEFAULT_PORTS[parts.scheme]:
        return host
    return f"{host}:{port}"


def _host(parts: SplitResult) -> str:
    raw = parts.hostname or ""
    if "[" in parts.netloc:
        return f"[{ipaddress.IPv6Address(raw.partition('%')[0]).compressed}]"
    host = unquote(raw)
    if not host.isascii():
        host = URL.build(scheme="http", host=host).raw_host or ""
    host = host.lower().removesuffix(".")
    if not _HOST.fullmatch(host):
        raise ValueError("no host name")
    return host


def _requote(text: str, unsafe: re.Pattern[str]) -> str:
    """Return ``text`` percent-encoded where it must be and nowhere else, hex digits upper-case."""
    return unsafe.sub(_requoted, text)


def _requoted(match: re.Match[str]) -> str:
    if match[1] is None:  # "replace" is for lone surrogates, which UTF-8 cannot encode
        return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace"))
    character = chr(int(match[1], 16))
    is_unreserved = character.isascii() and (character.isalnum() or character in "-._~")
    return character if is_unreserved else match[0].upper()


def _without_dots(path: str) -> str:
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments and segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _is_tracking(piece: str) -> bool:
    name = unquote_plus(piece.partition("=")[0]).lower()
    return name in _TRACKING_NAMES or name.startswith(_TRACKING_PREFIXES)


def _of_bearable_length(url: str) -> str:
    if len(url) > _LONGEST:
        raise _invalid(url, f"is longer than {_LONGEST:,} characters")
    return url


def _invalid(url: str, what: str) -> InvalidRequest:
    shown = ascii(url[:200] + ("…" if len(url) > 200 else ""))
    return InvalidRequest(what, shown, "Give a full address, such as https://news.example/story.")
