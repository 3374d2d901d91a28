"""Lists of records: what a room lends for each of its nouns, and how a page of one is made.

Rows reach the template as finished text (docs/performance.md): 50 rows cost one query by id.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from quen.fields.actions.tags import tags_of
from quen.fields.catalogue import MASKED_KINDS, Catalogue, Field
from quen.fields.cursors import Sort
from quen.fields.masking import Mask, mask_for, masked
from quen.fields.models import SavedView
from quen.fields.packs.marking import marked
from quen.fields.showing import Words, ago, pointed
from quen.kit import cells
from quen.kit.masks import Masked
from quen.kit.records import TYPES

Text = str | Promise
Cell = Callable[[dict[str, Any], Words, str], SafeString]


@dataclass(frozen=True)
class ListSpec:
    """A noun's list: its route, title, what the first cell needs, and cells drawn by hand.

    `drawn` maps field keys to (columns, cell); a cell gets the row's values by column, the words, and
    the label that stands above it on phones.
    """

    type: str
    route: str
    new_route: str
    add_right: str
    title: Text
    add_label: Text
    empty_text: Text
    drawn: dict[str, tuple[tuple[str, ...], Cell]] = field(default_factory=dict)
    default_sort: str = "-last_activity_at"
    boards: Mapping[str, str] = field(default_factory=dict)


SPECS: dict[str, ListSpec] = {}


def list_spec(type_key: str, **facts: Any) -> ListSpec:
    """Lend a list. Raises ValueError where the type has one."""
    if type_key in SPECS:
        raise ValueError(f"the list of {type_key} exists already")
    SPECS[type_key] = ListSpec(type=type_key, **facts)
    return SPECS[type_key]


def sort_of(spec: ListSpec, catalogue: Catalogue, asked: str) -> Sort:
    """The sort asked for, where it is one; else the list's own."""
    for key in (asked, spec.default_sort):
        known = catalogue.fields.get(key.removeprefix("-"))
        if known is not None and known.sortable:
            return Sort(known, key.startswith("-"))
    raise LookupError(f"{spec.type}: the default sort is no sortable field")


def columns_of(catalogue: Catalogue, asked: Sequence[str]) -> list[Field]:
    """The fields asked for that this user knows; the type's own when none is left."""
    found = []
    for key in asked:
        try:
            found.append(catalogue.get(key))
        except KeyError:
            continue
    return found or catalogue.listed()


def rows_of(
    spec: ListSpec,
    fields: Sequence[Field],
    ids: Sequence[int],
    words: Words,
    user: Any,
    *,
    leaving: bool = False,
) -> list[tuple[int, str, SafeString]]:
    """(id, name, finished cells) in the order of `ids`: one query, one more for tags and for names.

    `leaving` is for paper: what is masked for `user` is then masked whoever owns it.
    """
    title = next(iter(spec.drawn))
    mask = mask_for(user, spec.type, leaving=leaving)
    whose = ("owner_id",) if mask else ()
    wanted = dict.fromkeys(("pk", *spec.drawn[title][0], *_columns(spec, fields), *whose))
    model = TYPES[spec.type].model
    found = {row["pk"]: row for row in model._base_manager.filter(pk__in=ids).values(*wanted)}
    ordered = [found[pk] for pk in ids if pk in found]
    _blank_hidden(spec, ordered, user)
    if mask:
        _veil(mask, fields, ordered)
    _look_up(spec, fields, ordered, words)
    labels = [escape(str(f.label)) for f in fields]
    samples = marked(spec.type, ids)
    made = []
    for row in ordered:
        drawn = [_cell(spec, f, row, words, labels[n]) for n, f in enumerate(fields)]
        if row["pk"] in samples:
            drawn[0] = cells.marked(drawn[0], _("Sample"))
        made.append((row["pk"], _name(row), SafeString("".join(drawn))))
    return made


def _blank_hidden(spec: ListSpec, rows: Sequence[dict[str, Any]], user: Any) -> None:
    """Cells drawn from several columns show none that a role hides (SR-06)."""
    for column in {c for columns, _cell in spec.drawn.values() for c in columns}:
        if not user.may_read_field(f"{spec.type}.{column}"):
            for row in rows:
                if column in row:
                    row[column] = ""


def _veil(mask: Mask, fields: Sequence[Field], rows: Sequence[dict[str, Any]]) -> None:
    """Put masked values in place of those that this user may not read whole. A related record's are
    masked whoever owns it: its owner is not at hand."""
    beyond = [f for f in fields if f.via is not None and f.kind in MASKED_KINDS]
    for row in rows:
        owner = row["owner_id"]
        for column, value in row.items():
            if column == "custom":
                row[column] = mask.custom(value or {}, owner)
            else:
                row[column] = mask.value(column, value, owner)
        for one in beyond:
            held = row[_path(one)]
            if one.custom is None:
                row[_path(one)] = masked(one.kind, held)
            elif held:
                key = one.custom.key
                row[_path(one)] = {**held, key: masked(one.kind, held.get(key))}


def _columns(spec: ListSpec, fields: Sequence[Field]) -> list[str]:
    columns: list[str] = []
    for one in fields:
        if one.key in spec.drawn:
            columns += spec.drawn[one.key][0]
        elif one.custom is not None and one.via is None:
            columns.append("custom")
        elif path := _path(one):
            columns.append(path)
            columns += ["currency"] if one.kind == "money" else []
    return columns


def _path(one: Field) -> str:
    """The column behind a field, through a related record where need be."""
    column = one.column if one.custom is None else "custom"
    if one.via is None:
        return column
    return f"{one.via.column.removesuffix('_id')}__{column}" if column else ""


def _look_up(
    spec: ListSpec, fields: Sequence[Field], rows: Sequence[dict[str, Any]], words: Words
) -> None:
    """Names of colleagues and records, and tags: at most one query each for the whole page."""
    plain = [f for f in fields if f.key not in spec.drawn]
    words.know(pair for f in plain for row in rows for pair in pointed(f, _value(f, row)))
    if any(f.kind == "tags" for f in plain):
        tags = tags_of(spec.type, [row["pk"] for row in rows])
        for row in rows:
            row["tags"] = [(tag.name, _hue(tag.color)) for tag in tags[row["pk"]]]


def _hue(color: str) -> int:
    return int(color) if color.isdigit() else 1


def _value(one: Field, row: dict[str, Any]) -> Any:
    if one.custom is not None:
        custom = row.get(_path(one)) or {}
        return custom.get(one.custom.key)
    if one.kind == "money":
        return {"amount": row.get(one.column), "currency": row.get("currency")}
    return row.get(_path(one))


def _cell(spec: ListSpec, one: Field, row: dict[str, Any], words: Words, label: str) -> str:
    if one.key in spec.drawn:
        return spec.drawn[one.key][1](row, words, label)
    if one.kind == "tags":
        return cells.tags(row["tags"], label)
    value = _value(one, row)
    if one.kind == "datetime" and value:
        return cells.quiet(ago(words, value), label, words.of(one, value))
    shown = words.of(one, value)
    if isinstance(value, Masked) and one.via is None:
        url = reverse("records:reveal", args=[spec.type, row["pk"], one.key, 0])
        return cells.masked(shown, url, label)
    return (
        cells.number(shown, label) if one.kind in ("number", "money") else cells.text(shown, label)
    )


def _name(row: dict[str, Any]) -> str:
    told = (row.get(key) for key in ("full_name", "name", "number", "title"))
    return str(next((name for name in told if name), row["pk"]))


def head_of(
    fields: Sequence[Field], sort: Sort, link: Callable[[str], str]
) -> list[tuple[str, str, str, str]]:
    """(label, sort url, "ascending"/"descending"/"", css) for each column."""
    head = []
    for one in fields:
        here = one.key == sort.field.key
        towards = f"-{one.key}" if (here and not sort.down) or _falls(one, here) else one.key
        state = ("descending" if sort.down else "ascending") if here else ""
        css = "list__number" if one.kind in ("number", "money") else ""
        head.append((str(one.label), link(towards) if one.sortable else "", state, css))
    return head


def _falls(one: Field, here: bool) -> bool:
    """Figures and moments begin with the greatest."""
    return not here and one.kind in ("number", "money", "datetime", "date", "rating")


def list_url(type_key: str) -> str:
    """Where the list of a type stands."""
    return reverse(SPECS[type_key].route)


def view_url(view: SavedView) -> str:
    """Where a view stands: as a list, a board by its choice, or a calendar by its day."""
    if view.layout == "list":
        return f"{list_url(view.type)}?view={view.pk}"
    laid_out = reverse(f"fields:{view.layout}", args=[view.type])
    return f"{laid_out}?view={view.pk}&by={view.group_by}"


def shown_line(count: int, looked: int) -> str:
    """What stands below a page: how many are shown, and how far a slow search has come."""
    if looked:
        return _("Looked through the %(looked)d most recent; %(count)d found so far.") % {
            "looked": looked,
            "count": count,
        }
    return _("%d shown") % count
