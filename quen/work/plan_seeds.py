"""The care plans that a workspace starts with."""

from django.db import transaction

from quen.work.care.ready import READY
from quen.work.models import CareLine, CarePlan


@transaction.atomic
def add_plans() -> int:
    """Add the ready plans that were never there, switched off; gives how many."""
    added = 0
    for key, facts in READY.items():
        lines = facts["lines"]
        plain = {name: value for name, value in facts.items() if name != "lines"}
        plan, new = CarePlan.objects.get_or_create(key=key, defaults=plain)
        if new:
            CareLine.objects.bulk_create(CareLine(plan=plan, **line) for line in lines)
            added += 1
    return added
