"""How products are found: by their names and their code."""

from collections.abc import Iterator, Sequence

from quen.commerce.models import Product
from quen.fields.searching import Entry, searchable

FIELDS = ("name", "code", "name_vi", "name_th", "name_en")


def declare() -> None:
    """Lend products to search (once, at start)."""
    searchable("product", entries=_products, fields=FIELDS)


def _products(ids: Sequence[int] | None) -> Iterator[Entry]:
    rows = Product._base_manager.filter(deleted_at=None).order_by("pk")
    rows = rows if ids is None else rows.filter(pk__in=ids)
    told = rows.values_list("pk", "name", "updated_at", "code", "name_vi", "name_th", "name_en")
    for pk, name, at, *words in told.iterator(chunk_size=1000):
        text = dict(zip(FIELDS[1:], words, strict=True))
        yield Entry("product", pk, name, at, text)
