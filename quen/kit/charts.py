"""Bar charts as SVG made on the server: no script, and they follow the theme."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, LEFT, TOP, BOTTOM = 640, 62, 10, 26
_FUNNEL = 400.0  # how wide its widest step is
_DESK, _PHONE = 6.4, 11.0  # how wide a letter of a label is (chart.css)


@dataclass(frozen=True)
class Series:
    """Values of one colour (1 to 6), one for each label of the chart; none may be below zero."""

    name: str
    values: Sequence[float]
    colour: int = 1


def columns(
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    show: Callable[[float], str],
    target: Sequence[float] = (),
    height: int = 230,
) -> SafeString:
    """Stacked upright bars with grid lines; `show` writes a value for people, `target` is a dashed line."""
    totals = [sum(s.values[i] for s in series) for i in range(len(labels))]
    top, step = _scale(max([*totals, *target, 0]))
    plot = height - TOP - BOTTOM
    slot = (WIDTH - LEFT) / max(len(labels), 1)
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}</svg>',
        WIDTH,
        height,
        _spoken(title, labels, [show(t) for t in totals]),
        _grid(top, step, plot, show),
        format_html_join(
            "",
            "{}",
            ((_stack(i, series, slot, plot, top, show, labels),) for i in range(len(labels))),
        ),
        _target(target, slot, plot, top),
        _below(labels, slot, height),
    )


def bars(title: str, rows: Sequence[tuple[str, float, str]], *, colour: int = 3) -> SafeString:
    """Level bars, one for each (label, value, value in words); nothing for an empty list. Rows of text, so that
    many and long labels can be read on any screen."""
    most = max((value for _, value, _ in rows), default=0) or 1
    return format_html(
        '<ol class="bars" aria-label="{}">{}</ol>',
        title,
        format_html_join(
            "",
            '<li class="bars__row"><span class="bars__label" title="{}">{}</span>'
            '<svg class="bars__bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
            '<rect class="chart__{}" width="{}" height="10"/></svg>'
            '<span class="bars__value">{}</span></li>',
            (
                (label, label, colour, _n(max(value, 0) / most * 100), words)
                for label, value, words in rows
            ),
        ),
    )


def funnel(title: str, rows: Sequence[tuple[str, float, str]], *, row: int = 58) -> SafeString:
    """Steps that narrow downwards, one for each (label, value, value in words), the widest on top."""
    most = max((value for _, value, _ in rows), default=0) or 1
    wide = [max(value / most, 0.02) * _FUNNEL for _, value, _ in rows]
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        WIDTH,
        max(len(rows) * row, 1),
        _spoken(title, [r[0] for r in rows], [r[2] for r in rows]),
        format_html_join(
            "",
            '<polygon class="chart__{}" points="{}"/>'
            '<text class="chart__value" x="{}" y="{}">{}</text>'
            '<text class="chart__label" x="{}" y="{}">{}</text>',
            (
                (
                    1 if n == len(rows) - 1 else 2,
                    _slice(wide[n], wide[min(n + 1, len(rows) - 1)], n * row, row - 4),
                    _FUNNEL + 24,
                    n * row + row // 2 - 9,
                    label,
                    _FUNNEL + 24,
                    n * row + row // 2 + 14,
                    words,
                )
                for n, (label, _value, words) in enumerate(rows)
            ),
        ),
    )


def _slice(top: float, bottom: float, y: int, tall: int) -> str:
    middle = _FUNNEL / 2
    corners = (
        (middle - top / 2, y),
        (middle + top / 2, y),
        (middle + bottom / 2, y + tall),
        (middle - bottom / 2, y + tall),
    )
    return " ".join(f"{_n(x)},{_n(at)}" for x, at in corners)


def _stack(
    index: int,
    series: Sequence[Series],
    slot: float,
    plot: float,
    top: float,
    show: Callable[[float], str],
    labels: Sequence[str],
) -> SafeString:
    width = min(slot * 0.42, 26)
    x = LEFT + slot * index + (slot - width) / 2
    below, parts = 0.0, []
    for one in series:
        tall = one.values[index] / top * plot
        if tall > 0:
            y = TOP + plot - below - tall
            parts.append(
                (
                    one.colour,
                    _n(x),
                    _n(y),
                    _n(width),
                    _n(max(tall - 0.8, 0.5)),
                    labels[index],
                    one.name,
                    show(one.values[index]),
                )
            )
        below += tall
    return format_html_join(
        "",
        '<rect class="chart__{}" x="{}" y="{}" width="{}" height="{}" rx="2.5"><title>{} · {}: {}</title></rect>',
        parts,
    )


def _grid(top: float, step: float, plot: float, show: Callable[[float], str]) -> SafeString:
    marks = [step * i for i in range(round(top / step) + 1)]
    return format_html_join(
        "",
        '<path class="chart__grid" d="M{} {}H{}"/>'
        '<text class="chart__label" x="{}" y="{}" text-anchor="end">{}</text>',
        (
            (LEFT, _n(y), WIDTH, LEFT - 8, _n(y + 4), show(mark))
            for mark in marks
            for y in (TOP + plot - mark / top * plot,)
        ),
    )


def _target(target: Sequence[float], slot: float, plot: float, top: float) -> SafeString:
    points = " ".join(
        f"{_n(LEFT + slot * i + slot / 2)},{_n(TOP + plot - value / top * plot)}"
        for i, value in enumerate(target)
    )
    return (
        format_html('<polyline class="chart__target" points="{}"/>', points)
        if points
        else SafeString("")
    )


def _below(labels: Sequence[str], slot: float, height: int) -> SafeString:
    """As many labels as find room, the last one among them; on phones, where letters are larger, fewer."""
    longest, last = max(map(len, labels), default=0), len(labels) - 1
    desk, phone = (math.ceil(longest * wide / slot) or 1 for wide in (_DESK, _PHONE))
    phone = math.ceil(phone / desk) * desk
    return format_html_join(
        "",
        '<text class="chart__label{}" x="{}" y="{}" text-anchor="middle">{}</text>',
        (
            ("" if (last - i) % phone == 0 else " chart__label--desk",
             _n(LEFT + slot * i + slot / 2), height - 8, label)
            for i, label in enumerate(labels)
            if (last - i) % desk == 0
        ),
    )  # fmt: skip


def _scale(most: float) -> tuple[float, float]:
    """The top of the axis and the step between its marks: 1, 2, 2.5 or 5 times a power of ten."""
    if most <= 0:
        return 1.0, 1.0
    rough = most / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough)
    return step * math.ceil(most / step), step


def _spoken(title: str, labels: Sequence[str], values: Sequence[str]) -> str:
    return f"{title}. " + "; ".join(f"{a}: {b}" for a, b in zip(labels, values, strict=True))


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
