"""Looking for pairs in prepared records: block, compare, fit, score."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from quen.people.duplicates.blocking import Prepared, pairs
from quen.people.duplicates.fitting import Levels, Model, certain, fit, settle_prior
from quen.people.duplicates.kinds import compared
from quen.people.duplicates.specs import Spec

LIKELY = 0.5


@dataclass(frozen=True)
class Found:
    """Two positions, how probable it is that they are the same, and where they agree."""

    one: int
    other: int
    probability: float
    levels: Levels


def candidates(records: Sequence[Prepared], spec: Spec) -> set[tuple[int, int]]:
    """Every pair that any pass brings together."""
    found: set[tuple[int, int]] = set()
    for one in spec.passes:
        found.update(pairs(records, one, spec.sort))
    return found


def search(records: Sequence[Prepared], spec: Spec, model: Model | None = None) -> list[Found]:
    """Pairs that are more likely the same than not, the most certain first."""
    if len(records) < 2:
        return []
    fitted = model or fit(records, spec)
    kinds = spec.kinds
    told = [(a, b, compared(kinds, records[a], records[b])) for a, b in candidates(records, spec)]
    weights = [fitted.weight(spec, levels, records[a], records[b]) for a, b, levels in told]
    if model is None:
        before = log(fitted.prior) - log(1 - fitted.prior)
        settle_prior(fitted, weights)
        shift = log(fitted.prior) - log(1 - fitted.prior) - before
        weights = [weight + shift for weight in weights]
    found = [
        Found(a, b, certain(weight), levels)
        for (a, b, levels), weight in zip(told, weights, strict=True)
        if weight > 0
    ]
    return sorted(found, key=lambda one: (-one.probability, one.one, one.other))
