"""The board as its templates show it: columns, cards, lanes, totals, and where its buttons lead."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from quen.fields.showing import Words
from quen.fields.views.lists import Asked, chips
from quen.insights.showing import number
from quen.kit import money
from quen.sales import board as figures
from quen.sales import staging
from quen.sales.models import Pipeline, Stage
from quen.sales.requirements import asks_anything, required
from quen.sales.rotting import rots

NO_NEXT_STEP = {"field": "next_step_at", "op": "empty"}
LEFT_ALONE = {"field": "rotting", "op": "is", "value": True}
MINE = {"field": "owner_id", "op": "is", "value": "me"}


@dataclass(frozen=True)
class Shown:
    """What a board shows: a pipeline, under a filter, in lanes or not."""

    asked: Asked
    pipeline: Pipeline
    lanes: bool = False

    def url(self, route: str = "sales:board", **changes: Any) -> str:
        """The board's address with some of it changed; `rule` of None means no filter."""
        rule = changes.get("rule", self.asked.rule)
        first = staging.pipelines()[0].pk
        pipeline = changes.get("pipeline", self.pipeline.pk)
        facts = {
            "pipeline": str(pipeline) if pipeline != first else "",
            "filter": json.dumps(rule, ensure_ascii=False) if rule else "",
            "lanes": "owner" if changes.get("lanes", self.lanes) else "",
        }
        kept = {key: value for key, value in facts.items() if value}
        return f"{reverse(route)}?{urlencode(kept)}" if kept else reverse(route)

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The conditions that must all hold."""
        rule = self.asked.rule
        return list(rule.get("all", [rule])) if rule else []

    @property
    def open_stages(self) -> list[Stage]:
        return [s for s in staging.stages(self.pipeline.pk) if s.kind == Stage.Kind.OPEN]


def bar(shown: Shown, words: Words) -> dict[str, Any]:
    """What stands above the board: its filter, what is often asked, its pipelines, its lanes."""
    query = shown.asked.link().partition("?")[2]
    told = chips(shown.asked, words)
    return {
        "chips": [
            {**chip, "remove_url": shown.url(rule=_without(shown, n))}
            for n, chip in enumerate(told)
        ],
        "quick": [
            (label, shown.url(rule={"all": [*shown.parts, part]}))
            for label, part in _often()
            if part not in shown.parts
        ],
        "filter_url": f"{reverse('fields:filter', args=['deal'])}?{query}&at=board",
        "pipelines": [
            (p.label, shown.url(pipeline=p.pk), p.pk == shown.pipeline.pk)
            for p in staging.pipelines()
        ],
        "lanes_url": shown.url(lanes=not shown.lanes),
        "in_lanes": shown.lanes,
    }


def _often() -> list[tuple[str, dict[str, Any]]]:
    return [
        (_("No next step"), NO_NEXT_STEP),
        (_("Left alone too long"), LEFT_ALONE),
        (_("Mine"), MINE),
    ]


def _without(shown: Shown, n: int) -> dict[str, Any] | None:
    rest = [part for m, part in enumerate(shown.parts) if m != n]
    return {"all": rest} if rest else None


def board(shown: Shown, columns: list[dict[str, Any]]) -> dict[str, Any]:
    """The board itself."""
    ends = {s.kind: s.pk for s in staging.stages(shown.pipeline.pk)}
    return {
        "url": shown.url("sales:deal_move"),
        "label": shown.pipeline.label,
        "columns": columns,
        "won": ends.get("won", ""),
        "lost": ends.get("lost", ""),
    }


def column(told: figures.Column, words: Words, shown: Shown, owner: int = 0) -> dict[str, Any]:
    """A stage with its sums and first cards; of one owner's lane where one is named."""
    more = told.count - len(told.ids or told.cards)
    url = f"{reverse('sales:deals')}?filter=" + _quoted(told.stage.pk, shown, owner)
    return {
        "key": f"{told.stage.pk}-{owner}" if owner else told.stage.pk,
        "stage": told.stage.pk,
        "owner": owner or "",
        "name": told.stage.label,
        "needs": needs_of(told.stage),
        "count": number(told.count, words.language) if told.added else "",
        "sum": listed({c: s.amount for c, s in told.sums.items()}, words)
        if told.added
        else _("Too many to add up"),
        "weighted": estimated({c: s.weighted for c, s in told.sums.items()}, words),
        "cards": [{**card(row, words), **_place(told, row["pk"])} for row in told.cards],
        "more_url": url if more > 0 or not told.added else "",
        "more": more_words(more, words) if told.added else _("All of them"),
    }


def _place(told: figures.Column, pk: int) -> dict[str, Any]:
    """Where a card belongs in a column that somebody has before their eyes: before which other."""
    if not told.ids:
        return {}
    at = told.ids.index(pk) + 1
    return {"into": told.stage.pk, "before": told.ids[at] if at < len(told.ids) else ""}


def needs_of(stage: Stage) -> str:
    """What a card needs before it leaves this stage, in one line; shown while one is dragged."""
    if not asks_anything(stage):
        return ""
    words = [str(field.label) for field in required(stage)]
    words += [item.label for item in staging.items(stage.pk) if item.required]
    words += [_("exit rule")] if stage.exit_rule else []
    return _("To go on: %s") % ", ".join(words)


def more_words(count: int, words: Words) -> str:
    """How many cards a column holds beyond those shown."""
    told = ngettext("%s more deal", "%s more deals", count) % number(count, words.language)
    return told if count > 0 else ""


def _quoted(stage_pk: int, shown: Shown, owner: int) -> str:
    here: list[dict[str, Any]] = [{"field": "stage_id", "op": "is", "value": stage_pk}]
    here += [{"field": "owner_id", "op": "is", "value": owner}] if owner else []
    return quote(json.dumps({"all": [*shown.parts, *here]}))


def card(row: dict[str, Any], words: Words) -> dict[str, Any]:
    """A deal on the board."""
    return {
        "key": row["pk"],
        "name": row["name"],
        "url": reverse("sales:deal", args=[row["pk"]]),
        "sub": row["company__name"] or row["contact__full_name"] or "",
        "amount": money.short(money.Money(row["amount"], row["currency"]), words.language),
        "chance": f"{row['probability']}%",
        "owner": row["owner__full_name"] or "",
        **_note(row, words),
        **_next_step(row, words),
    }


def _note(row: dict[str, Any], words: Words) -> dict[str, Any]:
    """How long it stands there, or that it has been left alone for too long."""
    if alone := rots(row, words.now):
        said = ngettext("%d day without contact", "%d days without contact", alone) % alone
        return {"note": said, "note_tone": "bad", "rot": True}
    days = (words.now - row["stage_entered_at"]).days
    said = ngettext("%d day in this stage", "%d days in this stage", days) % days
    return {"note": said, "note_tone": ""}


def _next_step(row: dict[str, Any], words: Words) -> dict[str, str]:
    """The dot: red overdue, green today, grey later, yellow none."""
    at = row["next_step_at"]
    if at is None:
        return {"next": "none", "next_label": _("No next step")}
    days = (at.date() - words.now.date()).days
    if days < 0:
        return {"next": "overdue", "next_label": _("Overdue")}
    if days == 0:
        return {"next": "today", "next_label": _("Today")}
    return {"next": "later", "next_label": _("Planned")}


def totals(columns: Iterable[figures.ByCurrency], words: Words) -> list[tuple[str, str]]:
    """Open and weighted, over the sums of all columns."""
    amounts: dict[str, Any] = {}
    weighted: dict[str, Any] = {}
    for one in columns:
        for currency, sums in one.items():
            amounts[currency] = amounts.get(currency, 0) + sums.amount
            weighted[currency] = weighted.get(currency, 0) + sums.weighted
    return [
        (pgettext("state", "Open"), listed(amounts, words)),
        (_("Weighted"), estimated(weighted, words)),
    ]


def listed(amounts: dict[str, Any], words: Words) -> str:
    """Currencies side by side, the greatest first; they are never added, and none is broken between lines."""
    ordered = sorted(amounts.items(), key=lambda pair: -pair[1])
    texts = [money.short(money.Money(a, c).rounded(), words.language) for c, a in ordered]
    return " · ".join(text.replace(" ", "\N{NO-BREAK SPACE}") for text in texts)


def estimated(amounts: dict[str, Any], words: Words) -> str:
    """The same of weighted amounts, in whole units: cents of an estimate say nothing."""
    return listed({c: Decimal(a).quantize(Decimal(1)) for c, a in amounts.items()}, words)
