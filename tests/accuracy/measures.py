"""The arithmetic of the gates."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import NamedTuple


class Score(NamedTuple):
    """Precision, recall and their harmonic mean, 0 to 1; ``of`` is how many there were to find."""

    precision: float
    recall: float
    of: int

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def compared(found: Collection[Hashable], wanted: Collection[Hashable]) -> Score:
    """Return how well a set of things was found."""
    right = len(set(found) & set(wanted))
    return Score(right / len(found) if found else 1.0, right / len(wanted), len(wanted))


def b_cubed(found: Mapping[Hashable, Hashable], wanted: Mapping[Hashable, Hashable]) -> Score:
    """Return how well things were grouped (Bagga and Baldwin 1998): item → its group, twice.

    Only items that both know count.
    """
    items = [item for item in wanted if item in found]
    precision = recall = 0.0
    for one in items:
        together = {item for item in items if found[item] == found[one]}
        belong = {item for item in items if wanted[item] == wanted[one]}
        right = len(together & belong)
        precision += right / len(together)
        recall += right / len(belong)
    number = len(items)
    return Score(precision / number, recall / number, number)


def auc(higher: Sequence[float], lower: Sequence[float]) -> float:
    """Return how often one of ``higher`` is above one of ``lower``; a tie counts half."""
    below = sorted(lower)
    wins = sum((bisect_left(below, one) + bisect_right(below, one)) / 2 for one in higher)
    return wins / (len(higher) * len(lower))


def share(right: Collection[bool]) -> float:
    """Return the share of True."""
    return sum(right) / len(right)
