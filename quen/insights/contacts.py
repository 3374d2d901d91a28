"""What is measured of customers."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from quen.insights.dimensions import as_they_are, dimension
from quen.insights.measures import Count, measure
from quen.insights.sources import source
from quen.people.models import Contact
from quen.people.staging import stages

_GROUP = _("Customers")


def _stage_names(values: Collection[str]) -> dict[str, str]:
    return {str(s.pk): s.label for s in stages()}


def _stage_key(value: str) -> str:
    return next((s.key for s in stages() if str(s.pk) == value), "")


def _stage_id(key: str) -> str:
    return next((str(s.pk) for s in stages() if s.key == key), "")


def declare() -> None:
    """Lend the sources, dimensions and measures (once, at start)."""
    source(
        "contacts.created",
        noun="contact",
        model=Contact,
        moment="created_at",
        dims=(("stage", "stage_id"), ("source", "source")),
    )
    dimension(
        "contact",
        "stage",
        label=_("Stage"),
        field="lifecycle_stage",
        names=_stage_names,
        told=_stage_key,
        kept=_stage_id,
    )
    dimension("contact", "source", label=_("Source"), field="source", names=as_they_are)
    measure(
        "contacts.new",
        label=_("New customers"),
        group=_GROUP,
        formula_words=_("Customers by the day they were added; those in the trash do not count."),
        unit="count",
        formula=Count("contacts.created"),
        counts_by=_("Added"),
        day_field="created_at",
        fields=("created_at",),
        why_empty=_("Nobody was added in this period, or nobody whom you may see."),
        first_by="source",
    )
    measure(
        "contacts.by_stage",
        label=_("Customers by stage"),
        group=_GROUP,
        formula_words=_("Customers by the stage they are in now, whatever the period."),
        unit="count",
        formula=Count("contacts.created"),
        fields=("lifecycle_stage",),
        why_empty=_("There are no customers yet, or none whom you may see."),
        better=0,
        first_by="stage",
    )
