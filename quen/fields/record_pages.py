"""Record pages: what each room lends about the page of its nouns, and the facts column.

The parts of a page (facts, timeline, panels, editors) are the same for every type; a room lends a
`RecordPage`, and rooms above lend kinds of the composer, buttons and what is still to come.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from quen.fields.catalogue import Catalogue, Field, catalogue
from quen.fields.masking import mask_for
from quen.fields.nouns import NOUNS
from quen.fields.record_values import Pair, Showing, mark, pointed_at, shown
from quen.kit.cells import revealable
from quen.kit.masks import Masked
from quen.kit.records import TYPES

Words = str | Promise
SECTIONS: dict[str, Words] = {
    "main": _("Details"),
    "person": _("Person"),
    "custom": _("More fields"),
}


@dataclass(frozen=True)
class RecordPage:
    """`head(record, user, showing)` gives what stands below the name. `values` gives present values that
    need queries of their own; `first` orders the facts, `left_out` stand elsewhere on the page,
    `besides` are facts that are no catalogue fields. `essential` is the short form of a new record."""

    type: str
    name: str
    head: Callable[[Any, Any, Showing], dict[str, Any]]
    list_url: Callable[[], str]
    new_url: Callable[[], str]
    related: tuple[str, ...] = ("owner",)
    values: Callable[[Any, Any], dict[str, Any]] = lambda record, user: {}
    first: tuple[str, ...] = ()
    left_out: frozenset[str] = frozenset()
    besides: Callable[[Any], Sequence[Field]] = lambda user: ()
    essential: tuple[str, ...] = ()

    def rows(self, user: Any, action: str = "view") -> QuerySet[Any]:
        """Records of this type that `user` may see, with what the head shows."""
        return TYPES[self.type].visible_to(user, action).select_related(*self.related)

    def fields(self, user: Any) -> dict[str, Field]:
        """The fields that can stand on the page, by key."""
        known: Catalogue = catalogue(self.type, user)
        return {**known.fields, **{f.key: f for f in self.besides(user)}}


@dataclass(frozen=True)
class ComposerKind:
    """A tab of the composer; its template posts to the lending room's own URL."""

    key: str
    label: Words
    icon: str
    template: str
    needs: str
    order: int = 50


PAGES: dict[str, RecordPage] = {}
COMPOSER: list[ComposerKind] = []
COMING: list[Callable[[str, int, Any], Iterable[dict[str, Any]]]] = []


def record_page(type_key: str, **facts: Any) -> RecordPage:
    """Lend a record page. Raises ValueError where the type has one."""
    if type_key in PAGES:
        raise ValueError(f"the page of {type_key} exists already")
    PAGES[type_key] = RecordPage(type=type_key, **facts)
    return PAGES[type_key]


def composer_kind(key: str, **facts: Any) -> ComposerKind:
    """Lend a kind of entry to the composer of every record page."""
    lent = ComposerKind(key=key, **facts)
    COMPOSER.append(lent)
    return lent


def coming(lent: Callable[[str, int, Any], Iterable[dict[str, Any]]]) -> Any:
    """Lend what is still to come on a record: `lent(type, id, user)` gives timeline entries."""
    COMING.append(lent)
    return lent


@dataclass
class Section:
    """A part of the facts column; `facts` are rows of ui/facts.html."""

    key: str
    title: Words
    facts: list[dict[str, Any]] = field(default_factory=list)
    filled: int = 0


def values_on(page: RecordPage, record: Any, user: Any) -> dict[str, Any]:
    """Present values by field key, as this user may read them."""
    return as_read(page, record, user, standing_on(page, record, user))


def as_read(page: RecordPage, record: Any, user: Any, standing: dict[str, Any]) -> dict[str, Any]:
    """Values of a record as this user may read them: some masked."""
    mask = mask_for(user, page.type)
    if mask is None:
        return standing
    return {key: mask.value(key, value, record.owner_id) for key, value in standing.items()}


def standing_on(page: RecordPage, record: Any, user: Any) -> dict[str, Any]:
    """Values as they stand, of the fields that this user may know: to compare, never to show."""
    apart = page.values(record, user)
    value = NOUNS[page.type].value
    here = (key for key in page.fields(user) if key not in page.left_out or key == page.name)
    return {
        key: apart[key] if key in apart else value(record, key)
        for key in here
        if key in apart or _stands(record, key)
    }


def _stands(record: Any, key: str) -> bool:
    return key.startswith("custom.") or hasattr(record, key)


def pairs_in(page: RecordPage, user: Any, values: dict[str, Any]) -> set[Pair]:
    """The records that these values point at."""
    known = page.fields(user)
    found = (pointed_at(known[key], value) for key, value in values.items() if key in known)
    return {pair for pair in found if pair}


def named_by(page: RecordPage, record: Any) -> dict[Pair, str]:
    """Titles of the records that came along with this one, so that nobody asks for them again."""
    came = [one for name in page.related if (one := getattr(record, name, None)) is not None]
    keys = {known.model: key for key, known in TYPES.items()}
    return {
        (keys[type(one)], one.pk): TYPES[keys[type(one)]].title(one)
        for one in came
        if type(one) in keys
    }


def sections(
    page: RecordPage,
    record: Any,
    user: Any,
    values: dict[str, Any],
    showing: Showing,
    *,
    editable: bool,
) -> list[Section]:
    """The facts by section, each with its editor's address where this user may change it."""
    made: dict[str, Section] = {}
    for known in _ordered(page, user):
        if known.key in page.left_out or known.key not in values:
            continue
        title = SECTIONS.get(known.section, known.section)
        part = made.setdefault(known.section, Section(known.section, title))
        told = told_on(page, record, known, values[known.key], showing)
        part.filled += bool(told)
        row = fact(page, record, user, known, told, editable=editable)
        if told or row["edit_url"] or known.write:
            part.facts.append(row)
    return list(made.values())


def told_on(
    page: RecordPage, record: Any, known: Field, value: Any, showing: Showing
) -> SafeString | str:
    """A value as its own page shows it: masked ones can be shown whole, one at a time."""
    many = value if isinstance(value, list) else [value]
    facts = [one if isinstance(one, dict) else {"value": one} for one in many]
    if not any(isinstance(one["value"], Masked) for one in facts if "value" in one):
        return shown(known, value, showing)
    url, label = (page.type, record.pk, known.key), str(known.label)
    lines = (
        (revealable(one["value"], reverse("records:reveal", args=[*url, n]), label), mark(one))
        for n, one in enumerate(facts)
    )
    return format_html_join(SafeString("<br>"), "{}{}", lines)


def fact(
    page: RecordPage, record: Any, user: Any, known: Field, told: Any, *, editable: bool
) -> dict[str, Any]:
    """One row of the facts column."""
    may = editable and bool(known.write) and user.may_write_field(known.right)
    url = reverse("records:edit", args=[page.type, record.pk, known.key]) if may else ""
    return {
        "key": known.key,
        "label": known.label,
        "value": told,
        "edit_url": url,
        "custom": known.custom,
    }


def _ordered(page: RecordPage, user: Any) -> list[Field]:
    known = page.fields(user)
    order = {key: n for n, key in enumerate(page.first)}
    places = {key: n for n, key in enumerate(SECTIONS)}
    return sorted(
        known.values(), key=lambda f: (places.get(f.section, 9), order.get(f.key, len(order)))
    )
