"""Bringing in products, by their code or their name, with the categories that their sheet names."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quen.commerce.actions.categories import save_category
from quen.commerce.categories import forget_categories, fresh_branches, named, path_in
from quen.commerce.models import Category, Product
from quen.fields.importing.nouns import NounWriter, Prepared
from quen.fields.importing.objects import Batch, Target, importable
from quen.kit.refused import Refused
from quen.people.matching import by_column

CATEGORY = (
    "nhóm", "nhóm hàng", "nhóm sản phẩm", "danh mục", "loại", "loại hàng", "หมวดหมู่", "หมวด", "กลุ่มสินค้า",
    "category", "product category", "series", "group",
)  # fmt: skip


def declare() -> None:
    """Lend the object (once, at start)."""
    matches: dict[str, Any] = {
        "code": by_column(Product, "code_key", oldest=True),
        "name": by_column(Product, "norm", oldest=True),
    }
    importable(
        "products",
        type="product",
        label=_("Products"),
        needs="commerce.add_product",
        matches=("code", "name"),
        extra=(
            Target("category", _("Category, by path or name"), CATEGORY),
            Target("currency", _("Currency"), ("tiền tệ", "loại tiền", "สกุลเงิน", "currency")),
        ),
        write=NounWriter(
            "product", matches=matches, extra=frozenset({"category"}), fix=_fix
        ),
    )  # fmt: skip


def _fix(prepared: Prepared, batch: Batch) -> None:
    """Find the category that the row names, or make it. Raises Refused at its cell."""
    path = path_in(prepared.extra.get("category", ""))
    if not path:
        return
    prepared.draft.columns["category_id"] = _category(path, batch)
    prepared.more = ("category_id",)


def _category(path: list[str], batch: Batch) -> int:
    """The category's id; a check takes back what it made, so nothing of it is kept in memory."""
    known = fresh_branches()
    if found := named(" > ".join(path), known):
        return found.pk
    if not batch.by.can("commerce.manage_categories"):
        words = gettext("There is no category called %s.") % " > ".join(path)[:80]
        raise Refused(words, errors={"category": words})
    parent: Category | None = None
    for depth, name in enumerate(path, 1):
        there = named(" > ".join(path[:depth]), known) if depth < len(path) else None
        if there is not None:
            parent = Category.objects.get(pk=there.pk)
        else:
            parent = save_category(None, by=batch.by, name=name, parent=parent)
    forget_categories()
    assert parent is not None  # noqa: S101 - a path has at least one name
    return parent.pk
