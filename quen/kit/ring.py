"""The five-stage loop as a living ring: counts, the rate to the next stage, a link for each stage."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

LOOP = ("reach", "acquire", "convert", "retain", "loyal")

WIDTH, HEIGHT, RADIUS = 620, 380, 112
_GAP = 5.0  # degrees left open between two arcs


@dataclass(frozen=True)
class LoopStage:
    """One fifth of the ring, in finished words; `rate` says what share goes on, and to what, `change` how that
    has moved, which is good or bad (`tone`)."""

    label: str
    count: str
    rate: str
    url: str
    change: str = ""
    tone: str = ""


def ring(stages: Sequence[LoopStage], middle: Sequence[str] = ()) -> SafeString:
    """SVG of the loop, reach on top, clockwise. Raises ValueError unless there are five stages."""
    if len(stages) != len(LOOP):
        raise ValueError(f"the loop has five stages, not {len(stages)}")
    told = "; ".join(map(_words, stages))
    return format_html(
        '<svg class="ring" viewBox="0 0 {} {}" role="group" aria-label="{}"><desc>{}</desc>{}{}</svg>',
        WIDTH,
        HEIGHT,
        _("Customer loop"),
        told,
        format_html_join("", "{}", ((_stage(i, s),) for i, s in enumerate(stages))),
        _middle(middle),
    )


def _words(stage: LoopStage) -> str:
    return f"{stage.label}: {stage.count}, {stage.rate} {stage.change}".rstrip()


def _stage(index: int, stage: LoopStage) -> SafeString:
    turn = -90 + 72 * index
    start, end = turn - 36 + _GAP / 2, turn + 36 - _GAP / 2
    right = math.cos(math.radians(turn)) > 0.05
    top = index == 0
    x, y = _point(turn, RADIUS + 44)
    words_x = WIDTH / 2 - 62 if top else x + (26 if right else -26)
    words_y = 20.0 if top else y - 20
    anchor = "start" if right else "end"
    return format_html(
        '<a class="ring__stage" href="{}" aria-label="{}">'
        '<path class="ring__arc ring__{}" d="{}"/><path class="ring__line ring__{}" d="{}"/>'
        '<text text-anchor="{}" aria-hidden="true">'
        '<tspan class="ring__name" x="{}" y="{}">{}</tspan>'
        '<tspan class="ring__count" x="{}" dy="1.15em">{}</tspan>'
        '<tspan class="ring__rate" x="{}" dy="1.45em">{}</tspan>'
        '<tspan class="ring__rate ring__rate--{}" x="{}" dy="1.35em">{}</tspan></text></a>',
        stage.url,
        _words(stage),
        LOOP[index],
        _arc(start, end),
        LOOP[index],
        _leader(turn, top, right),
        anchor,
        _n(words_x),
        _n(words_y),
        stage.label,
        _n(words_x),
        stage.count,
        _n(words_x),
        stage.rate,
        stage.tone or "even",
        _n(words_x),
        stage.change,
    )


def _leader(turn: float, top: bool, right: bool) -> str:
    near_x, near_y = _point(turn, RADIUS + 18)
    if top:
        return f"M{_n(near_x)} {_n(near_y)}V36H{_n(WIDTH / 2 - 54)}"
    far_x, far_y = _point(turn, RADIUS + 44)
    return f"M{_n(near_x)} {_n(near_y)}L{_n(far_x)} {_n(far_y)}h{20 if right else -20}"


def _middle(lines: Sequence[str]) -> SafeString:
    top = HEIGHT / 2 + 16 - 9 * (len(lines) - 1)
    return format_html(
        '<text class="ring__middle" text-anchor="middle">{}</text>',
        format_html_join(
            "",
            '<tspan x="{}" y="{}">{}</tspan>',
            ((_n(WIDTH / 2), _n(top + 19 * i), line) for i, line in enumerate(lines)),
        ),
    )


def _arc(start: float, end: float) -> str:
    (x1, y1), (x2, y2) = _point(start, RADIUS), _point(end, RADIUS)
    return f"M{_n(x1)} {_n(y1)}A{RADIUS} {RADIUS} 0 0 1 {_n(x2)} {_n(y2)}"


def _point(degrees: float, radius: float) -> tuple[float, float]:
    angle = math.radians(degrees)
    return WIDTH / 2 + radius * math.cos(angle), HEIGHT / 2 + 14 + radius * math.sin(angle)


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
