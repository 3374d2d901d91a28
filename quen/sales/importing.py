"""Bringing in deals, with the days on which they entered a stage and were closed."""

from collections.abc import Collection, Sequence
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quen.fields.importing.nouns import Match, NounWriter, Prepared
from quen.fields.importing.objects import Batch, Target, importable
from quen.fields.importing.states import part
from quen.kit import days
from quen.kit.refused import Refused
from quen.kit.text import fold, fold_label
from quen.kit.workspace import workspace
from quen.sales import staging
from quen.sales.actions.history import date_deals
from quen.sales.models import Deal, Stage, Stay

EXTRA = frozenset({"engaged_on", "closed_on", "stage"})


def declare() -> None:
    """Lend the object and the table that an undone import puts back (once, at start)."""
    part("deal", "stays", Stay, "deal_id")
    importable(
        "deals",
        type="deal",
        label=gettext_lazy("Deals"),
        needs="people.import",
        matches=("name",),
        extra=(
            Target(
                "stage",
                gettext_lazy("Stage, by name or key"),
                ("deal_stage", "stage", "bước", "giai đoạn", "ขั้นตอน"),
            ),
            Target("currency", gettext_lazy("Currency"), ("tiền tệ", "สกุลเงิน")),
            Target("engaged_on", gettext_lazy("Day it entered its stage"), ("engage_date",)),
            Target("closed_on", gettext_lazy("Day it was closed"), ("close_date",)),
        ),
        write=NounWriter(
            "deal",
            matches={"name": Match(lambda draft: draft.columns.get("norm") or "", _named)},
            extra=EXTRA,
            fix=_fix,
            after=_after,
        ),
    )


def _named(norms: Collection[str], batch: Batch) -> dict[str, int]:
    """The oldest deal of each folded name, among those one may see."""
    rows = Deal.objects.visible_to(batch.by).filter(norm__in=norms)
    return dict(rows.order_by("-pk").values_list("norm", "pk"))


def _fix(prepared: Prepared, batch: Batch) -> None:
    """Read the stage by name and the days. Raises Refused by field."""
    name = prepared.extra.get("stage", "").strip()
    if name:
        prepared.draft.parts["stage"] = _stage(name)
    for key in ("engaged_on", "closed_on"):
        prepared.extra[key] = _day(key, prepared.extra.get(key, ""), batch)


def _stage(name: str) -> Stage:
    wanted = fold(name)
    for stage in staging.stages():
        if wanted in map(fold_label, (stage.key, *stage.labels.values())):
            return stage
    words = _("There is no stage called %s.") % name[:80]
    raise Refused(words, errors={"stage": words})


def _day(key: str, text: str, batch: Batch) -> str:
    if not text.strip():
        return ""
    try:
        return days.parse_day(text, batch.reader.language, batch.reader.order).isoformat()
    except ValueError as error:
        raise Refused(str(error), errors={key: str(error)}) from error


def _after(pairs: Sequence[tuple[Any, Prepared]], batch: Batch) -> None:
    """Days are told of fresh deals; one that stood already has its own stage history, which stays."""
    date_deals(
        [
            (deal, _moment(prepared.extra["engaged_on"]), _moment(prepared.extra["closed_on"]))
            for deal, prepared in pairs
            if prepared.existing is None
        ]
    )


def _moment(day: str) -> datetime | None:
    """Noon of the day in the business zone: the same day for everybody near."""
    if not day:
        return None
    return datetime.combine(
        datetime.fromisoformat(day).date(), time(12), ZoneInfo(workspace().zone)
    )
