"""Comparing one field with one value: checking the value, looking at a row, driving from an index."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from quen.fields.catalogue import Field
from quen.fields.kinds import KINDS
from quen.fields.models import Tagged, Value
from quen.kit.text import fold
from quen.kit.workspace import workspace

NEGATIVE = {"is_not": "is", "not_in": "in", "empty": "not_empty"}
MOST_VALUES = 500
_NUMBERS = ("number", "money", "rating")
_DAYS = ("date", "datetime")
_REFERENCES = ("user", "team", "relation")


def checked(field: Field, op: str, value: Any, asker: Any) -> Any:
    """The value as it is compared. Raises ValueError in words for a person."""
    if op in ("empty", "not_empty"):
        return None
    if op in ("in", "not_in"):
        if not isinstance(value, list) or len(value) > MOST_VALUES:
            raise ValueError(_("Give a list of at most %d values.") % MOST_VALUES)
        return [_one(field, one, asker) for one in value]
    if op == "between":
        if not isinstance(value, list) or len(value) != 2:
            raise ValueError(_("Give two values, from and to."))
        return [_one(field, one, asker) for one in value]
    if op in ("within_days", "older_than_days"):
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) > 36_500:
            raise ValueError(_("Days are a whole number."))
        return value
    return _one(field, value, asker)


def _one(field: Field, value: Any, asker: Any) -> Any:
    if field.kind in _NUMBERS:
        return _number(value)
    if field.kind in _DAYS:
        return _day(value)
    if field.kind == "boolean":
        if not isinstance(value, bool):
            raise ValueError(_("Choose yes or no."))
        return value
    if field.kind in _REFERENCES:
        if value == "me" and field.kind == "user":
            return asker.user.pk
        if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**63:
            raise ValueError(_("Choose a record."))
        return value
    if field.kind in ("choice", "choices"):
        return _choice(field, value)
    if not isinstance(value, str) or len(value) > 500:
        raise ValueError(_("Give a text of at most 500 letters."))
    return value


def _choice(field: Field, value: Any) -> Any:
    known = {choice.key for choice in field.options()}
    if isinstance(value, (dict, list)) or value not in known:
        raise ValueError(
            _("%(field)s has no choice %(value)s.") % {"field": field.label, "value": value}
        )
    return value


def _number(value: Any) -> Decimal:
    try:
        if isinstance(value, bool):
            raise InvalidOperation
        number = Decimal(str(value))
        if not number.is_finite() or abs(number) >= 10**17:
            raise InvalidOperation
    except InvalidOperation:
        raise ValueError(_("Give a number.")) from None
    return number


def _day(value: Any) -> date | datetime:
    try:
        text = str(value)
        day = date.fromisoformat(text[:10])
        if not 1000 <= day.year <= 9000:
            raise ValueError
        if len(text) == 10:
            return day
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except ValueError:
        raise ValueError(_("Give a day as 2026-11-21.")) from None


def look(field: Field, op: str, value: Any, asker: Any) -> Q:
    """A Q that looks at one row of the field's type."""
    if field.look is not None:
        rule: Q = field.look(op, value, asker)
        return rule
    if field.kind == "tags":
        return _exists(_tagged(field.type, op, value))
    if field.custom is not None:
        return _exists(custom_rows(field, op, value, asker))
    return column_rule(field, field.column, op, value, asker)


def _exists(rows: QuerySet[Any]) -> Q:
    return Q(Exists(rows.filter(record_id=OuterRef("pk"))))


def drive(field: Field, op: str, value: Any, asker: Any, model: Any) -> QuerySet[Any] | None:
    """Ids of the records that pass, from one index; None where no index serves."""
    if field.drive is not None:
        ids: QuerySet[Any] | None = field.drive(op, value, asker)
        return ids
    if field.look is not None:
        return None
    if field.kind == "tags":
        return _tagged(field.type, op, value).values_list("record_id", flat=True)
    if field.custom is not None:
        if op == "contains":
            return None
        return custom_rows(field, op, value, asker).values_list("record_id", flat=True)
    if op in ("contains", "starts_with", "not_empty"):
        return None
    rule = column_rule(field, field.column, op, value, asker)
    # The indexes of columns hold what is not in the trash: without saying so no database may use them.
    rows: QuerySet[Any] = model._base_manager.filter(rule, deleted_at=None)
    return rows.order_by().values_list("pk", flat=True)


def custom_rows(field: Field, op: str, value: Any, asker: Any) -> QuerySet[Any]:
    """Value rows of a custom field that pass."""
    rows = Value.objects.filter(field_id=field.custom.pk)  # type: ignore[union-attr]
    column = KINDS[field.kind].column
    if field.kind == "boolean" and op == "is":
        value = 1 if value else 0
    if column == "text" and field.kind not in ("choice", "choices"):
        value = (
            [fold(v)[:200] for v in value]
            if isinstance(value, list)
            else value and fold(value)[:200]
        )
        return rows.filter(text_rule(column, op, value))
    return rows.filter(column_rule(replace(field, folded=""), column, op, value, asker, typed=True))


def _tagged(type_key: str, op: str, value: Any) -> QuerySet[Any]:
    rows = Tagged.objects.filter(type=type_key)
    if op == "not_empty":
        return rows
    keys = [fold(v) for v in (value if isinstance(value, list) else [value])]
    return rows.filter(tag__key__in=keys)


def without_via(field: Field) -> Field:
    """The field as its own type knows it."""
    return replace(field, via=None)


def column_rule(
    field: Field, column: str, op: str, value: Any, asker: Any, *, typed: bool = False
) -> Q:
    """A comparison on a plain column."""
    if op == "not_empty":
        filled = ~Q(**{f"{column}__isnull": True})
        return filled & ~Q(**{column: ""}) if _may_be_blank(field) and not typed else filled
    if _is_text(field) and not typed:
        if field.folded:
            value = [fold(v) for v in value] if isinstance(value, list) else fold(value)
            return text_rule(field.folded, op, value)
        return text_rule(column, op, value, ignore_case=True)
    if field.kind in _DAYS:
        return _days(field, column, op, value, asker, typed=typed)
    return _plain(column, op, value)


def _may_be_blank(field: Field) -> bool:
    """Whether its column holds words: nothing stands there as an empty text."""
    chosen = field.kind == "choice" and any(isinstance(c.key, str) for c in field.options())
    return chosen or _is_text(field)


def _is_text(field: Field) -> bool:
    return KINDS[field.kind].column == "text" and field.kind not in ("choice", "choices")


def text_rule(column: str, op: str, value: Any, *, ignore_case: bool = False) -> Q:
    case = "i" if ignore_case else ""
    if op == "contains":
        return Q(**{f"{column}__{case}contains": value})
    if op == "starts_with":
        return Q(**{f"{column}__{case}startswith": value})
    return _plain(column, op, value)


def _plain(column: str, op: str, value: Any) -> Q:
    if op == "not_empty":
        return Q(**{f"{column}__isnull": False})
    if op == "between":
        low, high = value
        return Q(**{f"{column}__gte": low, f"{column}__lte": high})
    words = {"is": "exact", "in": "in", "above": "gt", "below": "lt", "before": "lt", "after": "gt"}
    return Q(**{f"{column}__{words[op]}": value})


def _days(field: Field, column: str, op: str, value: Any, asker: Any, *, typed: bool) -> Q:
    """Days are compared in the business zone; a plain date column knows no zone."""
    bare = field.kind == "date" and not typed
    if op in ("within_days", "older_than_days"):
        return _ago(column, op, value, asker, bare=bare)
    if op == "between":
        low, high = value
        return Q(**{f"{column}__gte": _from(low, bare)}) & Q(
            **{f"{column}__lt": _after(high, bare)}
        )
    if op == "is":
        return Q(**{f"{column}__gte": _from(value, bare)}) & Q(
            **{f"{column}__lt": _after(value, bare)}
        )
    if op == "before":
        return Q(**{f"{column}__lt": _from(value, bare)})
    return Q(**{f"{column}__gte": _after(value, bare)})


def _ago(column: str, op: str, days: int, asker: Any, *, bare: bool) -> Q:
    """The last `days` days; a negative number means the next ones."""
    now = asker.now.astimezone(ZoneInfo(workspace().zone)).date() if bare else asker.now
    edge = now - timedelta(days)
    if op == "older_than_days":
        return Q(**{f"{column}__lt": edge})
    low, high = sorted((edge, now))
    return Q(**{f"{column}__gte": low, f"{column}__lte": high})


def _from(day: date | datetime, bare: bool) -> date | datetime:
    if bare:
        return day.date() if isinstance(day, datetime) else day
    if isinstance(day, datetime):
        return day
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(workspace().zone))


def _after(day: date | datetime, bare: bool) -> date | datetime:
    """The first moment after a day (or after an exact moment)."""
    if isinstance(day, datetime) and not bare:
        return day + timedelta(microseconds=1)
    plain = day.date() if isinstance(day, datetime) else day
    return _from(plain + timedelta(days=1), bare)
