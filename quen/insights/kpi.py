"""What the page of a measure shows: the figure with its comparisons, its trend, what it is broken by."""

from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from quen.fields.showing import Words
from quen.insights import showing
from quen.insights.asking import labels_of, question_of
from quen.insights.dimensions import Dimension, as_they_are, dimension_of, dimensions_for
from quen.insights.drilling import records_url
from quen.insights.measures import Measure, Value
from quen.insights.questions import Answer, Question
from quen.insights.reaching import reach_of, stat_of
from quen.insights.read_once import Read
from quen.insights.reading import ask, size_of
from quen.insights.spans import MOST_SLOTS, SLOTS, Span, bounds_of, slots_of
from quen.insights.targets import line_of
from quen.kit import charts, days

MOST_BARS = 10
MOST_LINES = 200  # until the whole table is asked for
MONTHS = Dimension("month", SLOTS["month"], "", as_they_are)


@dataclass(frozen=True)
class Line:
    """A line of a table: its label, the value in full, the records behind, and its size for a chart."""

    label: str
    value: str
    url: str
    size: float
    words: str


@dataclass(frozen=True)
class Page:
    """What one colleague sees of a measure for a span; in the currency `base` where one is given."""

    measure: Measure
    user: Any
    words: Words
    span: Span
    read: Read = field(default_factory=dict)
    base: str = ""

    def ask(
        self, span: Span, *by: str, owners: frozenset[str] = frozenset()
    ) -> tuple[Question, Answer]:
        """The measure over a span; of some colleagues alone where they are named and it can be narrowed so."""
        days = span.first, span.last
        asked = question_of(self.measure, self.user, *days, by, read=self.read, base=self.base)
        if owners and (not self.measure.told or "owner" in self.measure.narrows):
            asked = replace(asked, where={**asked.where, "owner": owners})
        return asked, ask(asked)

    def figures(self) -> list[dict[str, Any]]:
        """The value, then the one of the period before and the one a year ago with what has changed."""
        now = self.ask(self.span)[1].total
        told = [
            self._tile(_("Now") if self.measure.is_now else self.dates(self.span), now, self.span)
        ]
        if self.measure.is_now:
            return told
        told[0] |= self._target()
        others = {_("The period before"): self.span.passed.before}
        if self.span.passed.year_ago != self.span.passed.before:
            others[_("A year ago")] = self.span.passed.year_ago
        for label, other in others.items():
            then = self.ask(other)[1].total
            told.append(self._tile(f"{label}, {self.dates(other)}", then, other))
            moved = showing.change(self.measure, now, then, self.words.language)
            if moved and "change" not in told[0]:
                told[0] |= {**moved, "change": _("%s against the period before") % moved["change"]}
        return told

    def tile(self) -> dict[str, Any]:
        """The value as a tile that leads to the measure's page, with what has changed."""
        now = self.ask(self.span)[1].total
        first, *more = showing.short(self.measure, now, self.words.language)
        url = f"{reverse('insights:measure', args=[self.measure.key])}?{urlencode(self.span.asked)}"
        told = {"label": self.measure.label, "value": first, "more": " · ".join(more), "url": url}
        if self.measure.is_now:
            return told
        then = self.ask(self.span.passed.before)[1].total
        moved = showing.change(self.measure, now, then, self.words.language)
        if moved:
            moved["change"] = _("%s against the period before") % moved["change"]
        return told | moved | self._target()

    def _target(self) -> dict[str, str]:
        """What the figure says of its target."""
        reach = reach_of(self.measure, self.user, self.span, self.read)
        return stat_of(reach, self.measure, self.words)

    def _tile(self, label: str, value: Value, span: Span) -> dict[str, Any]:
        first, *more = showing.short(self.measure, value, self.words.language)
        url = records_url(self.measure, span.first, span.last)
        return {"label": label, "value": first, "more": " · ".join(more), "url": url}

    def dates(self, span: Span) -> str:
        """The days of a span in the reader's way."""
        return showing.dates(span, self.words)

    def trend(self) -> tuple[SafeString, list[Line]]:
        """A column for each slot, and the same as a table."""
        if (span := fitting(self.measure, self.span)) != self.span:
            return replace(self, span=span).trend()
        _asked, answer = self.ask(self.span, self.span.each)
        known = {group[0]: value for group, value in answer.rows}
        currency = self._currency(answer.total)
        lines = []
        for key, label in self._slots():
            first, last = bounds_of(key, self.span)
            value = known.get(key)
            url = records_url(self.measure, first, last) if key in known else ""
            lines.append(self._line(self._slot(key, label), value, url, currency))
        labels = [label for _key, label in self._slots()]
        return self._columns(labels, lines), lines

    def _slots(self) -> list[tuple[str, str]]:
        """As they are asked for: of a shared board by its sharer's weeks, whoever reads it."""
        return slots_of(self.span, self.user.language)

    def _slot(self, key: str, label: str) -> str:
        if self.span.each == "hour":
            return f"{label}:00"
        if self.span.each in ("day", "week"):
            first = bounds_of(key, self.span)[0]
            return days.shown_day(first, self.words.language, self.words.showing.era)
        if self.span.each == "month":
            return f"{bounds_of(key, self.span)[0]:%m/%Y}"
        return label

    def _columns(self, labels: list[str], lines: list[Line]) -> SafeString:
        series = charts.Series(str(self.measure.label), [line.size for line in lines])
        show = showing.axis(self.measure, self.words.language)
        every = -(-len(labels) // 12) if self.span.each != "week" else -(-len(labels) // 7)
        shown = [label if n % every == 0 else "" for n, label in enumerate(labels)]
        days = (bounds_of(key, self.span) for key, _label in self._slots())
        line = [] if self.span.each == "hour" else line_of(self.measure, self.user, days)
        return charts.columns(str(self.measure.label), shown, [series], show=show, target=line)

    def broken_by(self, known: Dimension) -> tuple[SafeString, list[Line]]:
        """The greatest as bars, and all as a table."""
        asked, answer = self.ask(self.span, known.key)
        currency = self._currency(answer.total)
        lines = []
        for (group, value), (label,) in zip(answer.rows, labels_of(asked, answer), strict=True):
            shown, url = self._group(known, group[0], label)
            lines.append(self._line(shown, value, url, currency))
        most = MOST_SLOTS if known is MONTHS else MOST_BARS
        rows = [(line.label, line.size, line.words) for line in lines[:most]]
        return charts.bars(str(self.measure.label), rows), lines

    def _group(self, known: Dimension, value: str, label: str) -> tuple[str, str]:
        """A group's words, and the address of its records."""
        if known is MONTHS:
            first, last = bounds_of(value, self.span)
            return f"{value[5:]}/{value[:4]}", records_url(self.measure, first, last)
        days = self.span.first, self.span.last
        return label, records_url(self.measure, *days, {known.key: value})

    def _line(self, label: str, value: Value, url: str, currency: str) -> Line:
        words = showing.full(self.measure, value, self.words.language)
        if isinstance(value, dict):
            value = {c: n for c, n in value.items() if c == currency}
        short = showing.short(self.measure, value, self.words.language)[0]
        return Line(label, words, url, size_of(value), short)

    def _currency(self, total: Value) -> str:
        """The currency that charts show: amounts of several are not added."""
        return showing.parts_of(total)[0][0] if isinstance(total, dict) and total else ""

    def note(self) -> str:
        """What a chart leaves out."""
        total = self.ask(self.span)[1].total
        if not isinstance(total, dict) or len(total) < 2:
            return ""
        return _("The charts show %s; the tables show every currency.") % self._currency(total)

    def notes(self) -> list[str]:
        """What else is to be said of the figure, in words."""
        asked = self.ask(self.span)[0]
        return list(self.measure.notes(asked)) if self.measure.notes else []

    def conversion(self) -> dict[str, str]:
        """In words which currencies were converted, and which have no rate for some of their days."""
        total = self.ask(self.span)[1].total
        if not self.base or not isinstance(total, dict):
            return {}
        apart = replace(self, base="", read={}).ask(self.span)[1].total
        known = apart if isinstance(apart, dict) else {}
        others = sorted(c for c in known if c != self.base and total.get(c) != known[c])
        missing = sorted(set(total) - {self.base})
        told = {"currencies": ", ".join(others), "base": self.base, "missing": ", ".join(missing)}
        at = _("today") if self.measure.is_now else str(self.measure.counts_by).lower()
        return {**told, "at": at} if others or missing else {}

    def dimension(self, asked: str) -> Dimension:
        """What it is broken by: as asked, else its usual one."""
        known = {one.key: one for one in self.ways()}
        usual = known.get(self.measure.first_by) or next(iter(known.values()))
        return known.get(asked) or usual

    def ways(self) -> list[Dimension]:
        """All that it can be broken by, with the months of a period."""
        own = dimensions_for(self.measure, self.user)
        return own if self.measure.is_now else [*own, MONTHS]


def fitting(measure: Measure, span: Span) -> Span:
    """The span in slots that the measure can be told by."""
    order = list(SLOTS)
    fine = order.index(span.each) < order.index(measure.finest)
    return replace(span, each=measure.finest) if fine else span


def slot_names(each: list[str], chosen: str) -> list[tuple[str, str, bool]]:
    """Slots as choices."""
    return [(key, str(SLOTS[key]), key == chosen) for key in each]


def table_of(asked: Question, language: str) -> tuple[list[str], list[list[str]]]:
    """Heads and rows of a file: labels, then a line for each currency with the plain number."""
    answer = ask(asked)
    heads = [_head(asked.measure, key) for key in asked.by]
    rows = [
        [*labels, _plain(number), currency]
        for (_group, value), labels in zip(answer.rows, labels_of(asked, answer), strict=True)
        for currency, number in showing.parts_of(value)
    ]
    return [*heads, str(asked.measure.label), _("Currency")], rows


def _head(measure: Measure, key: str) -> str:
    return str(SLOTS[key]) if key in SLOTS else str(dimension_of(measure.type, key).label)


def _plain(number: Any) -> str:
    return "" if number is None else str(number)
