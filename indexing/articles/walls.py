"""Pages that hide or lack the article: error pages, robot checks, logins, consent, paywalls.

A page that says these things and carries a full text is an article about them.
"""

import re
from dataclasses import dataclass

# A text longer than this is an article, whatever its headline says of errors and robots.
_LONG_TEXT = 150
# Consent walls are long-winded: so many of their phrases at the text's beginning give them away.
_CONSENT_PHRASES = 3
_CONSENT_PHRASES_IN_LONG_TEXT = 5  # a report on cookies has some of them
_OPENING = 1_500

_ERROR_TITLE = re.compile(
    r"^\W*(?:(?:error|http)\W*)?(?:40[0-9]|410|429|50[0-4])\b(?=\W*$|\s*[-–—|:]"
    r"|\W+(?:error|not|page|forbidden|oops|sorry|too many|bad|gone|service|internal|gateway))"
    r"|\b(?:page|article|file|story)\s+(?:not|cannot be|could not be)\s+found\b"
    r"|^\W*not found\b|^\W*access (?:to this page )?(?:is |has been )?denied\b|^\W*forbidden\b"
    r"|\b(?:service|page|site) (?:temporarily )?(?:is )?unavailable\b|^\W*internal server error\b"
    r"|\bseite nicht gefunden\b|\bpage (?:non trouvée|introuvable)\b|\bp[áa]gina no encontrada\b",
    re.IGNORECASE,
)
_ROBOT_CHECK = re.compile(
    r"\bcaptcha\b|\bverify(?:ing)? (?:that )?you(?:'re| are) (?:a )?human\b|\bare you a robot\b"
    r"|\bunusual (?:traffic|activity)\b|\bjust a moment\b.{0,9}$|\battention required\b"
    r"|\bchecking your browser\b|\benable javascript and cookies to continue\b",
    re.IGNORECASE | re.MULTILINE,
)
_OTHER_BROWSER = re.compile(
    r"\b(?:update|upgrade) your browser\b|\b(?:old|outdated|unsupported) browser\b"
    r"|\bbrowser is (?:not supported|out of date)\b"
    r"|\b(?:enable|requires|turn on) javascript\b|\bjavascript is (?:disabled|required)\b",
    re.IGNORECASE,
)
# What a video player says where it cannot run; the article around it is there all the same.
_PLAYER_NOTE = re.compile(
    r"\b(?:view|watch|play) this (?:video|clip|audio)\b.{0,80}\b(?:javascript|browser|flash)\b"
    r"|\b(?:javascript|browser|flash)\b.{0,80}\b(?:view|watch|play) this (?:video|clip|audio)\b"
    r"|\bbrowser (?:does not|doesn['’]t|can(?:no|')t) (?:support|play)\b.{0,40}\b(?:video|audio)"
    r"|\bsupports HTML5 (?:video|audio)\b",
    re.IGNORECASE,
)
_SHORT_LINE = 200
_PAYWALL = re.compile(
    r"\bsubscri(?:be|ption)\b.{0,60}\b(?:to (?:continue|read|keep reading|unlock)|required)\b"
    r"|\b(?:to|for) (?:continue|keep|full) (?:reading|access)\b.{0,80}\b(?:subscri|sign|log|regist)"
    r"|\b(?:article|story|content) is (?:reserved )?(?:only )?for (?:\w+ )?subscribers\b"
    r"|\balready a (?:subscriber|member)\b|\bsubscribers? only\b|\bunlock this (?:article|story)\b"
    r"|\bexklusiv für abonnenten\b|\bjetzt weiterlesen mit\b"
    r"|\br[ée]serv[ée]e? aux abonn[ée]s\b|\bsolo para suscriptores\b|\belőfizetőknek\b",
    re.IGNORECASE,
)
_LOGIN_TITLE = re.compile(r"^\W*(?:log|sign) ?in\b|\blogin\b|\banmelden\b", re.IGNORECASE)
_CONSENT = re.compile(
    r"\bwe (?:and our (?:\d+ )?partners )?(?:value|respect|care about) your privacy\b"
    r"|\bour \d* ?partners\b|\b(?:accept|reject) all\b|\bmanage (?:your )?(?:preferences|choices)\b"
    r"|\bcookie (?:policy|settings|consent|preferences|notice)\b|\blegitimate interest\b"
    r"|\b(?:use|uses|store) cookies\b|\bstore and/or access information on a device\b"
    r"|\bprivacy (?:settings|choices)\b|\bwithdraw (?:your )?consent\b|\balle akzeptieren\b"
    r"|\bcookies? akzeptieren\b|\btout accepter\b|\baceptar todo\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PageSigns:
    """What is looked at. ``text`` is the article as extracted, ``visible`` all that is shown.

    ``says_paid``: the page's own data says that it is not free. ``has_password``: it asks for one.
    """

    title: str
    text: str
    words: int
    visible: str
    says_paid: bool
    has_password: bool


def wall_of(signs: PageSigns, min_words: int) -> str:
    """Return why the page is no article, as a phrase after "is"; empty if it is one."""
    if signs.words < _LONG_TEXT and (early := _error_or_check(signs)):
        return early
    is_long = signs.words >= _LONG_TEXT
    if _has_consent(signs.text, _CONSENT_PHRASES_IN_LONG_TEXT if is_long else _CONSENT_PHRASES):
        return "a consent wall: it shows its text only after cookies are accepted"
    if signs.words >= min_words:
        return ""
    return _reason_for_little(signs)


def cut_prompts(text: str) -> str:
    """Return text without the short lines of a video player that cannot run.

    Nor with those at its end that ask to subscribe or to log in.
    """
    lines = [line for line in text.split("\n") if not _is_short(line, _PLAYER_NOTE)]
    while len(lines) > 1 and _is_short(lines[-1], _PAYWALL):
        lines.pop()
    return "\n".join(lines)


def _is_short(line: str, pattern: re.Pattern[str]) -> bool:
    return len(line) < _SHORT_LINE and bool(pattern.search(line))


def _error_or_check(signs: PageSigns) -> str:
    if _ERROR_TITLE.search(signs.title):
        return f'an error page ("{signs.title[:60]}")'
    opening = f"{signs.title}\n{signs.text or signs.visible}"[:_OPENING]
    if _ROBOT_CHECK.search(opening):
        return "a robot check (captcha): the site blocks us"
    if _OTHER_BROWSER.search(signs.text[:_OPENING]):
        return "a notice to take another browser: its text needs JavaScript"
    return ""


def _has_consent(text: str, phrases: int) -> bool:
    found = {phrase[0].lower() for phrase in _CONSENT.finditer(text[:_OPENING])}
    return len(found) >= phrases


def _reason_for_little(signs: PageSigns) -> str:
    """Return what stands in the way of a page with too few words."""
    seen = f"{signs.text}\n{signs.visible}"[:20_000]
    if signs.says_paid or _PAYWALL.search(seen):
        return f"behind a paywall: it shows {_words(signs.words)}"
    if signs.has_password or _LOGIN_TITLE.search(signs.title):
        return "a login page"
    if _has_consent(seen, _CONSENT_PHRASES):
        return "a consent wall: it shows its text only after cookies are accepted"
    return f"too short to be an article: {_words(signs.words)} of text"


def _words(count: int) -> str:
    return f"{count} word{'' if count == 1 else 's'}"
