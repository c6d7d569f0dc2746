"""Words that want to be more than words, wherever others wrote them or people named something."""

from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape

from sqlalchemy import Connection, Table, insert, update

from indexing.desk.follows import following
from indexing.store.schema import (
    alert_versions,
    alerts,
    articles,
    channels,
    delivery_attempts,
    entities,
    entity_names,
    feeds,
    follows,
    ledger,
    relations,
    searches,
    stories,
    versions,
)
from smallworld.press import FERRY, article_page, samples
from smallworld.world import World

MARK = "zzmark"
"""What every hostile text has in it: on a page it is read, and does nothing else."""
TEXTS: Mapping[str, str] = {
    "script": f"<script>{MARK}()</script>",
    "endings": f"</title></textarea></option></script></pre></svg><{MARK}>",
    "quotes": f'"\' onmouseover={MARK}() {MARK}="1',
    "picture": f"<img src=x onerror={MARK}()> <svg/onload={MARK}()>",
    "comment": f"<!--{MARK}--><![CDATA[<{MARK}>]]>",
    "script link": f"javascript:{MARK}()",
    "data link": f"data:text/html,<script>{MARK}()</script>",
    "template": "{{ 7 * 191 }} {% raw %} {# " + MARK + " #} ${7*191} #{7*191}",
    "backwards": f"\u202e{MARK}\u2066\u200b\ufeff\u2028\u0007",
    "right to left": f"\u0634\u0627\u0647\u062f {MARK} \u05e2\u05d1\u05e8\u05d9\u05ea",
    "entities": f"&lt;script&gt;&#60;{MARK}&#62;&amp;quot;",
    "no characters": f"{MARK}\ufffe\uffff\ufffd\U0001f469\u200d\U0001f680",
    "long": f"<b>{MARK}" * 1_112,  # more than 10,000 characters
}
_WRITTEN: tuple[tuple[Table, tuple[str, ...]], ...] = (
    (feeds, ("title", "last_error")),
    (articles, ("title", "source", "language", "url")),
    (versions, ("title", "text", "summary")),
    (entities, ("name",)),
    (entity_names, ("spelling",)),
    (follows, ("name", "title", "origin")),
    (stories, ("title",)),
    (alerts, ("name", "fault")),
    (alert_versions, ("query",)),
    (channels, ("name", "parked")),
    (delivery_attempts, ("answer",)),
    (ledger, ("detail",)),
)


def be_hostile(db: Connection, text: str) -> None:
    """Have all that others wrote, and all that people named, be one text.

    It is put past every check: pages must be safe whatever the store holds.
    """
    for table, columns in _WRITTEN:
        db.execute(update(table).values(dict.fromkeys(columns, text)))
    db.execute(update(articles).values(authors=[text]))
    db.execute(update(relations).values(reasons=[text]))
    at = datetime(2026, 3, 1, tzinfo=UTC)
    for query in ("orban", text):
        kept = {"name": f"{query} {text}", "query": query, "made_at": at, "looked_at": at}
        db.execute(insert(searches).values(kept))


async def publish_harm(world: World) -> None:
    """Have a feed, its articles, a receiver of webhooks and a reader say all of it."""
    press, worst = world.press, " ".join(TEXTS.values())
    press.title, press.hook = worst, (500, worst)
    await world.subscribe()
    words = samples()[FERRY]
    for number, text in enumerate(TEXTS.values()):
        world.alert("ferry", name=text[:100], per_story=False)
        said = (*words.paragraphs, text)
        press.put(f"/{number}", article_page(f"Ferry {text}", said))
        more = "".join(f"<{tag}>{escape(text)}</{tag}>" for tag in ("author", "category"))
        press.list(f"/{number}", title=f"Ferry {text}", summary=text, more=more)
    with world.desk() as desk:
        document = following.as_document(f"{worst[:100]}\n\n{words.text}\n\n{worst}")
        following.follow(desk, following.Reference(document, worst), name=worst)
    await world.cycle()
    await world.deliver()
