"""One cycle in a fresh process, and the NER over what it read: ``python page_to_alert.py CONFIG``.

Prints, as JSON, the CPU seconds of the cycle (this process and its parsers) without the start
(imports, models), those of the NER alone over the same texts, how many texts and how long.
"""

import asyncio
import json
import sys
from pathlib import Path
from statistics import mean

import psutil
from sqlalchemy import select

sys.path.insert(0, str(Path(__file__).parent))

from measuring import cpu_of_family, interleaved
from press import start_parsers
from wire import paragraphs

from indexing.extraction import extract
from indexing.extraction.extractor import ner_spans
from indexing.models import Article, Document
from indexing.pipeline.cycle import run_cycle
from indexing.pipeline.opening import opened
from indexing.settings import Settings, load_settings
from indexing.store import Store
from indexing.store.records.articles import get_articles
from indexing.store.schema import articles


async def cycle(settings: Settings) -> float:
    """Run a cycle; return its CPU seconds. The parsers are started before."""
    async with opened(settings) as shop:
        await start_parsers(shop)
        before = cpu_of_family(psutil.Process())
        await run_cycle(shop)
        return cpu_of_family(psutil.Process()) - before


def understood(settings: Settings) -> list[Article]:
    """Return the English articles that the cycle read."""
    store = Store.open(settings)
    with store.read() as db:
        ids = list(db.execute(select(articles.c.id)).scalars())
        found = get_articles(db, ids).values()
    store.close()
    return [one for one in found if one.language == "en" and one.text]


def main() -> None:
    """Load all that a cycle needs, then measure."""
    settings = load_settings(Path(sys.argv[1]))
    Store.open(settings).close()
    extract(Document("", paragraphs()[0], "en"))
    spent = asyncio.run(cycle(settings))
    read = understood(settings)
    (ner,) = interleaved(lambda: [ner_spans(one.document.body) for one in read], rounds=3)
    words = round(mean(len(one.text.split()) for one in read))
    print(json.dumps({"cycle": spent, "ner": ner, "articles": len(read), "words": words}))  # noqa: T201


if __name__ == "__main__":
    main()
