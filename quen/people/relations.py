"""Relations as questions: which kind was chosen, which relations touch a record."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from quen.kit.refused import Refused
from quen.people.models import Relation, RelationKind


def kind_of(asked: str) -> RelationKind:
    """The kind in "12+" (read forth) or "12-" (read back). Raises Refused for none."""
    number = asked[:-1]
    found = (
        RelationKind.objects.filter(pk=int(number)).first()
        if number.isascii() and number.isdigit() and len(number) < 10
        else None
    )
    if found is None or asked[-1] not in "+-":
        raise Refused(_("Choose a relation."))
    return found


def relation_at(type_key: str, pk: int) -> QuerySet[Relation]:
    """Relations that touch this record, at either end."""
    here = Q(from_type=type_key, from_id=pk) | Q(to_type=type_key, to_id=pk)
    return Relation.objects.filter(here).select_related("kind")
