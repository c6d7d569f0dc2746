"""Mentions with wrong edges made right: cut where a name cannot go on, joined where it must."""

import re
from collections.abc import Iterator
from dataclasses import replace

from indexing.extraction.entities.knowledge.folding import fold
from indexing.extraction.entities.knowledge.gazetteer import gazetteer
from indexing.extraction.entities.knowledge.persons import PARTICLES
from indexing.extraction.entities.knowledge.spans import Label, Span, trimmed

# No name runs on over a line break, a slash between words, a bar, or a dash with blanks.
_BREAK = re.compile(r"\n+|\s?\|\s?|(?<=[A-Za-z.])\s?/\s?(?=[A-Z])| [-–—] ")
# "Ana Lark of Reform UK", but "Joan of Arc".
_OF_BODY = re.compile(r"(?<=\w) of (?:the )?(?=[^\W\d_a-z])")
_CAPTION_WORD = re.compile(
    r"(?:\s|/)?(?:File Photo|File|Photo|Illustration|Handout|Pool"
    r"|Additional|Editing|Writing|Reporting)$"
)
_SCORE = re.compile(r"\s+\d[\d\-–:.]*$")
_SCORED = frozenset({Label.EVENT, Label.WORK_OF_ART, Label.ORG, Label.GPE, Label.PERSON})
_SMALL_WORD = re.compile(r" (?:and|or|of|in|the|for|on)$")
# "Amhara region", "the Pan-American Highway south": what is small behind a name is no part of it.
_SMALL_TAIL = re.compile(r"(?<=[\w.])(?: [a-z]+(?:-[a-z]+)*)+$")
_SMALL_HEAD = re.compile(
    r"(?:(?:another|every|each|this|that|ex|non|pro|anti|mid|late)[ -])+(?=[A-Z])"
)
# "12:34 Lark sits down", in a live blog.
_CLOCK = re.compile(r"\d{1,2}[.:]\d\d(?: ?[ap]\.?m\b\.?)?\s+")
_OWNER = re.compile(r"([A-Z][\w ]+?)['’]s (?=[A-Z])")
_MAY_END_SMALL = frozenset({Label.WORK_OF_ART, Label.EVENT, Label.LAW, Label.PRODUCT})
_POSSESSIVE = re.compile(r"(?:['’]s|['’])$")
_ARTICLE = re.compile(r"(?:[Tt]he|[Aa]n?) ")
_SPORT = re.compile(
    r"\b(?:touchdowns?|quarterback|field goal|halftime|fumbles?|interceptions?|yards|rebounds"
    r"|3-pointers?|free throws|innings?|home runs?|goalkeeper|midfielder|striker|penalty kick"
    r"|power play|overtime|playoffs?|standings|season opener|NFL|NBA|NHL|MLB|NCAA|coach"
    r"|Premier League|Serie A|La Liga|Bundesliga)\b"
)
_PARTICLES_BETWEEN = re.compile(rf" (?:(?:{PARTICLES}) )*")
_ENDS_IN_PARTICLE = re.compile(rf"(?:^| )(?:{PARTICLES})$")
_PARTICLES_THEN_NAME = re.compile(rf"(?: (?:{PARTICLES}))+ [A-Z][\w’'-]+")
# spaCy splits at the hyphen: "Moon Jae" + "-in", but not "Angela Merkel" + "-led".
_REST_OF_GIVEN_NAME = re.compile(
    r"-(?!led\b|era\b|run\b|like\b|free\b|style\b|owned\b)[a-z]{2,5}\b"
)
_SMALL_WORDS = re.compile(r"(?<![\w-])[a-z]{3,}(?![\w])")
_CAPITAL_WITHIN = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]+")
# "Fed-up residents", "Sun-starved Britons", but "Oslo-based", "Lark-owned".
_IN_COMPOUND = re.compile(
    r"-(?!(?:led|based|born|owned|backed|held|run|listed|era|wide|area|made|style|bound)\b)[a-z]{2}"
)
_OPENS_SENTENCE = re.compile(r"(?:^|\n|[.!?:]|[“\"‘'])\s*$|[.!?][”\"’'] $")
_SHORT_SYLLABLE = 4  # "Ji-won", "Seo-yeon": the first half of a Korean given name
_NAME_FOLLOWS = re.compile(r" [A-Z][\w’'-]+")


def repair(spans: list[Span], text: str) -> list[Span]:
    """Return the spans with their edges repaired, in order of place."""
    tells_scores = bool(_SPORT.search(text))
    parts = (part for span in spans for part in _pieces(span, text))
    repaired = [_with_clean_edges(part, text, tells_scores=tells_scores) for part in parts]
    joined = _joined(sorted(span for span in repaired if span.start < span.end), text)
    return [_with_particles(span, text) for span in joined]


def _pieces(span: Span, text: str) -> Iterator[Span]:
    """Yield the parts of a span between which no name can run on."""
    start = span.start
    for gap in _BREAK.finditer(span.text(text)):
        yield replace(span, start=start, end=span.start + gap.start())
        start = span.start + gap.end()
    yield replace(span, start=start)


def _with_clean_edges(span: Span, text: str, *, tells_scores: bool) -> Span:
    start, end = span.start, span.end
    bracket = text.find("(", start, end)
    if bracket > start and ")" not in text[bracket:end]:
        end = bracket
    start, end = trimmed(text, start, end)
    end = _cut(_CAPTION_WORD, text, start, end)
    start, end = trimmed(text, start, end)
    if tells_scores and span.label in _SCORED:
        end = _cut(_SCORE, text, start, end)
    if text[start:end].endswith(".") and text[end : end + 1] in ("", "\n"):
        end -= 1
    end = _cut(_SMALL_WORD, text, start, end)
    if span.label not in _MAY_END_SMALL and not _ENDS_IN_PARTICLE.search(text[start:end]):
        end = _cut(_SMALL_TAIL, text, start, end)
    end = _without_possessive(text, start, end)
    if span.label is Label.PERSON and " " in text[start:end].partition(" of ")[0]:
        end = _cut(_OF_BODY, text, start, end)
    if (clock := _CLOCK.match(text, start, end)) and _may_follow_clock(
        span, text[clock.end() : end]
    ):
        start = clock.end()
    for pattern in (_ARTICLE, _SMALL_HEAD):
        if head := pattern.match(text, start, end):
            start = head.end()
    if (owner := _OWNER.match(text, start, end)) and _owns(owner[1]):
        start = owner.end()  # "Japan's Meteorological Agency"; the country is found as itself
    return replace(span, start=start, end=end)


def _may_follow_clock(span: Span, name: str) -> bool:
    """Tell a name from the word that opens an entry: "12:34 Lark sits", "14:30 View of the sea"."""
    return span.label is Label.PERSON or fold(name) in gazetteer().organisations


def _without_possessive(text: str, start: int, end: int) -> int:
    """Return the end of a name without "'s", unless the tables spell it so: "McDonald's"."""
    bare = _cut(_POSSESSIVE, text, start, end)
    spelled = text[start:bare].replace("’", "'") + "'s"
    has_it = spelled in gazetteer().spelled_possessive
    return bare + 2 if has_it and text[bare + 1 : bare + 2] == "s" else bare


def _owns(name: str) -> bool:
    """Tell whether what stands before "'s" is a country or body itself, unlike in "Levi's"."""
    folded = fold(name)
    is_spelled_out = " " in name or name.isupper()
    return folded in gazetteer().countries or (
        is_spelled_out and gazetteer().sure_body(folded) is not None
    )


def _cut(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    """Return the end before what ``pattern`` finds, unless that is the whole mention."""
    found = pattern.search(text[start:end])
    return start + found.start() if found and found.start() else end


def _joined(spans: list[Span], text: str) -> list[Span]:
    """Join "Ursula" and "Leyen" when only particles stand between them."""
    joined: list[Span] = []
    for span in spans:
        if joined and _is_one_name(joined[-1], span, text):
            joined[-1] = Span(joined[-1].start, span.end, Label.PERSON)
        else:
            joined.append(span)
    return joined


def _is_one_name(left: Span, right: Span, text: str) -> bool:
    gap = text[left.end : right.start]
    return (
        left.end < right.start
        and Label.PERSON in (left.label, right.label)
        and bool(_PARTICLES_BETWEEN.fullmatch(gap))
        and (bool(gap.strip()) or bool(_ENDS_IN_PARTICLE.search(left.text(text))))
    )


def _with_particles(span: Span, text: str) -> Span:
    """Return a person's mention with the surname that the NER left out after a particle."""
    if span.label is not Label.PERSON:
        return span
    following = span.after(text, 30)
    has_room = " " in span.text(text) or len(span.text(text)) <= _SHORT_SYLLABLE
    if has_room and (rest := _REST_OF_GIVEN_NAME.match(following)):
        return replace(span, end=span.end + rest.end())
    more = _PARTICLES_THEN_NAME.match(following)
    if not more and re.search(rf" (?:{PARTICLES})$", span.text(text)):
        more = _NAME_FOLLOWS.match(following)
    return replace(span, end=span.end + more.end()) if more else span


def without_common_words(spans: list[Span], text: str) -> list[Span]:
    """Drop lone words that are capitals only by their place, and stand in small letters elsewhere.

    "Whale bones were found" in a text about whales and a whale names nobody.
    """
    common = set(_SMALL_WORDS.findall(text))
    capital = {word.lower() for word in _CAPITAL_WITHIN.findall(text)}

    def is_common(span: Span) -> bool:
        word = span.text(text).lower()
        return (
            (word in common or bool(_IN_COMPOUND.match(span.after(text, 9))))
            and word not in capital
            and span.label not in (Label.NORP, Label.AGENCY)
            and bool(_OPENS_SENTENCE.search(span.before(text, 4)))
        )

    return [span for span in spans if not is_common(span)]
