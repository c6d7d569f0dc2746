"""Cities that stand for their teams in reports of sport: "Newcastle drop to eleventh".

A country stays a place, whoever plays for it.
"""

import re
from collections import Counter
from functools import lru_cache

from indexing.extraction.entities.knowledge.folding import fold
from indexing.extraction.entities.knowledge.gazetteer import gazetteer
from indexing.extraction.entities.knowledge.kinds import kind_by_words
from indexing.extraction.entities.knowledge.spans import Label, Span

_AMERICAN_SPORT = re.compile(
    r"\b(?:touchdowns?|quarterback|field goal|fumbles?|rebounds|3-pointers?|innings?|NFL|NBA|NHL"
    r"|MLB|NCAA|Big 12|Pac-12|SEC|power play)\b"
)
# Only sport has these; of the others markets, courts and schools speak too.
_ONLY_SPORT = re.compile(
    r"\b(?:striker|defender|midfielder|goalkeeper|winger|half-time|halftime|kick-off|wickets?"
    r"|innings|semi-finals?|quarter-finals?|play-?offs?|touchdowns?|quarterback|fumbles?"
    r"|field goal|3-pointers?|free throws?|stoppage time|equaliser|scrum|fly-half|minors|hurling"
    r"|football|rugby|cricket|basketball|baseball|hockey|NBA|NFL|NHL|MLB|NCAA|UEFA|FIFA"
    r"|[Ss]occer|Cup|standings|premier division|[Ll]eague (?:match|matches|games?)|hat-tricks?"
    r"|midfield|forwards|extra time|tie-?break|relegat(?:ed|ion)|bowled|batting|pitcher|home runs?"
    r"|homered|inning|goaltender|shutout|slam dunk|knockout stages?|Super Bowl|World Series"
    r"|Stanley Cup|Champions League|Europa League|Premier League|Premiership|La Liga|Serie A"
    r"|Bundesliga|Ligue 1|Six Nations|Grand Prix|Grand Slam)\b"
)
_OFTEN_SPORT = re.compile(
    r"\b(?:goals?|match|matches|league|League|penalty|penalties|try|tries|rebounds|points|season"
    r"|fixture|overtime|scored|coach|substitute|championship|games?|players?|fans|stadium|squad"
    r"|tournament|title|teams?|captain|win)\b"
)
_MARKET = re.compile(
    r"\b(?:shares?|shareholders?|stocks?|bonds?|yields?|investors?|traders?|brokers?|analysts?"
    r"|profits?|revenue|earnings|dividends?|index|indices|futures|commodit(?:y|ies)|inflation"
    r"|basis points|stock exchange|Nasdaq|FTSE|Dow)\b",
    re.IGNORECASE,
)
_ENOUGH_SPORT = 3
_DEED_AFTER = re.compile(
    r"(?:[’']s)? (?:beat|beats|beaten|drop|drew|draw|draws|lead|leads|led|had led|won|wins?|lost"
    r"|loses?|hosts?|hosted|faces?|faced|plays?|played|travel|meets?|visits?|trails?|trailed"
    r"|scores?|scored|equalised|levelled|sits?|needs?|had (?:two|three|four|five|led|won|lost)"
    r"|fans?|supporters?|coach|manager|captain|striker|defender|midfielder|goalkeeper|keeper"
    r"|winger|forward|guard|centre-back|fly-half|scrum-half|prop|hooker|boss|minors|bench|defence"
    r"|defense|attack|men in|are|were|go to|host|players?|squad|side|team|bowlers?|batsm[ae]n)\b"
    r"|:? \d{1,3}(?:-\d{1,2})?(?:[,.;)\n]| [^\W\d_a-z]|$)|: [^\W\d_a-z] [^\W\d_a-z]"
)
_DEED_BEFORE = re.compile(
    r"\b(?:beat|beats|beating|beaten by|against|past|hosts?|hosting|facing|faces?|below|edge|edges"
    r"|sink|sinks|stun|stuns|thrash|thrashed|down|downed|draw with|drew with|at home to"
    r"|(?:lost|loss|losing|lose) to|defeats?(?: of| by)?|(?:win|victory|wins) (?:over|at)|ahead of"
    r"|behind|meets?|signed for|plays? for|played for|back with|(?:points|runs|goals|\d+) for"
    r"|led|vs?\.?|between) (?:stubborn |rivals |leaders |neighbours |champions |old |the )?$"
)
_VENUE_BEFORE = re.compile(
    r"\b(?:[Ii]n|near|outside|native of|born in|around|across|to|from)\s+$|[A-Z][a-z]+, $"
    r"|\b(?:[Ii]n|[Aa]t) the $|\b[Aa]t $"
)
_VENUE_AFTER = re.compile(
    r", (?:[A-Z][a-z]+\.|[A-Z][a-z]+ ?[.,)—–-])|\s*\((?:Reuters|AP|AFP|PA)| [–—-] "
)


def teams_by_sport(spans: list[Span], text: str) -> list[Span]:
    """Label the places ORG that play, win and lose in a report of sport."""
    if not _tells_sport(text):
        return spans
    if len(_AMERICAN_SPORT.findall(text)) > _ENOUGH_SPORT:
        return [span.labelled(Label.ORG) if _is_team(span, text) else span for span in spans]
    deeds: Counter[str] = Counter()
    for span in spans:
        deeds[fold(span.text(text))] += _may_be_team(span, text) and _does(span, text)
    return [
        span.labelled(Label.ORG)
        if _may_be_team(span, text)
        and (_does(span, text) or (deeds[fold(span.text(text))] > 1 and _is_team(span, text)))
        else span
        for span in spans
    ]


@lru_cache(maxsize=1)  # asked twice of each document
def _tells_sport(text: str) -> bool:
    """Tell a match from a market: there too one leads, loses points and has a good season."""
    sure = len(_ONLY_SPORT.findall(text))
    often = len(_OFTEN_SPORT.findall(text))
    is_sport = sure + often >= _ENOUGH_SPORT
    return is_sport and sure > 0 and sure + often > len(_MARKET.findall(text))


def _may_be_team(span: Span, text: str) -> bool:
    return (
        span.label in (Label.GPE, Label.LOC)
        and fold(span.text(text)) not in gazetteer().countries
        and kind_by_words(span.text(text)) is None
    )


def _is_team(span: Span, text: str) -> bool:
    return (
        _may_be_team(span, text)
        and not (span.text(text).isupper() and len(span.text(text)) > 3)
        and not _VENUE_BEFORE.search(span.before(text, 22))
        and not _VENUE_AFTER.match(span.after(text, 14))
    )


def _does(span: Span, text: str) -> bool:
    """Tell whether this mention plays, is played against, or stands beside a score."""
    if _VENUE_BEFORE.search(span.before(text, 10)) or _VENUE_AFTER.match(span.after(text, 14)):
        return False
    before = _DEED_BEFORE.search(span.before(text, 40))
    return bool(before or _DEED_AFTER.match(span.after(text, 24)))
