"""What a dashboard shows one colleague: each tile drawn from tallies that all tiles read together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from quen.fields.showing import Words
from quen.insights import showing
from quen.insights.asking import labels_of
from quen.insights.dimensions import dimensions_for
from quen.insights.kpi import MOST_BARS, Page
from quen.insights.measures import MEASURES, Measure, Value
from quen.insights.questions import Answer, Group
from quen.insights.read_once import Read
from quen.insights.spans import Span
from quen.insights.tiles import KINDS, PICTURES, Tile

MOST_PEOPLE = 12
# Columns of the table of colleagues beside the tile's own measure.
BESIDE = (
    "targets.attainment",
    "deals.won_count",
    "deals.win_rate",
    "deals.average_deal",
    "deals.open_value",
)


@dataclass(frozen=True)
class Shown:
    """A tile, ready for the page: a figure, a picture or a table. `lines` tell what is drawn in words."""

    place: int
    kind: str
    width: int
    title: str
    url: str
    stat: dict[str, Any] | None = None
    drawn: SafeString | str = ""
    heads: Sequence[str] = ()
    rows: Sequence[tuple[str, Sequence[tuple[str, str]]]] = ()
    lines: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Board:
    """One colleague's look at tiles over a span."""

    user: Any
    words: Words
    span: Span
    read: Read = field(default_factory=dict)

    def shown(self, tiles: Sequence[Tile]) -> list[Shown]:
        """Those tiles that this colleague may see."""
        found = (self._tile(place, tile) for place, tile in enumerate(tiles))
        return [one for one in found if one is not None]

    def _tile(self, place: int, tile: Tile) -> Shown | None:
        if tile.kind == "picture":
            return self._picture(place, tile)
        known = MEASURES.get(tile.measure)
        if known is None or tile.kind not in KINDS or not known.is_for(self.user):
            return None
        shown = self._page(known)
        by = {"by": tile.by} if tile.kind == "bars" else {}
        url = self._url("insights:measure", known.key, **by)
        facts = getattr(self, f"_{tile.kind}")(shown, tile)
        title = self._title(known, tile)
        return None if facts is None else Shown(place, tile.kind, tile.width, title, url, **facts)

    def _title(self, known: Measure, tile: Tile) -> str:
        if tile.kind == "bars":
            return f"{known.label} · {self._page(known).dimension(tile.by).label}"
        if tile.kind == "people":
            return f"{KINDS['people']} · {known.label}"
        return str(known.label)

    def _page(self, known: Measure) -> Page:
        return Page(known, self.user, self.words, self.span, self.read)

    def _picture(self, place: int, tile: Tile) -> Shown | None:
        known = PICTURES.get(tile.measure)
        if known is None or not self.user.can(known.needs):
            return None
        drawn = known.draw(self.user, self.words, self.span)
        return Shown(
            place, "picture", tile.width, str(known.label), self._url(known.route), drawn=drawn
        )

    def _url(self, route: str, *args: str, **more: str) -> str:
        """A page for the days of the board."""
        return f"{reverse(route, args=args)}?{urlencode({**self.span.asked, **more})}"

    def _figure(self, shown: Page, tile: Tile) -> dict[str, Any]:
        return {"stat": shown.tile()}

    def _trend(self, shown: Page, tile: Tile) -> dict[str, Any] | None:
        if shown.measure.is_now:
            return None
        drawn, lines = shown.trend()
        return {"drawn": drawn, "lines": [(line.label, line.value) for line in lines]}

    def _bars(self, shown: Page, tile: Tile) -> dict[str, Any]:
        bars, lines = shown.broken_by(shown.dimension(tile.by))
        told = [(line.label, line.value) for line in lines[:MOST_BARS]]
        return {"drawn": bars if lines else "", "lines": told}

    def _people(self, shown: Page, tile: Tile) -> dict[str, Any] | None:
        if "owner" not in [d.key for d in dimensions_for(shown.measure, self.user)]:
            return None
        asked, answer = shown.ask(self.span, "owner")
        first = replace(answer, rows=answer.rows[:MOST_PEOPLE])
        columns = [(shown.measure, dict(first.rows)), *self._beside(shown.measure, first)]
        rows = [
            (label, [(str(m.label), self._cell(m, told.get(group))) for m, told in columns])
            for (group, _value), (label,) in zip(first.rows, labels_of(asked, first), strict=True)
        ]
        return {"heads": [str(m.label) for m, _told in columns], "rows": rows}

    def _beside(
        self, named: Measure, first: Answer
    ) -> Iterator[tuple[Measure, dict[Group, Value]]]:
        """What else is told of the colleagues whom an answer names."""
        owners = frozenset(group[0] for group, _value in first.rows)
        for known in (MEASURES[key] for key in BESIDE if key in MEASURES and key != named.key):
            if known.is_for(self.user):
                _asked, answer = self._page(known).ask(self.span, "owner", owners=owners)
                yield known, dict(answer.rows)

    def _cell(self, known: Measure, value: Any) -> str:
        return showing.short(known, value, self.words.language)[0]
