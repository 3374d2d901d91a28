"""What a list in the API is asked for: its filter, its sort, a page of it, its count."""

import json
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from quen.fields import searching
from quen.fields.catalogue import UnknownField, catalogue
from quen.fields.conditions import BadRule, parse
from quen.fields.cursors import BadCursor, Sort
from quen.fields.drafts import Invalid
from quen.fields.listing import Page, page_of
from quen.fields.nodes import Node
from quen.fields.resources import Resource
from quen.kit.records import TYPES


def asked(it: Resource, user: Any, rule: str, sort: str) -> tuple[list[Node], Sort]:
    """The checked filter and sort. Raises Refused (400)."""
    known = catalogue(it.noun.type, user)
    try:
        nodes = parse(json.loads(rule) if rule else {}, known)
        named = (sort or it.sort).removeprefix("-")
        order = Sort(known.get(named), (sort or it.sort).startswith("-"))
        if not order.field.sortable:
            raise Invalid(_("Records cannot be sorted by %s.") % named, {"sort": named})
    except UnknownField as error:
        raise Invalid(_("There is no field called %s.") % sort, {"sort": sort}) from error
    except BadRule as error:
        raise Invalid(error.message, {f"filter.{error.where}": error.message}) from error
    except (ValueError, RecursionError) as error:
        raise Invalid(
            _("The filter must be JSON."), {"filter": _("The filter must be JSON.")}
        ) from error
    return nodes, order


def asked_page(
    it: Resource, user: Any, nodes: list[Node], order: Sort, cursor: str, limit: int, q: str
) -> Page:
    """A page of what is asked for; of hits where `q` is looked for. Raises Invalid for a foreign cursor."""
    if q.strip():
        ids = searching.ids_for(user, it.noun.type, q)
        rows = TYPES[it.noun.type].visible_to(user).filter(pk__in=ids)
        for node in nodes:
            rows = rows.filter(node.q())
        passing = set(rows.values_list("pk", flat=True))
        return Page([pk for pk in ids if pk in passing][:limit], None)
    try:
        return page_of(it.noun.model, user, nodes, order, cursor=cursor, limit=limit)
    except BadCursor:
        raise Invalid(_("This cursor is none of ours."), {"cursor": cursor}) from None


def counted(it: Resource, user: Any, nodes: Sequence[Node]) -> Any:
    """Exact up to 10,000, then {"at_least": 10000}."""
    rows = TYPES[it.noun.type].visible_to(user).order_by()
    for node in sorted(nodes, key=lambda n: n.cost):
        rows = rows.filter(node.q())
    number = rows.values("pk")[:10_001].count()
    return number if number <= 10_000 else {"at_least": 10_000}
