"""Fits the topic model on our own leads: ``python -m indexing.extraction.fit_topics``.

Writes ``data/topics.npz`` and prints how often chances were right on leads that the regression had
not seen. Plain numpy, no chance involved; 5 s. Run it after every change of ``topics.tsv`` or
``topic-leads.tsv``: a test compares the file with a fresh fit.
"""

import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np

from indexing.extraction.iptc import topic_definitions
from indexing.extraction.models import DATA
from indexing.extraction.topics import (
    TOPIC_WEIGHTS,
    TopicModel,
    centred,
    log_softmax,
    logistic,
    raw_features,
)
from indexing.extraction.vectors import Array

_NO_NEWS = "-"
_MAIN_SHARE = 0.65  # of a lead of two topics
_PENALTY = 0.0003  # the best of .001, .0003, .0001 by cross-validation
_STEPS = 100
_NEWTON_STEPS = 30
# A lead is labelled with what it was written for (1.05 topics), a whole article is about more: on
# the marked texts from which one may learn (the open half of ``tests/accuracy``), 1.76.
_TOPICS_OF_AN_ARTICLE = 1.75
_BINS = 10


class Leads(NamedTuple):
    """``shares`` [lead, topic + 1] add up to 1, the last for no news; ``styles`` [lead]."""

    texts: list[str]
    shares: Array
    styles: list[str]

    @property
    def labels(self) -> Array:
        """Which topics each lead is about: [lead, topic], 1 or 0."""
        return (self.shares[:, :-1] > 0).astype(np.float64)


def read_leads() -> Leads:
    """Return the leads in the order of the table."""
    lines = (DATA / "topic-leads.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    shares = np.array([_shares(topics.split()) for topics, _, _ in rows])
    return Leads([text for *_, text in rows], shares, [style for _, style, _ in rows])


def _shares(slugs: list[str]) -> Array:
    classes = [*(topic.slug for topic in topic_definitions()), _NO_NEWS]
    shares = np.zeros(len(classes))
    main, *others = slugs
    shares[classes.index(main)] = _MAIN_SHARE if others else 1
    for slug in others:
        shares[classes.index(slug)] = (1 - _MAIN_SHARE) / len(others)
    return shares


def fit_regression(features: Array, shares: Array) -> Array:
    """Return coefficients [d, class] of a logistic regression, by accelerated gradient steps."""
    step = 1 / (0.5 * np.linalg.norm(features, 2) ** 2 / len(shares) + _PENALTY)
    coefficients = ahead = np.zeros((features.shape[1], shares.shape[1]))
    momentum = 1.0
    for _ in range(_STEPS):
        error = np.exp(log_softmax(features @ ahead)) - shares
        gradient = features.T @ error / len(shares) + _PENALTY * ahead
        updated = ahead - step * gradient
        faster = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        ahead = updated + (momentum - 1) / faster * (updated - coefficients)
        coefficients, momentum = updated, faster
    return coefficients


class Fit(NamedTuple):
    """The fitted model, and the chances [lead, topic] of leads that a regression had not seen."""

    model: TopicModel
    unseen: Array


def fit(leads: Leads) -> Fit:
    """Return the model fitted on all leads, its calibration by cross-validation."""
    centre, features, seeds = _points(leads)
    evidence = unseen_evidence(leads, features, seeds)
    *weights, offset = fit_calibration(evidence, leads.labels)
    calibration = np.array([*weights, offset + _more_topics(leads.labels)])
    model = TopicModel(centre, seeds, fit_regression(features, leads.shares), calibration)
    return Fit(model, logistic(evidence @ np.array(weights) + offset))


def _points(leads: Leads) -> tuple[Array, Array, Array]:
    """Return the centre of the leads that tell news, all leads' features, and the seeds."""
    raw = raw_features(leads.texts)
    centre = raw[leads.labels.any(axis=1)].mean(axis=0)
    seeds = np.array([centred(raw_features([*t.seeds]), centre) for t in topic_definitions()])
    return centre, centred(raw, centre), seeds


def unseen_evidence(leads: Leads, features: Array, seeds: Array) -> Array:
    """Return evidence [lead, topic, 2], each lead's by a regression that saw none of its style.

    By style and not by chance: what comes in is written in ways that no lead has.
    """
    evidence = np.zeros((*leads.labels.shape, 2))
    styles = np.array(leads.styles)
    for style in sorted(set(leads.styles)):
        seen, unseen = styles != style, styles == style
        coefficients = fit_regression(features[seen], leads.shares[seen])
        model = TopicModel(np.zeros(0), seeds, coefficients, np.ones(3))
        evidence[unseen] = model.evidence(features[unseen])
    return evidence


def fit_calibration(evidence: Array, labels: Array) -> Array:
    """Return weights and offset under which the labels are likeliest (Newton's method)."""
    points = np.append(evidence, np.ones((*labels.shape, 1)), axis=-1).reshape(labels.size, -1)
    weights = np.array([0.5, 0.5, -3.0])
    for _ in range(_NEWTON_STEPS):
        chances = logistic(points @ weights)
        curvature = (points.T * (chances * (1 - chances))) @ points
        weights = weights + np.linalg.solve(curvature, points.T @ (labels.ravel() - chances))
    return weights


def _more_topics(labels: Array) -> float:
    """Return by how much an article's log odds of a topic are above those of a lead."""
    counts = labels.sum(axis=1)
    shares = np.array([_TOPICS_OF_AN_ARTICLE, counts[counts > 0].mean()]) / labels.shape[1]
    article, lead = np.log(shares / (1 - shares))
    return float(article - lead)


def reliability(chances: Array, right: Array) -> list[str]:
    """Return a line for each tenth: mean chance, share that was right, of how many."""
    bins = np.minimum((chances * _BINS).astype(int), _BINS - 1)
    return [
        f"{number / _BINS:.1f}  said {chances[inside].mean():.2f}"
        f"  right {right[inside].mean():.2f}  of {inside.sum()}"
        for number in range(_BINS)
        if (inside := bins == number).any()
    ]


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
    """Fit and write; say where, and how reliable the chances are on leads not seen."""
    leads = read_leads()
    model, unseen = fit(leads)
    save(model, TOPIC_WEIGHTS)
    rows = reliability(unseen.ravel(), leads.labels.ravel())
    sys.stdout.write(f"{TOPIC_WEIGHTS.name}: {model.calibration.round(3)}\n")
    sys.stdout.write("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
