"""What open deals may bring: by month, person or team, by category and weighted by their probability."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from quen.insights.measures import MEASURES
from quen.insights.questions import EVER, Question
from quen.insights.reading import ask
from quen.kit.periods import add_months
from quen.kit.rates import rate_on
from quen.kit.workspace import today, workspace
from quen.sales import staging
from quen.sales.models import Deal, Stage

COMMIT, BEST, PIPELINE, OMITTED = Deal.Forecast.values
CATEGORIES = (COMMIT, BEST, PIPELINE)
_BY_STEP = {Stage.Step.CLOSE: COMMIT, Stage.Step.QUOTE: BEST}
_CENT = Decimal("0.01")
LATE, NEVER = "late", ""  # months that have passed, and deals without a day


@dataclass
class Sums:
    """Amounts in the company's currency, by category; omitted deals are not weighted."""

    by_category: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    weighted: Decimal = Decimal(0)

    @property
    def open(self) -> Decimal:
        """Everything that is not left out."""
        return sum((self.by_category[one] for one in CATEGORIES), Decimal(0))


@dataclass(frozen=True)
class Forecast:
    """Sums by what was asked for, those of all, and currencies that have no rate today."""

    rows: dict[str, Sums]
    whole: Sums
    missing: tuple[str, ...]


def category_of(chosen: str, stage_id: int) -> str:
    """A deal's category: as somebody chose, else as its stage's step says: close is commit, quote best case."""
    stage = staging.stage(stage_id)
    usual = _BY_STEP.get(Stage.Step(stage.step), PIPELINE) if stage else PIPELINE
    return chosen or usual


def forecast(user: Any, by: str, month: str = "") -> Forecast:
    """Open deals that the user may see by "due" (months), "owner" or "team"; those of one month ("late" are
    those that have passed) where one is given. Amounts are converted at today's rate."""
    names = tuple(dict.fromkeys(("due", "forecast", "stage", "probability", by)))
    answer = ask(Question(MEASURES["deals.ahead_value"], user, *EVER, names))
    rows: dict[str, Sums] = defaultdict(Sums)
    whole, missing = Sums(), set()
    for group, value in answer.rows:
        told = dict(zip(names, group, strict=True))
        told["due"] = slot_of(told["due"])
        if month and told["due"] != month:
            continue
        amounts = value if isinstance(value, dict) else {}
        for currency, amount in amounts.items():
            worth = _in_base(currency, amount)
            if worth is None:
                missing.add(currency)
            else:
                _add((rows[told[by]], whole), told, worth)
    return Forecast(dict(rows), whole, tuple(sorted(missing)))


def slot_of(month: str) -> str:
    """The line of a month ("2026-11"): its own, that of months that have passed, or none."""
    return LATE if month and month < f"{today():%Y-%m}" else month


def _add(all_sums: Iterable[Sums], told: dict[str, str], worth: Decimal) -> None:
    category = category_of(told["forecast"], int(told["stage"]))
    for sums in all_sums:
        sums.by_category[category] += worth
        if category != OMITTED:
            sums.weighted += worth * int(told["probability"]) / 100


def _in_base(currency: str, amount: Decimal) -> Decimal | None:
    rate = rate_on(currency, workspace().currency, today())
    return None if rate is None else amount * rate


def rounded(amount: Decimal) -> Decimal:
    """To hundredths, half up."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


def won_by_month(user: Any, first: date, last: date) -> dict[str, Decimal]:
    """What was won in each month, at the rate of the day of closing."""
    base = workspace().currency
    answer = ask(Question(MEASURES["deals.won_value"], user, first, last, ("month",), base=base))
    return {
        month: value.get(base, Decimal(0)) if isinstance(value, dict) else Decimal(0)
        for (month,), value in answer.rows
    }


def open_by_age(user: Any) -> list[tuple[int, int, Decimal]]:
    """Open deals that the user may see as (stage, days in it, amount in the company's currency)."""
    now = today()
    answer = ask(
        Question(MEASURES["deals.ahead_aged"], user, add_months(now, -60), now, ("day", "stage"))
    )
    found = []
    for (day, stage), value in answer.rows:
        age = (now - date.fromisoformat(day)).days
        for currency, amount in value.items() if isinstance(value, dict) else ():
            worth = _in_base(currency, amount)
            if worth is not None:
                found.append((int(stage), age, worth))
    return found
