"""The Fellegi-Sunter model: how probable it is that two records mean the same, given where they agree.

Fellegi and Sunter, "A Theory for Record Linkage", Journal of the American Statistical Association 64
(1969). For each field and level of agreement g,

    m(g) = P(g | the same)        u(g) = P(g | not the same)

and the posterior odds of a pair are prior odds × Π m(g)/u(g); a missing value contributes 1. As in the
documentation of Splink (moj-analytical-services.github.io/splink, "The Fellegi-Sunter model" and
"Term frequency adjustments"): u comes from random pairs, m by expectation maximisation within each
blocking pass, without the fields that the pass itself looks at, and an agreement on a rare value weighs
more than one on a common value. Winkler, "Using the EM Algorithm for Weight Computation in the
Fellegi-Sunter Model of Record Linkage" (1988).
"""

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from math import exp, log

from quen.people.duplicates.blocking import Pass, Prepared, pairs
from quen.people.duplicates.kinds import MISSING, compared
from quen.people.duplicates.specs import Spec

RANDOM_PAIRS = 200_000
MOST_FITTED = 60_000
ROUNDS, STEADY = 60, 1e-5
LEAST = 1e-7
Levels = tuple[int, ...]


@dataclass
class Model:
    """`m` and `u` by field and level, the prior that two random records are the same, and how often
    each value occurs. Plain numbers, so that it can be kept as JSON."""

    m: list[list[float]]
    u: list[list[float]]
    prior: float
    size: int
    terms: list[dict[str, float]] = field(default_factory=list)

    def weight(self, spec: Spec, levels: Levels, one: Prepared, other: Prepared) -> float:
        """The log odds that a pair is the same."""
        total = log(self.prior) - log(1 - self.prior)
        for at, (kind, level) in enumerate(zip(spec.kinds, levels, strict=True)):
            if level != MISSING:
                total += log(self.m[at][level]) - log(self.u[at][level])
                if level >= kind.rare_from and kind.term:
                    total += self._rarity(
                        at, kind.rare_from, kind.term(one[at]), kind.term(other[at])
                    )
        return total

    def _rarity(self, at: int, rare_from: int, one: str, other: str) -> float:
        """log(u on average / how often this value occurs): above 0 for rare values, below for common."""
        often = max(self.terms[at].get(one, 0.0), self.terms[at].get(other, 0.0), 1 / self.size)
        average = sum(self.u[at][rare_from:])
        return log(average) - log(often)

    def probability(self, spec: Spec, levels: Levels, one: Prepared, other: Prepared) -> float:
        """How probable it is that the pair is the same, from 0 to 1."""
        return certain(self.weight(spec, levels, one, other))


def certain(weight: float) -> float:
    """Log odds as a probability."""
    return 1 / (1 + exp(-weight)) if weight > -700 else 0.0


def fit(records: Sequence[Prepared], spec: Spec, seed: int = 1) -> Model:
    """Fit a model to these records without knowing which of them are the same."""
    kinds = spec.kinds
    terms = [_frequencies(records, at) if kind.term else {} for at, kind in enumerate(kinds)]
    u = _by_chance(records, spec, terms, seed)
    m = [_begin(kind.levels) for kind in kinds]
    model = Model(m, u, 1 / max(len(records), 2), len(records), terms)
    found: list[list[tuple[float, list[float]]]] = [[] for _kind in kinds]
    for one in spec.passes:
        for at, told in _session(records, spec, one, model).items():
            found[at].append(told)
    model.m = [
        _at_least(kind.least, _averaged(told, start))
        for kind, told, start in zip(kinds, found, m, strict=True)
    ]
    return model


def _at_least(least: float, m: list[float]) -> list[float]:
    """Where few records are double, expectation maximisation may take colleagues of one firm for the
    same people: what identifies somebody agrees in at least this share of true pairs."""
    rest = 1 - m[-1]
    if m[-1] >= least or rest <= 0:
        return m
    return [one * (1 - least) / rest for one in m[:-1]] + [least]


def _frequencies(records: Sequence[Prepared], at: int) -> dict[str, float]:
    """How often each value occurs among records that have one; only values that several have."""
    kind_of = [record[at] for record in records if record[at] is not None]
    counted = Counter(getattr(value, "ordered", value) for value in kind_of)
    return {term: n / len(kind_of) for term, n in counted.items() if n > 1}


def _by_chance(
    records: Sequence[Prepared], spec: Spec, terms: Sequence[Mapping[str, float]], seed: int
) -> list[list[float]]:
    """u: how often random pairs agree, each level smoothed so that none is impossible."""
    dice, kinds, size = random.Random(seed), spec.kinds, len(records)  # noqa: S311 - no secret
    counts = [[0.05] * kind.levels for kind in kinds]
    for _n in range(min(RANDOM_PAIRS, size * size)):
        one, other = dice.randrange(size), dice.randrange(size)
        if one != other:
            for at, level in enumerate(compared(kinds, records[one], records[other])):
                if level != MISSING:
                    counts[at][level] += 1
    return [[n / sum(held) for n in held] for held in counts]


def _begin(levels: int) -> list[float]:
    """Where expectation maximisation starts: the same records mostly agree."""
    rest = [0.1 * 2.0**n for n in range(levels - 1)]
    scale = 0.3 / sum(rest)
    return [n * scale for n in rest] + [0.7]


def _session(
    records: Sequence[Prepared], spec: Spec, one: Pass, model: Model
) -> dict[int, tuple[float, list[float]]]:
    """Expectation maximisation over the pairs of one pass; gives m of the fields it does not look at,
    each with the number of matches it was learnt from."""
    seen = set(islice(pairs(records, one, spec.sort), MOST_FITTED))
    counted = Counter(compared(spec.kinds, records[a], records[b]) for a, b in seen)
    fields = [at for at in range(len(spec.fields)) if at not in one.uses]
    m = {at: list(model.m[at]) for at in fields}
    share, total = 0.2, sum(counted.values())
    for _round in range(ROUNDS if total else 0):
        same = {levels: _posterior(levels, m, model.u, share) for levels in counted}
        matches = sum(same[levels] * n for levels, n in counted.items())
        was, share = share, min(max(matches / total, 1e-6), 1 - 1e-6)
        m = {at: _expected(at, len(m[at]), counted, same) for at in fields}
        if abs(was - share) < STEADY:
            break
    return {at: (share * total, m[at]) for at in fields} if total else {}


def _posterior(
    levels: Levels, m: Mapping[int, Sequence[float]], u: Sequence[Sequence[float]], share: float
) -> float:
    odds = share / (1 - share)
    for at, held in m.items():
        if levels[at] != MISSING:
            odds *= held[levels[at]] / u[at][levels[at]]
    return odds / (1 + odds)


def _expected(
    at: int, levels: int, counted: Mapping[Levels, int], same: Mapping[Levels, float]
) -> list[float]:
    sums = [0.01] * levels
    for told, n in counted.items():
        if told[at] != MISSING:
            sums[told[at]] += same[told] * n
    total = sum(sums)
    return [max(one / total, LEAST) for one in sums]


def _averaged(told: Sequence[tuple[float, list[float]]], start: list[float]) -> list[float]:
    """m over all sessions, weighed by how many matches each learnt from."""
    total = sum(matches for matches, _m in told)
    if total < 1:
        return start
    levels = range(len(start))
    return [max(sum(n * m[at] for n, m in told) / total, LEAST) for at in levels]


def settle_prior(model: Model, weights: Iterable[float]) -> Model:
    """Set the prior so that as many pairs are the same as the posteriors add up to.

    `weights` are log odds of all blocked pairs under the model's present prior; pairs outside the
    blocks count as not the same.
    """
    held = list(weights)
    possible = model.size * (model.size - 1) / 2
    before = log(model.prior) - log(1 - model.prior)
    now = before
    for _round in range(ROUNDS):
        expected = sum(certain(one - before + now) for one in held)
        prior = min(max(expected / possible, 0.5 / possible), 0.5)
        then = log(prior) - log(1 - prior)
        if abs(then - now) < STEADY:
            break
        now = then
    model.prior = 1 / (1 + exp(-now))
    return model
