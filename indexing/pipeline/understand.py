"""Stage ``understand``: the one ``extract`` over what was read, and the text's token streams."""

from collections.abc import Sequence

from sqlalchemy import Connection

from indexing.errors import Quarantined, WorkerKilled
from indexing.extraction import extract, extract_all
from indexing.models import Article, Extraction
from indexing.pipeline.workshop import Workshop, line, set_aside
from indexing.search.analysis import analyze, fold
from indexing.search.stream_codec import encode_streams
from indexing.store.records import articles
from indexing.store.records.understanding import Understood, save_understanding
from indexing.store.work import queue
from indexing.store.work.queue import Job

BATCH = 32
"""Texts a batch: enough for the NER to be fast, few enough to lose little in a crash."""
STAGE = "understand"


def understand(shop: Workshop) -> None:
    """Work through every due ``understand`` job."""
    while shop.is_working and (jobs := _claim(shop)):
        for job in [job for job in jobs if job.is_killer]:
            set_aside(shop, job, _killer(job), url="")
        _understand(shop, [job for job in jobs if not job.is_killer])


def _claim(shop: Workshop) -> list[Job]:
    now = shop.clock()
    with shop.store.write() as db:
        return queue.claim(db, STAGE, shop.owner, now=now, limit=BATCH)


def _understand(shop: Workshop, jobs: Sequence[Job]) -> None:
    with shop.store.read() as db:
        known = articles.get_articles(db, [job.article_id for job in jobs])
    texts = [known[job.article_id] for job in jobs if job.article_id in known]
    extractions = dict(zip((text.id for text in texts), _extract(texts), strict=True))
    now = shop.clock()
    failed: list[tuple[Job, Quarantined]] = []
    with shop.store.write() as db:
        for job in jobs:
            extraction = extractions.get(job.article_id)
            if isinstance(extraction, Quarantined):
                failed.append((job, extraction))
            elif not queue.finish(db, job, now=now):
                shop.count(STAGE, "lost")
            elif extraction is not None:
                _keep(shop, db, job, known[job.article_id], extraction)
    for job, error in failed:
        set_aside(shop, job, error, url=known[job.article_id].url)
    shop.progress(STAGE, shop.counted(STAGE), shop.counted(STAGE), "")


def _extract(texts: Sequence[Article]) -> list[Extraction | Quarantined]:
    """Extract all; if one text breaks the models, find out which and let the others through."""
    try:
        return list(extract_all([text.document for text in texts]))
    except Exception:
        return [_extract_alone(text) for text in texts]


def _extract_alone(text: Article) -> Extraction | Quarantined:
    try:
        return extract(text.document)
    except Exception as error:
        return Quarantined(
            f"extraction failed ({type(error).__name__}: {error})",
            text.url,
            "Report it with the text; the article is kept.",
        )


def _keep(
    shop: Workshop, db: Connection, job: Job, article: Article, extraction: Extraction
) -> None:
    now = shop.clock()
    streams = encode_streams(analyze(article.title), analyze(article.text))
    understood = Understood(article.version, extraction, streams)
    save_understanding(db, article.id, understood, spellings=_spellings(extraction))
    articles.set_values(db, article.id, state="understood")
    queue.enqueue(db, "relate", article.id, due_at=now)
    shop.note(db, line(job, now, "understood", _in_words(extraction), **_facts(extraction)))
    shop.count(STAGE, "understood")


def _spellings(extraction: Extraction) -> list[tuple[str, str, str]]:
    found: dict[tuple[str, str], str] = {}
    for entity in extraction.entities:
        for spelling in (entity.name, *(mention.text for mention in entity.mentions)):
            found.setdefault((entity.id, fold(spelling)), " ".join(spelling.split()))
    return [(entity_id, folded, spelling) for (entity_id, folded), spelling in found.items()]


def _in_words(extraction: Extraction) -> str:
    if not extraction.is_understood:
        return f"language {extraction.language or 'unknown'}: searched as text only"
    names = [f"{entity.name} {entity.type[0]}" for entity in extraction.entities[:5]]
    topics = [f"{topic.slug} {topic.score:.2f}".replace("0.", ".") for topic in extraction.topics]
    return ", ".join([*names, *topics]) or "no names, no topic sure enough"


def _facts(extraction: Extraction) -> dict[str, object]:
    return {
        "entities": len(extraction.entities),
        "topics": [topic.slug for topic in extraction.topics],
        "model": extraction.model,
    }


def _killer(job: Job) -> WorkerKilled:
    return WorkerKilled(
        f"killed its worker {job.deaths} times", job.article_id, "Report it with its text."
    )
