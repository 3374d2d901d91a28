"""The nodes of a checked rule: each looks at one row, and leaves also give ids to drive from."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, cast

import orjson
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from quen.fields import comparing
from quen.fields.catalogue import Catalogue, Field
from quen.kit.records import TYPES
from quen.timeline.models import EventLink, LastEvent

COUNTS = {">=": "gte", ">": "gt", "=": "exact", "<=": "lte", "<": "lt"}


@dataclass(frozen=True)
class Asker:
    """Who asks, from what catalogue, at what moment."""

    catalogue: Catalogue
    now: datetime

    @property
    def user(self) -> Any:
        return self.catalogue.user


@dataclass(frozen=True)
class Test:
    """A field compared with a value."""

    asker: Asker
    field: Field
    op: str
    value: Any

    @property
    def cost(self) -> int:
        """0 own column, 1 a related record, 2 a table of values: cheap looks come first."""
        if self.field.via is not None:
            return 1
        apart = self.field.custom or self.field.look or self.field.kind == "tags"
        return 2 if apart and not self.field.cheap else 0

    @cached_property
    def key(self) -> str:
        """The same for the same question, whoever asks: sizes are kept under it."""
        return orjson.dumps(
            [self.asker.catalogue.type, self.field.key, self.op, self.value], default=str
        ).decode()

    def q(self) -> Q:
        if self.op in comparing.NEGATIVE:
            return ~Test(self.asker, self.field, comparing.NEGATIVE[self.op], self.value).q()
        if self.field.via is not None:
            return Q(Exists(self.related().filter(pk=OuterRef(self.field.via.column))))
        return comparing.look(self.field, self.op, self.value, self.asker)

    def ids(self) -> QuerySet[Any] | None:
        """Ids of the records that pass, to drive from; None where that is never worth it."""
        if self.op in comparing.NEGATIVE:
            return None
        model = TYPES[self.asker.catalogue.type].model
        if self.field.via is not None:
            return model._base_manager.filter(self.through).values_list("pk", flat=True)
        return comparing.drive(self.field, self.op, self.value, self.asker, model)

    @cached_property
    def driver(self) -> QuerySet[Any] | None:
        """`ids`, built once: choosing a way to a page asks for them again and again."""
        return self.ids()

    @property
    def related_once(self) -> bool:
        """Whether the condition holds where a related record is one of `related`."""
        return self.field.via is not None and self.op not in comparing.NEGATIVE

    @property
    def through(self) -> Q:
        """`q`, spelt as one set of related records."""
        return Q(**{f"{cast(Field, self.field.via).column}__in": self.related().values("pk")})

    def related(self) -> QuerySet[Any]:
        """Related records that pass and that the asker may see: a hidden one has no values."""
        pointer = cast(Field, self.field.via)
        bare = comparing.without_via(self.field)
        rule = comparing.look(bare, self.op, self.value, self.asker)
        return TYPES[pointer.related].visible_to(self.asker.user).filter(rule).order_by()


@dataclass(frozen=True)
class Did:
    """An event that happened to the record, `least` times or more, within some days (None: ever)."""

    asker: Asker
    event: str
    op: str
    times: int
    within_days: int | None

    cost = 2

    @cached_property
    def key(self) -> str:
        return orjson.dumps(
            [self.asker.catalogue.type, "event", self.event, self.op, self.times, self.within_days]
        ).decode()

    @property
    def since(self) -> datetime | None:
        return None if self.within_days is None else self.asker.now - timedelta(self.within_days)

    def q(self) -> Q:
        if self.never:
            return ~Q(Exists(self._last().filter(record_id=OuterRef("pk"))))
        if self.once:
            return Q(Exists(self._last().filter(record_id=OuterRef("pk"))))
        counted = self._links().filter(record_id=OuterRef("pk")).order_by().values("record_id")
        counted = counted.annotate(n=Count("event_id", distinct=True))
        if self._zero_passes:
            wrong = counted.filter(~Q(**{f"n__{COUNTS[self.op]}": self.times}))
            return ~Q(Exists(wrong))
        return Q(Exists(counted.filter(**{f"n__{COUNTS[self.op]}": self.times})))

    def ids(self) -> QuerySet[Any] | None:
        return self._last().values_list("record_id", flat=True) if self.once else None

    @cached_property
    def driver(self) -> QuerySet[Any] | None:
        """`ids`, built once."""
        return self.ids()

    @property
    def once(self) -> bool:
        return (self.op, self.times) in ((">=", 1), (">", 0))

    @property
    def never(self) -> bool:
        return (self.op, self.times) in (("=", 0), ("<=", 0), ("<", 1))

    @property
    def _zero_passes(self) -> bool:
        return self.op in ("<", "<=") or (self.op == "=" and self.times == 0)

    def _last(self) -> QuerySet[Any]:
        rows = LastEvent.objects.filter(type=self.asker.catalogue.type, kind=self.event)
        return rows.filter(at__gte=self.since) if self.since else rows

    def _links(self) -> QuerySet[Any]:
        rows = EventLink.objects.filter(type=self.asker.catalogue.type, event__kind=self.event)
        return rows.filter(at__gte=self.since) if self.since else rows


@dataclass(frozen=True)
class Group:
    """All, any or none of several nodes."""

    word: str
    nodes: tuple["Node", ...]

    cost = 3
    key = ""

    def q(self) -> Q:
        if not self.nodes:
            return Q()
        parts = [node.q() for node in sorted(self.nodes, key=lambda n: n.cost)]
        if self.word == "any":
            return Q(*parts, _connector=Q.OR)
        return ~Q(*parts) if self.word == "not" else Q(*parts)

    def ids(self) -> QuerySet[Any] | None:
        return None


Node = Test | Did | Group
