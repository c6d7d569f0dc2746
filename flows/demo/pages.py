"""An article at a stage -> what stands at its address: a page, a wall, a file, or nothing.

The pages have what surrounds a text on the web (navigation, a cookie banner, advertising,
related links, a footer), so that a reader has something to leave out.
"""

from collections.abc import Callable
from datetime import datetime
from html import escape
from pathlib import Path
from string import Template

from flows.demo.newsroom import FeedKind, Outlet, PageKind, SampleArticle
from flows.demo.render import Edition, Rendered, paragraphs_html, summary_of

HTML = "text/html; charset=utf-8"
RELATED_LINKS = 5
_TEMPLATES = Path(__file__).with_name("templates")
_FEED_TYPES = {
    FeedKind.ATOM: "application/atom+xml",
    FeedKind.JSON: "application/feed+json",
}  # all others are announced as RSS


def render_page(outlet: Outlet, article: SampleArticle, edition: Edition) -> Rendered:
    """Render what ``article``'s address answers in ``edition``."""
    if article.page is PageKind.PDF:
        words = article.wording(edition.stage)
        return Rendered(pdf([words.title, *words.paragraphs]), "application/pdf")
    fields = _outlet_fields(outlet, edition.base_url) | _article_fields(outlet, article, edition)
    fields["related"] = _related(outlet, article, edition.stage)
    status = 404 if article.page is PageKind.MISSING else 200
    return Rendered(_fill(f"{article.page}.html", fields), HTML, status)


def render_front(outlet: Outlet, edition: Edition) -> Rendered:
    """Render an outlet's front page, which announces its feed and links to what it lists."""
    fields = _outlet_fields(outlet, edition.base_url)
    fields["related"] = _links(outlet, outlet.listed(edition.stage), edition.stage)
    return Rendered(_fill("front.html", fields), HTML)


def render_missing(outlet: Outlet, base_url: str) -> Rendered:
    """Render the outlet's page for an address that it does not have."""
    return Rendered(_fill("missing.html", _outlet_fields(outlet, base_url)), HTML, 404)


def pdf(lines: list[str]) -> bytes:
    """Return a PDF of one page that shows ``lines``, each cut at the page's edge."""
    shown = [line[:90].encode("latin-1", "replace") for line in lines]
    drawn = b"".join(b"(%s) Tj T*\n" % _pdf_string(line) for line in shown)
    stream = b"BT /F1 11 Tf 16 TL 50 780 Td\n" + drawn + b"ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
        b" /Resources << /Font << /F1 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    body, offsets = b"%PDF-1.4\n", list[int]()
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    xref = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    return body + xref + trailer


def _pdf_string(line: bytes) -> bytes:
    return line.replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")


def _outlet_fields(outlet: Outlet, base_url: str) -> dict[str, str]:
    return {
        "outlet": escape(outlet.title),
        "slug": outlet.slug,
        "language": outlet.language,
        "feed": base_url + outlet.feed_path,
        "feed_type": _FEED_TYPES.get(outlet.feed, "application/rss+xml"),
    }


def _article_fields(outlet: Outlet, article: SampleArticle, edition: Edition) -> dict[str, str]:
    words = article.wording(edition.stage)
    return {
        "language": article.language,
        "title": escape(words.title),
        "author": escape(words.author),
        "summary": escape(summary_of(words.paragraphs)),
        "body": paragraphs_html(words.paragraphs),
        "canonical": edition.base_url + outlet.article_path(article.slug),
        **_date_fields(outlet, article, edition),
    }


def _date_fields(outlet: Outlet, article: SampleArticle, edition: Edition) -> dict[str, str]:
    if not outlet.has_dates:
        return {"dates": "", "time": ""}
    published = article.published_at(edition.started_at)
    times = {"published": published}
    if article.wording(edition.stage).poll > article.poll:
        times["modified"] = edition.started_at
    meta = '<meta property="article:{}_time" content="{}">'
    rows = [meta.format(name, _seconds(moment)) for name, moment in times.items()]
    shown = f"{published:%d} {published:%B %Y, %H:%M} UTC".removeprefix("0")
    time = f'<time datetime="{_seconds(published)}">{shown}</time>'
    return {"dates": "\n".join(rows), "time": time}


def _related(outlet: Outlet, article: SampleArticle, stage: int) -> str:
    others = [each for each in outlet.listed(stage) if each is not article]
    return _links(outlet, tuple(others[:RELATED_LINKS]), stage)


def _links(outlet: Outlet, articles: tuple[SampleArticle, ...], stage: int) -> str:
    row: Callable[[str, str], str] = '<li><a href="{}">{}</a></li>'.format
    return "\n".join(
        row(outlet.article_path(each.slug), escape(each.wording(stage).title)) for each in articles
    )


def _seconds(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _fill(name: str, fields: dict[str, str]) -> bytes:
    return Template((_TEMPLATES / name).read_text("utf-8")).substitute(fields).encode()
