"""What a computed field would give, on the newest records that somebody sees."""

from typing import Any

from quen.fields.catalogue import Field, all_fields
from quen.fields.computed.evaluating import as_stored, evaluate
from quen.fields.computed.functions import NoValue
from quen.fields.computed.keeping import rolled_up, value_on
from quen.fields.computed.language import Node
from quen.fields.computed.specs import checked, roll_up_of, tree_of
from quen.fields.showing import words_for
from quen.kit.records import TYPES

SHOWN = 3


def samples(type_key: str, spec: dict[str, Any], kind: str, user: Any) -> list[dict[str, Any]]:
    """Three records with the result, or why there is none. Raises BadExpression."""
    checked(spec, type_key, kind)
    rows = list(TYPES[type_key].visible_to(user).order_by("-pk")[:SHOWN])
    tree = None if "rollup" in spec else tree_of(spec, type_key)
    rolled = rolled_up(roll_up_of(spec, type_key), [r.pk for r in rows]) if tree is None else {}
    words = words_for(user)
    result = Field(type=type_key, key="result", label="", kind=kind)
    found = []
    for row in rows:
        value, problem = _result(type_key, row, tree, rolled, kind)
        found.append(
            {
                "title": TYPES[type_key].title(row),
                "value": words.of(result, value),
                "problem": problem,
            }
        )
    return found


def _result(
    type_key: str, row: Any, tree: Node | None, rolled: dict[int, Any], kind: str
) -> tuple[Any, str]:
    known = all_fields(type_key)
    try:
        value = (
            rolled.get(row.pk)
            if tree is None
            else evaluate(tree, lambda key: value_on(type_key, row, known[key]))
        )
        return as_stored(value, kind, getattr(row, "currency", "")), ""
    except NoValue as error:
        return None, str(error)
