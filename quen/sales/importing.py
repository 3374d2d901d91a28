"""Bringing in deals, with the days on which they entered a stage and were closed."""

from collections.abc import Collection, Sequence
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quen.fields.drafts import Draft
from quen.fields.importing.matching import Match
from quen.fields.importing.nouns import NounWriter, Prepared
from quen.fields.importing.objects import Batch, Target, importable
from quen.fields.importing.states import part
from quen.kit import days
from quen.kit.refused import Refused
from quen.kit.text import fold, fold_label
from quen.kit.workspace import workspace
from quen.people.matching import by_column
from quen.sales import staging
from quen.sales.actions.history import date_deals, line_deals
from quen.sales.asked_products import product_named
from quen.sales.models import Deal, DealLine, Stage, Stay

EXTRA = frozenset({"engaged_on", "closed_on", "stage", "product"})


def declare() -> None:
    """Lend the object and the table that an undone import puts back (once, at start)."""
    part("deal", "stays", Stay, "deal_id")
    part("deal", "lines", DealLine, "deal_id")
    importable(
        "deals",
        type="deal",
        label=gettext_lazy("Deals"),
        needs="people.import",
        matches=("name", "name_company"),
        extra=(
            Target(
                "stage",
                gettext_lazy("Stage, by name or key"),
                ("deal_stage", "stage", "stage name", "bước", "giai đoạn", "ขั้นตอน"),
                options=lambda: [
                    (stage.key, str(stage.label), *stage.labels.values())
                    for stage in staging.stages()
                ],
            ),
            Target(
                "currency", gettext_lazy("Currency"), ("tiền tệ", "สกุลเงิน", "currency of value")
            ),
            Target(
                "product",
                gettext_lazy("Product, by name or code"),
                ("sản phẩm", "mã sản phẩm", "สินค้า", "product", "product code", "item"),
            ),
            Target("engaged_on", gettext_lazy("Day it entered its stage"), ("engage_date",)),
            Target(
                "closed_on",
                gettext_lazy("Day it was closed"),
                ("closed on", "ngày chốt", "ngày đóng", "วันที่ปิด"),
            ),
        ),
        write=NounWriter(
            "deal",
            matches={
                "name": by_column(Deal, "norm", oldest=True),
                "name_company": Match(_name_and_company, _find_name_and_company),
            },
            extra=EXTRA,
            fix=_fix,
            after=_after,
            remark=_remark,
        ),
        beside={"companies": "company_id", "contacts": "contact_id"},
        along="name_company",
        rules={"name_company": gettext_lazy("Name, person and company")},
    )


def _name_and_company(draft: Draft) -> tuple[str, ...]:
    """A deal of one name with the same person or company is the same."""
    columns = draft.columns
    who = columns.get("contact_id") or "", columns.get("company_id") or ""
    return (f"{columns['norm']}|{who[0]}|{who[1]}",) if columns.get("norm") else ()


def _find_name_and_company(wanted: Collection[str], batch: Batch) -> dict[str, list[int]]:
    norms = {key.rsplit("|", 2)[0] for key in wanted}
    rows = Deal.objects.visible_to(batch.by).filter(norm__in=norms).order_by("pk")
    found: dict[str, list[int]] = {}
    for norm, contact, company, pk in rows.values_list("norm", "contact_id", "company_id", "pk"):
        found.setdefault(f"{norm}|{contact or ''}|{company or ''}", [pk])
    return found


def _fix(prepared: Prepared, batch: Batch) -> None:
    """Read the stage and the product by name, and the days. Raises Refused by field."""
    name = prepared.extra.get("stage", "").strip()
    if name:
        prepared.draft.parts["stage"] = _stage(name)
    if product := prepared.extra.get("product", "").strip():
        prepared.draft.parts["product"] = product_named(product, batch)
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
    """Days are told of fresh deals; one that stood already has its own stage history, which stays.

    So it does with the product, which becomes a fresh deal's line.
    """
    line_deals(
        [
            (deal, p.draft.parts["product"])
            for deal, p in pairs
            if p.existing is None and "product" in p.draft.parts
        ]
    )
    date_deals(
        [
            (deal, _moment(prepared.extra["engaged_on"]), _moment(prepared.extra["closed_on"]))
            for deal, prepared in pairs
            if prepared.existing is None
        ]
    )


def _remark(prepared: Prepared) -> str:
    columns = prepared.draft.columns
    if columns.get("company_id") or columns.get("contact_id"):
        return ""
    return _("Deals without a company or a person:")


def _moment(day: str) -> datetime | None:
    """Noon of the day in the business zone: the same day for everybody near."""
    if not day:
        return None
    return datetime.combine(
        datetime.fromisoformat(day).date(), time(12), ZoneInfo(workspace().zone)
    )
