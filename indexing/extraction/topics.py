"""What a text is about: the 17 IPTC Media Topics of the first level.

A text is a point in two static spaces (wordllama, word vectors), its headline weighing more,
centred on the leads that we wrote as examples. Two things speak for a topic: how near its seed
phrases are, as a z-score over the topics, and what a logistic regression fitted on the leads makes
of the point; that one also knows texts that tell no news. A second, small regression makes a chance
of both, for each topic by itself: a text may well be about two. What only some paragraphs are about
drowns in the whole, so the same is asked of parts of some 80 words, and the mean of both answers
counts. ``fit_topics`` makes the numbers.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import numpy as np

from indexing.extraction.iptc import topic_definitions
from indexing.extraction.models import DATA
from indexing.extraction.vectors import Array, TextPoints
from indexing.models import Topic

TOPIC_WEIGHTS = DATA / "topics.npz"
_WORD_VECTOR_SIZE = 300
_WORD = re.compile(r"\S+")
_NEAREST_SEEDS = 2
_PART_WORDS = 80
# .4 to .5 are alike on whole articles, and better than less.
_HEADLINE_WEIGHT = 0.45
# Below a third a second topic is more often noise than not.
_SURE, _ALSO = 0.4, 0.33
_MOST_TOPICS = 2


@dataclass(frozen=True, slots=True)
class TopicModel:
    """The fitted numbers; d is 256 + 300, the two spaces side by side.

    ``centre`` [d]: mean of the leads. ``seeds`` [topic, phrase, d]: centred, both halves unit
    length. ``coefficients`` [d, topic + 1]: the regression, its last column for no news.
    ``calibration`` [3]: the weights of both kinds of evidence, and the offset.
    """

    centre: Array
    seeds: Array
    coefficients: Array
    calibration: Array
    seed_halves: tuple[Array, Array] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "seed_halves", _halves_of_seeds(self.seeds))

    def evidence(self, features: Array) -> Array:
        """Return what speaks for each topic [text, topic, 2], for centred features [text, d]."""
        regression = log_softmax(features @ self.coefficients)[:, :-1]
        return np.stack([self.seed_scores(features), regression], axis=-1)

    def seed_scores(self, features: Array) -> Array:
        """Return nearness to the topics' nearest seeds [text, topic], the mean of two z-scores."""
        halves = np.split(features, [_embedding_size(features)], axis=-1)
        topics = len(self.seeds)
        first, second = (
            _half_scores(half, seeds, topics)
            for half, seeds in zip(halves, self.seed_halves, strict=True)
        )
        return (first + second) / 2

    def chances(self, features: Array) -> Array:
        """Return for each text how likely it is about each topic [text, topic]."""
        *weights, offset = self.calibration
        return logistic(self.evidence(features) @ np.array(weights) + offset)


def raw_features(texts: list[str]) -> Array:
    """Return both vectors of each text side by side: [text, 256 + 300]."""
    return np.array([_raw(TextPoints(text)) for text in texts])


def _raw(points: TextPoints, start: int = 0, end: int | None = None) -> Array:
    return np.concatenate((points.embedding(start, end), points.word_mean(start, end)))


def centred(raw: Array, centre: Array) -> Array:
    """Return features [..., d] about ``centre``, each of the two halves at length 1."""
    halves = np.split(raw - centre, [_embedding_size(centre)], axis=-1)
    lengths = (np.linalg.norm(half, axis=-1, keepdims=True) for half in halves)
    return np.concatenate(
        [
            half / np.where(length > 0, length, 1)
            for half, length in zip(halves, lengths, strict=True)
        ],
        axis=-1,
    )


def _embedding_size(centre: Array) -> int:
    return int(centre.shape[-1]) - _WORD_VECTOR_SIZE


def _halves_of_seeds(seeds: Array) -> tuple[Array, Array]:
    """Return the seeds of each space as a matrix [space, topic x phrase], laid out for products."""
    first, second = np.split(seeds, [_embedding_size(seeds)], axis=-1)
    return _as_matrix(first), _as_matrix(second)


def _as_matrix(seeds: Array) -> Array:
    return np.ascontiguousarray(seeds.reshape(-1, seeds.shape[-1]).T)


def _half_scores(features: Array, seeds: Array, topics: int) -> Array:
    nearness = (features @ seeds).reshape(len(features), topics, -1)
    nearest = np.sort(nearness, axis=-1)[:, :, -_NEAREST_SEEDS:]
    return z_scores(nearest.mean(axis=-1))


def z_scores(scores: Array) -> Array:
    """Return scores [text, topic] with mean 0 and deviation 1 over the topics."""
    deviation = scores.std(axis=-1, keepdims=True)
    about_zero: Array = scores - scores.mean(axis=-1, keepdims=True)
    return about_zero / np.where(deviation > 0, deviation, 1)


def log_softmax(scores: Array) -> Array:
    """Return logarithms of chances [text, class] that add up to 1 over the classes."""
    lowered = scores - scores.max(axis=-1, keepdims=True)
    logarithms: Array = lowered - np.log(np.exp(lowered).sum(axis=-1, keepdims=True))
    return logarithms


def logistic(scores: Array) -> Array:
    """Return chances, each between 0 and 1, for scores of any shape."""
    chances: Array = 1 / (1 + np.exp(-scores))
    return chances


@lru_cache(maxsize=1)
def topic_model() -> TopicModel:
    """Return the fitted model, read once in a process."""
    with np.load(TOPIC_WEIGHTS) as fitted:
        return TopicModel(**{name: fitted[name].astype(np.float64) for name in fitted.files})


def classify(points: TextPoints) -> tuple[Topic, ...]:
    """Return the one or two topics of an English text, likeliest first; empty when unsure.

    The first needs a chance of .4, the second .33. Reads the first 512 words; the first line is the
    headline.
    """
    if not any(map(str.isalpha, points.text)):
        return ()
    chances = topic_chances(points)
    best = np.argsort(-chances, kind="stable")[:_MOST_TOPICS]
    ranked = [(topic_definitions()[i], round(float(chances[i]), 4)) for i in best]
    if ranked[0][1] < _SURE:
        return ()
    return tuple(Topic(t.slug, t.name, chance) for t, chance in ranked if chance >= _ALSO)


def topic_chances(points: TextPoints) -> Array:
    """Return how likely a text with words is about each topic [topic]."""
    headline = (0, len(points.text.partition("\n")[0]))
    stretches = [(0, len(points.text)), headline, *parts(points.text)]
    whole, line, *pieces = (_raw(points, start, end) for start, end in stretches)
    entire = (whole + _HEADLINE_WEIGHT * line) / (1 + _HEADLINE_WEIGHT)
    model = topic_model()
    of_whole, *of_parts = model.chances(centred(np.array([entire, *pieces]), model.centre))
    mean: Array = (of_whole + np.mean(of_parts, axis=0)) / 2
    return mean


def parts(text: str) -> list[tuple[int, int]]:
    """Return where parts of about 80 words begin and end, all of them nearly as long."""
    words = [word.span() for word in _WORD.finditer(text)]
    count = max(1, round(len(words) / _PART_WORDS))
    edges = [index * len(words) // count for index in range(count + 1)]
    return [(words[a][0], words[b - 1][1]) for a, b in pairwise(edges)]
