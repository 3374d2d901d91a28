"""Stories in lists, and those that fit a deal."""

from typing import Any

from django.db.models import Case, IntegerField, Value, When
from django.urls import reverse

from quen.kit.text import fold
from quen.sales.models import Deal, Story, StorySent

FITTING, PAGE = 3, 100


def listed(user: Any, asked: str) -> list[dict[str, Any]]:
    """All that fit what was typed, in title, industry and problem."""
    rows = Story.objects.visible_to(user)
    for word in fold(asked[:200]).split():
        rows = rows.filter(norm__contains=word)
    return [line_of(it) for it in rows.select_related("file")[:PAGE]]


def line_of(it: Story) -> dict[str, Any]:
    """A story in one line."""
    about = [str(it.get_kind_display()), it.industry, it.problem]
    return {
        "pk": it.pk,
        "title": it.title,
        "about": " · ".join(one for one in about if one),
        "file": it.file.name if it.file else "",
        "edit_url": reverse("sales:story", args=[it.pk]),
    }


def fitting(deal: Deal, user: Any) -> list[dict[str, Any]]:
    """Those of the customer's industry first, then those for everyone; not what was sent already."""
    industry = fold(deal.company.industry)[:80] if deal.company else ""
    rows = Story.objects.visible_to(user).filter(industry_key__in={industry, ""})
    rows = rows.exclude(sent__deal=deal).select_related("file")
    own = Case(When(industry_key="", then=Value(1)), default=Value(0), output_field=IntegerField())
    return [
        line_of(it) | {"send_url": reverse("sales:story_send", args=[deal.pk, it.pk])}
        for it in rows.order_by(own, "title", "pk")[:FITTING]
    ]


def sent_about(deal: Deal) -> list[StorySent]:
    """What was sent about a deal, the newest first."""
    return list(StorySent.objects.filter(deal=deal).select_related("story")[:10])
