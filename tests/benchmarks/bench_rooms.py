"""What single rooms do in a CPU second: figures without a goal."""

from measuring import interleaved
from wire import long_reads

from indexing.extraction import extract
from indexing.extraction.models import ner
from indexing.models import Document
from indexing.relatedness import profile, relate
from indexing.search.analysis import analyze
from indexing.settings.model import Relatedness

WORDS = 300
ARTICLES = 24


def texts() -> list[str]:
    return ["\n\n".join(paragraphs) for paragraphs in long_reads(WORDS)][:ARTICLES]


def test_analysis(report):
    read = texts()
    (seconds,) = interleaved(lambda: [analyze(text) for text in read])
    speed = sum(map(len, read)) / seconds
    report.figure("analysis chain", f"{speed / 1e6:.2f} million characters/s")


def test_extraction(report):
    documents = [Document("", text, "en") for text in texts()]

    def names_alone() -> None:
        with ner().memory_zone():
            for document in documents:
                ner()(document.text)

    whole, names = interleaved(
        lambda: [extract(document) for document in documents], names_alone, rounds=3
    )
    report.figure(
        f"extraction, articles of {WORDS} words",
        f"{ARTICLES / whole:.0f} articles/s, {names / whole:.0%} of it the NER",
    )


def test_relating(report):
    first, *others = [profile(extract(Document("", text, "en"))) for text in texts()]
    lines = Relatedness()
    (seconds,) = interleaved(
        lambda: [relate(first, other, lines=lines) for other in others for _ in range(50)]
    )
    microseconds = 1e6 * seconds / (50 * len(others))
    report.figure("relating an article to a reference, reasons included", f"{microseconds:.0f} µs")
