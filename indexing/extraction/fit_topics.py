"""Fits the topic model on our own leads: ``python -m indexing.extraction.fit_topics``.

Writes ``data/topics.npz``. Plain numpy, no chance involved; 5 s. Run it after every change of
``topics.tsv`` or ``topic-leads.tsv``: a test compares the file with a fresh fit.
"""

import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt

from indexing.extraction.iptc import topic_definitions
from indexing.extraction.models import DATA
from indexing.extraction.topics import (
    TOPIC_WEIGHTS,
    TopicModel,
    centred,
    logistic,
    raw_features,
)
from indexing.extraction.vectors import Array

Indices = npt.NDArray[np.int64]
_FOLDS = 5
_PENALTY = 0.001  # the best of .003, .001, .0003 by cross-validation
_STEPS = 100
_NEWTON_STEPS = 50
# Measured on news of other years: what cross-validation says is too bold by this factor.
_CAUTION = 1.5


def read_leads() -> tuple[list[str], Indices]:
    """Return the leads and, for each, the index of its topic."""
    slugs = [topic.slug for topic in topic_definitions()]
    lines = (DATA / "topic-leads.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [text for _, text in rows], np.array([slugs.index(slug) for slug, _ in rows])


def fit_regression(features: Array, topics: Indices) -> Array:
    """Return coefficients [d, topic] of a logistic regression, by accelerated gradient steps."""
    count = len(topic_definitions())
    wanted = np.eye(count)[topics]
    step = 1 / (0.5 * np.linalg.norm(features, 2) ** 2 / len(topics) + _PENALTY)
    coefficients = ahead = np.zeros((features.shape[1], count))
    momentum = 1.0
    for _ in range(_STEPS):
        error = softmax(features @ ahead) - wanted
        gradient = features.T @ error / len(topics) + _PENALTY * ahead
        updated = ahead - step * gradient
        faster = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        ahead = updated + (momentum - 1) / faster * (updated - coefficients)
        coefficients, momentum = updated, faster
    return coefficients


def fit() -> TopicModel:
    """Return the model fitted on all leads, its calibration by cross-validation."""
    texts, topics = read_leads()
    raw = raw_features(texts)
    centre = raw.mean(axis=0)
    features = centred(raw, centre)
    seeds = np.array([centred(raw_features([*t.seeds]), centre) for t in topic_definitions()])
    held_out = cross_validated_scores(features, topics, seeds)
    calibration = fit_calibration(held_out, topics) / _CAUTION
    return TopicModel(centre, seeds, fit_regression(features, topics), calibration)


def cross_validated_scores(features: Array, topics: Indices, seeds: Array) -> Array:
    """Return scores [lead, topic], each lead's by a regression that did not see it."""
    fold = np.arange(len(topics)) % _FOLDS
    scores = np.zeros((len(topics), len(seeds)))
    for number in range(_FOLDS):
        seen, unseen = fold != number, fold == number
        coefficients = fit_regression(features[seen], topics[seen])
        model = TopicModel(np.zeros(0), seeds, coefficients, np.ones(2))
        scores[unseen] = model.scores(features[unseen])
    return scores


def fit_calibration(scores: Array, topics: Indices) -> Array:
    """Return the slope and offset under which the right topics are likeliest (Newton's method)."""
    points = np.stack([scores.ravel(), np.ones(scores.size)], axis=1)
    wanted = np.eye(scores.shape[1])[topics].ravel()
    line = np.array([1.0, -3.0])
    for _ in range(_NEWTON_STEPS):
        chances = logistic(points @ line)
        curvature = (points.T * (chances * (1 - chances))) @ points
        line = line + np.linalg.solve(curvature, points.T @ (wanted - chances))
    return line


def softmax(scores: Array) -> Array:
    """Return chances [lead, topic] that add up to 1 over the topics."""
    powers: Array = np.exp(scores - scores.max(axis=-1, keepdims=True))
    chances: Array = powers / powers.sum(axis=-1, keepdims=True)
    return chances


def save(model: TopicModel, path: Path) -> None:
    """Write the model's numbers, as float32."""
    np.savez_compressed(
        path,
        centre=model.centre.astype(np.float32),
        seeds=model.seeds.astype(np.float32),
        coefficients=model.coefficients.astype(np.float32),
        calibration=model.calibration.astype(np.float32),
    )


def main() -> None:
    """Fit and write; say where."""
    model = fit()
    save(model, TOPIC_WEIGHTS)
    sys.stdout.write(f"{TOPIC_WEIGHTS.name}: slope and offset {model.calibration.round(3)}\n")


if __name__ == "__main__":
    main()
