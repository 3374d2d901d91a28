"""What can be asked of deals (the catalogue's built-in fields)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quen.fields.catalogue import Choice, built_in
from quen.people.calling import ONE
from quen.people.choices import SOURCES, fixed, teams
from quen.people.headers import EMPLOYER, SOURCE, TAGS
from quen.people.owner_fields import owner_field
from quen.sales import rotting, staging
from quen.sales.models import Deal


def _stages() -> list[Choice]:
    return [Choice(s.pk, s.label, s.kind) for s in staging.stages()]


def _pipelines() -> list[Choice]:
    return [Choice(p.pk, p.label) for p in staging.pipelines()]


def _reasons(kind: str) -> list[Choice]:
    return [Choice(r.key, staging.path_of(r)) for r in staging.every_reason() if r.kind == kind]


def _closed_for(column: str, op: str, value: Any, asker: Any) -> Q:
    """Deals closed for a reason, or for one that hangs below it."""
    if op == "not_empty":
        return Q(**{f"{column}__isnull": False})
    keys = set(value if isinstance(value, list) else [value])
    found: set[int] = set()
    for reason in staging.in_tree():
        if reason.key in keys or reason.parent_id in found:
            found.add(reason.pk)
    return Q(**{f"{column}_id__in": found})


def _competitors() -> list[Choice]:
    return [Choice(c.pk, c.name) for c in staging.competitors()]


def _is_rotting(op: str, value: Any, asker: Any) -> Q:
    rule = rotting.rotting(asker.now)
    return rule if op == "not_empty" or value is True else ~rule


def declare() -> None:
    """Lend the fields to the catalogue (once, at start)."""
    _what()
    _how_much()
    _how_likely()
    _where()


def _what() -> None:
    name = "deal"
    built_in(
        name,
        "name",
        _("Deal"),
        "text",
        column="name_key",
        folded="norm",
        sortable=True,
        write="name",
        required=True,
        listed=True,
        words=(
            "cơ hội",
            "tên cơ hội",
            "tên giao dịch",
            "ดีล",
            "ชื่อดีล",
            "deal name",
            "deal",
            "title",
            "name",
            "opportunity name",
        ),
    )
    built_in(
        name,
        "company_id",
        _("Company"),
        "relation",
        column="company_id",
        related="company",
        write="company_id",
        listed=True,
        words=EMPLOYER,
    )
    built_in(
        name,
        "contact_id",
        ONE,
        "relation",
        column="contact_id",
        related="contact",
        write="contact_id",
        listed=True,
        words=(
            "khách hàng",
            "người liên hệ",
            "ลูกค้า",
            "contact",
            "contact name",
            "contact person",
            "primary contact",
            "associated contact",
        ),
    )


def _how_much() -> None:
    name = "deal"
    built_in(
        name,
        "amount",
        _("Amount"),
        "money",
        column="amount",
        sortable=True,
        write="amount",
        listed=True,
        words=(
            "giá trị",
            "số tiền",
            "doanh số",
            "มูลค่า",
            "ยอดเงิน",
            "amount",
            "close_value",
            "value",
            "deal value",
        ),
    )
    built_in(
        name,
        "expected_close_on",
        _("Expected close"),
        "date",
        column="expected_close_on",
        write="expected_close_on",
        listed=True,
        words=(
            "dự kiến chốt",
            "ngày dự kiến",
            "ngày dự kiến chốt",
            "คาดว่าจะปิด",
            "วันที่คาดว่าจะปิด",
            "close date",
            "closing date",
            "expected close date",
        ),
    )
    built_in(
        name,
        "source",
        _("Source"),
        "choice",
        column="source",
        choices=fixed(SOURCES),
        write="source",
        words=SOURCE,
    )


def _how_likely() -> None:
    built_in(
        "deal",
        "probability",
        _("Probability (%)"),
        "number",
        column="probability",
        write="probability",
        words=("xác suất", "โอกาส", "probability"),
    )
    built_in(
        "deal",
        "forecast",
        pgettext_lazy("deal", "Forecast"),
        "choice",
        column="forecast",
        choices=fixed(tuple(Deal.Forecast.choices)),
        write="forecast",
        words=("dự báo", "nhóm dự báo", "พยากรณ์", "forecast", "forecast category"),
    )
    built_in("deal", "tags", _("Tags"), "tags", write="tags", words=TAGS)


def _where() -> None:
    name = "deal"
    _choice("pipeline_id", _("Pipeline"), _pipelines, write="pipeline_id")
    _choice(
        "stage_id",
        pgettext_lazy("deal", "Stage"),
        _stages,
        write="stage_id",
        listed=True,
        words=("bước", "ขั้นตอน", "stage", "deal_stage", "deal stage"),
    )
    built_in(
        name,
        "state",
        _("State"),
        "choice",
        column="state",
        listed=True,
        choices=fixed(tuple(Deal.State.choices)),
    )
    for kind, label in (("lost", _("Lost reason")), ("won", _("Won reason"))):
        built_in(
            name,
            f"{kind}_reason",
            label,
            "choice",
            choices=partial(_reasons, kind),
            look=partial(_closed_for, f"{kind}_reason"),
            cheap=True,
        )
    _choice("competitor_id", _("Competitor"), _competitors)
    built_in(name, "ask_again_on", _("Ask again on"), "date", column="ask_again_on")
    built_in(name, "rotting", _("Left alone too long"), "boolean", look=_is_rotting, cheap=True)
    owner_field(name, "sales_agent")
    built_in(name, "team_id", _("Team"), "team", column="team_id", choices=teams)
    built_in(
        name,
        "last_activity_at",
        _("Activity"),
        "datetime",
        column="last_activity_at",
        sortable=True,
        listed=True,
    )
    for key, label in (
        ("created_at", _("Added")),
        ("closed_at", _("Closed")),
        ("stage_entered_at", _("In the stage since")),
        ("contacted_at", _("Last contact")),
        ("next_step_at", _("Next step")),
    ):
        built_in(name, key, label, "datetime", column=key)


def _choice(key: str, label: Any, choices: Callable, **facts: Any) -> None:
    built_in("deal", key, label, "choice", column=key, choices=choices, **facts)
