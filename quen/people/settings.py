"""What the settings of people show: stages, kinds of relations, purposes of consent."""

from typing import Any

from django.utils.translation import gettext as _

from quen.kit.refused import Refused
from quen.people.models import ConsentPurpose, RelationKind, Stage


def _found(model: Any, number: str) -> Any:
    fine = number.isascii() and number.isdigit() and len(number) < 10
    return model.objects.filter(pk=int(number)).first() if fine else None


def purpose_of(number: str) -> ConsentPurpose:
    """The purpose of this id. Raises Refused for none."""
    found = _found(ConsentPurpose, number)
    if found is None:
        raise Refused(_("Choose a purpose."))
    return found


def live_stages() -> list[Stage]:
    """Stages that are not removed, in their order, with the team that owns each."""
    return list(Stage.objects.filter(removed_at=None).select_related("team"))


def stage_of(pk: int) -> Stage | None:
    """The live stage of this id."""
    return Stage.objects.filter(pk=pk, removed_at=None).first()


def relation_kinds() -> list[RelationKind]:
    """All kinds, in their order."""
    return list(RelationKind.objects.all())


def purposes() -> list[ConsentPurpose]:
    """All purposes."""
    return list(ConsentPurpose.objects.all())
