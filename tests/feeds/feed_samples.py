"""Feed documents of our own writing."""

RSS_091 = b"""<?xml version="1.0"?>
<rss version="0.91"><channel><title>Mill News</title><link>https://mill.example/</link>
<description>From the mill</description><language>en-us</language>
<item><title>Wheel turns again</title><link>https://mill.example/wheel</link>
<description>After nine weeks.</description></item></channel></rss>"""

RSS_10 = b"""<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel rdf:about="https://mill.example/"><title>Mill News</title>
<link>https://mill.example/</link><description>From the mill</description>
<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency></channel>
<item rdf:about="https://mill.example/wheel"><title>Wheel turns again</title>
<link>https://mill.example/wheel</link><dc:date>2026-03-02T10:00:00+01:00</dc:date>
<dc:creator>Anna Holt</dc:creator></item></rdf:RDF>"""

RSS_20 = b"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Mill &amp; Field</title><link>/</link><language>en-gb</language><ttl>90</ttl>
<item><title>Grain &lt;b&gt;prices&lt;/b&gt; ease at Smith &amp;amp; Sons</title>
<link>/grain?utm_source=rss</link><guid isPermaLink="false">tag-1</guid>
<description>A short summary.</description>
<content:encoded><![CDATA[<p>The whole text of the piece about grain.</p>]]></content:encoded>
<pubDate>Mon, 02 Mar 2026 10:00:00 +0100</pubDate><author>desk@mill.london (Anna Holt)</author>
<category>Economy</category><category>Farming</category></item>
</channel></rss>"""

ATOM = b"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Mill News</title><id>urn:mill</id>
<link rel="self" href="https://mill.example/feed"/><link href="https://mill.example/"/>
<updated>2026-03-02T09:00:00Z</updated>
<entry><id>urn:mill:1</id><title type="text">Use of &lt;b&gt; in print</title>
<link rel="edit" href="/edit/1"/><link rel="alternate" type="text/html" href="/wheel"/>
<published>2026-03-01T08:00:00Z</published><updated>2026-03-02T09:00:00Z</updated>
<author><name>Anna Holt</name></author><author><name>Bo Reed</name></author>
<summary type="text">Less &lt; more</summary>
<content type="html">&lt;p&gt;The wheel turns.&lt;/p&gt;</content></entry></feed>"""

JSON_FEED = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "Mill News",
"home_page_url": "https://mill.example/", "language": "en", "authors": [{"name": "The desk"}],
"items": [{"id": 7, "url": "/wheel", "title": "Wheel turns again", "tags": ["Mill", 3, null],
"content_text": "One < two.\\nThree.", "date_published": "2026-03-02T10:00:00+01:00"},
{"id": "8", "external_url": "https://other.example/x", "content_html": "<p>Hi</p>",
"date_published": "soon", "author": {"name": "Bo Reed"}}, "no object"]}"""


def rss(*items: str, declared: str = "", encoding: str = "utf-8", doctype: str = "") -> bytes:
    """Return an RSS 2.0 document of ``items``, written in ``encoding``."""
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    body = f'{declaration}{doctype}<rss version="2.0"><channel><title>T</title>{"".join(items)}'
    return f"{body}</channel></rss>".encode(encoding)


def item(title: str = "Title", *, guid: str = "", link: str = "", date: str = "") -> str:
    """Return an RSS item; empty elements are left out."""
    parts = {"title": title, "guid": guid, "link": link, "pubDate": date}
    return f"<item>{''.join(f'<{k}>{v}</{k}>' for k, v in parts.items() if v)}</item>"
