"""Pages of our own writing."""

PARAGRAPHS = (
    "The river board said on Monday that the old bridge at Millford will close for repairs in "
    "April, two months later than it had planned.",
    "Engineers found that the northern pier has moved by almost four centimetres since the floods "
    "of last winter, and that the deck can carry no lorries until it is mended.",
    "“We would rather lose a spring than a bridge,” said Anna Holt, who leads the board. "
    "Shopkeepers on both banks have asked the county for a ferry.",
    "The county council will decide on Thursday whether to pay for it, a spokesman said.",
)


def page(
    *,
    head: str = "",
    title: str = "Bridge at Millford to close in April - River Post",
    heading: str = "Bridge at Millford to close in April",
    paragraphs: tuple[str, ...] = PARAGRAPHS,
    before: str = "",
    after: str = "",
) -> bytes:
    """Return a news page with navigation and footer around the article."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"""<!doctype html>
    <html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>
    <nav><a href="/">Home</a> <a href="/world">World</a> <a href="/sport">Sport</a></nav>{before}
    <article><h1>{heading}</h1>{text}</article>{after}
    <footer>River Post. All rights reserved. <a href="/contact">Contact</a></footer>
    </body></html>""".encode()
