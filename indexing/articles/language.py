"""Which language a text is written in."""

from functools import lru_cache
from threading import Lock
from typing import Any

_FEWEST_LETTERS = 20
# Characters. Where the first of them leave no doubt the others change no verdict, nor do more.
_SAMPLE, _LONGEST_SAMPLE = 600, 2_000
_NO_DOUBT = 0.999
# Below this share "Orbán drops NATO objection" is Czech: then no answer is the better one.
_SURE = 0.4
# Languages that newspapers are written in. The model knows forty more, rare ones, which it
# finds in headlines full of names.
_OF_NEWS = frozenset(
    """
    af am ar az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu he hi hr hu hy id is it
    ja ka kk km kn ko ky lo lt lv mk ml mn mr ms mt my ne nl no pa pl ps pt ro ru si sk sl so sq sr
    sv sw ta te th tl tr uk ur uz vi zh
    """.split()  # noqa: SIM905
)

_LOADING = Lock()


def detect_language(text: str) -> str:
    """Return the ISO 639-1 code of the text's language; empty where the text is too little for it.

    That is below 20 letters, or where no language is likely enough. The same text has the same
    answer always and everywhere. The first call loads the model (half a second).
    """
    sample = text[:_LONGEST_SAMPLE]
    if sum(map(str.isalpha, sample)) < _FEWEST_LETTERS:
        return ""
    with _LOADING:  # the cache alone would let every thread of a first batch load its own
        identifier = _identifier()
    code, share = identifier.classify(sample[:_SAMPLE])
    if share < _NO_DOUBT and len(sample) > _SAMPLE:
        code, share = identifier.classify(sample)
    return code if share >= _SURE else ""


def first_language(*texts: str, claimed: str) -> str:
    """Return the language of the first of ``texts`` that tells it, else what is ``claimed``."""
    return next(filter(None, map(detect_language, texts)), claimed)


@lru_cache(maxsize=1)
def _identifier() -> Any:
    # Here, not above: most processes that import this room never read an article.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_OF_NEWS)
    return identifier
