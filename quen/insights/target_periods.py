"""The periods that targets are set for: months, and the quarters and years of the company's fiscal year."""

from dataclasses import dataclass
from datetime import date, timedelta

from quen.kit.periods import add_months, month_start
from quen.kit.workspace import workspace

MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Period:
    """A month, quarter or year by its first day."""

    unit: str
    first: date

    @property
    def last(self) -> date:
        """Its last day."""
        return add_months(self.first, MONTHS[self.unit]) - timedelta(days=1)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def moved(self, by: int) -> "Period":
        """The period so many later, or earlier."""
        return Period(self.unit, add_months(self.first, by * MONTHS[self.unit]))


def period_of(unit: str, day: date) -> Period:
    """The period of a unit that holds a day."""
    start = month_start(day)
    passed = (start.month - workspace().fiscal_month) % 12 % MONTHS[unit]
    return Period(unit, add_months(start, -passed))
