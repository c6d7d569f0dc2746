"""Stage ``understand``: the one ``extract`` over what was read, and the text's token streams."""

from collections.abc import Sequence

from sqlalchemy import Connection

from indexing.errors import Quarantined
from indexing.models import Extraction
from indexing.pipeline.understanding import WORTH_A_PROCESS, Learner, learning, processes_wanted
from indexing.pipeline.workshop import (
    LeaseLost,
    Workshop,
    finishing,
    in_hand,
    line,
    set_aside,
    without_killers,
)
from indexing.search.analysis import fold
from indexing.store.records import articles
from indexing.store.records.understanding import Understood, save_understanding
from indexing.store.work import queue
from indexing.store.work.queue import Job

STAGE = "understand"


def understand(shop: Workshop) -> None:
    """Work through every due ``understand`` job, in several processes if there are many."""
    with learning(shop.settings) as learn:
        while shop.is_working and (jobs := _claim(shop)):
            with in_hand(shop, jobs):
                _understand(shop, without_killers(shop, jobs), learn)
            shop.progress(STAGE, shop.counted(STAGE), shop.counted(STAGE), "")


def _claim(shop: Workshop) -> list[Job]:
    """Return the next jobs, few enough to lose little in a crash."""
    now, limit = shop.clock(), WORTH_A_PROCESS * processes_wanted(shop.settings)
    with shop.store.write() as db:
        return queue.claim(db, STAGE, shop.owner, now=now, limit=limit)


def _understand(shop: Workshop, jobs: Sequence[Job], learn: Learner) -> None:
    with shop.store.read() as db:
        found = articles.get_articles(db, [job.article_id for job in jobs])
    texts = [found[job.article_id] for job in jobs if job.article_id in found]
    learnt = learn(texts)  # one after another, so what is learnt is kept at once
    for job in jobs:
        text = found.get(job.article_id)
        result = next(learnt) if text else None
        if isinstance(result, Quarantined):
            set_aside(shop, job, result, url=result.where)
        elif text and result:
            shop.count(STAGE, _finish(shop, job, Understood(text.version, *result)))
        else:
            shop.count(STAGE, _finish(shop, job, None))


def _finish(shop: Workshop, job: Job, understood: Understood | None) -> str:
    """Keep what was understood of one text; return the outcome.

    In a transaction of its own: two workers that count the same names in two orders would wait
    for each other, and one would have to do a whole batch again.
    """
    try:
        with finishing(shop, job, now=shop.clock()) as db:
            if understood is None or articles.duplicate_of(db, job.article_id):
                return "gone"  # expired, or a duplicate, since it was asked for
            _keep(shop, db, job, understood)
            return "understood"
    except LeaseLost:
        return "lost"


def _keep(shop: Workshop, db: Connection, job: Job, understood: Understood) -> None:
    now, extraction = shop.clock(), understood.extraction
    save_understanding(db, job.article_id, understood, spellings=_spellings(extraction))
    articles.set_values(db, job.article_id, state="understood")
    queue.enqueue(db, "relate", job.article_id, due_at=now)
    shop.note(db, line(job, now, "understood", _in_words(extraction), **_facts(extraction)))


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
