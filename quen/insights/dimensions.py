"""What measures can be broken by: names for people, and the condition that finds the records."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from quen.accounts.models import Team, User
from quen.accounts.rights import Words
from quen.insights.measures import Measure

Names = Callable[[Collection[str]], dict[str, str]]


@dataclass(frozen=True)
class Dimension:
    """`field` is the field of the record type whose values these are; `names` gives words for values, and
    `told` the value as the field's conditions and the API spell it, `kept` the other way round."""

    key: str
    label: Words
    field: str
    names: Names
    told: Callable[[str], Any] = lambda value: value
    kept: Callable[[Any], str] = str

    def rule(self, value: str) -> dict[str, Any]:
        """The condition that finds records with this value."""
        if not value:
            return {"field": self.field, "op": "empty"}
        return {"field": self.field, "op": "is", "value": self.told(value)}


_KNOWN: dict[tuple[str, str], Dimension] = {}


def dimension(type_key: str, key: str, **facts: Any) -> None:
    """Lend a dimension of a record type; "" is for all types. Raises ValueError where it is taken."""
    if (type_key, key) in _KNOWN:
        raise ValueError(f"the dimension {key} of {type_key} exists already")
    _KNOWN[type_key, key] = Dimension(key, **facts)


def dimension_of(type_key: str, key: str) -> Dimension:
    """The dimension of this key. Raises KeyError where there is none."""
    return _KNOWN.get((type_key, key)) or _KNOWN["", key]


def dimensions_for(measure: Measure, user: Any) -> list[Dimension]:
    """What this colleague may break a measure by: hidden fields are unknown."""
    known = (dimension_of(measure.type, name) for name in measure.names)
    return [d for d in known if not d.field or user.may_read_field(f"{measure.type}.{d.field}")]


def _colleagues(values: Collection[str]) -> dict[str, str]:
    rows = User.objects.filter(pk__in=[int(v) for v in values if v])
    return {str(pk): name for pk, name in rows.values_list("pk", "full_name")}


def _teams(values: Collection[str]) -> dict[str, str]:
    rows = Team.objects.filter(pk__in=[int(v) for v in values if v])
    return {str(pk): name for pk, name in rows.values_list("pk", "name")}


def as_they_are(values: Collection[str]) -> dict[str, str]:
    """Values that are their own names."""
    return {value: value for value in values if value}


def declare() -> None:
    """Lend what every record type has (once, at start)."""
    dimension(
        "", "owner", label=gettext_lazy("Owner"), field="owner_id", names=_colleagues, told=int
    )
    dimension("", "team", label=gettext_lazy("Team"), field="team_id", names=_teams, told=int)
    dimension("", "currency", label=gettext_lazy("Currency"), field="", names=as_they_are)
