"""What counts as care of a customer: a care plan that began, a call that reached them, a meeting that was held."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from quen.insights.care import care_is
from quen.work.models import CareCourse, Task


def declare() -> None:
    """Lend them (once, at start)."""
    care_is("plan", _("a care plan began"), _planned)
    care_is("talk", _("a call reached them or a meeting was held"), _talked)


def _planned(type_key: str, since: datetime, until: datetime) -> QuerySet[Any]:
    rows = CareCourse.objects.filter(run__type=type_key, run__started_at__gte=since)
    return rows.filter(run__started_at__lt=until).values("run__record_id")


def _talked(type_key: str, since: datetime, until: datetime) -> QuerySet[Any]:
    well = [Task.Outcome.REACHED, Task.Outcome.HELD]
    rows = Task._base_manager.filter(deleted_at=None, outcome__in=well)
    here = rows.filter(type=type_key, record_id__isnull=False)
    return here.filter(done_at__gte=since, done_at__lt=until).order_by().values("record_id")
