"""What can be asked of products (the catalogue's built-in fields)."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quen.commerce.categories import below, branches
from quen.commerce.models import Product
from quen.fields.catalogue import Choice, built_in
from quen.people.choices import fixed
from quen.people.headers import TAGS


def _categories() -> list[Choice]:
    return [Choice(one.pk, one.path) for one in branches()]


def _within(op: str, value: Any, asker: Any) -> Q:
    """A category stands for all that lie below it, too."""
    if op in ("empty", "not_empty"):
        return Q(category__isnull=op == "empty")
    wanted = value if isinstance(value, list) else [value]
    inside = Q(category_id__in={pk for one in wanted for pk in below(one)})
    return ~inside | Q(category__isnull=True) if op in ("is_not", "not_in") else inside


def declare() -> None:
    """Lend the fields to the catalogue (once, at start)."""
    _what()
    _how_much()
    _names()
    _rest()


def _what() -> None:
    built_in(
        "product",
        "name",
        pgettext_lazy("column", "Product"),
        "text",
        column="name_key",
        folded="norm",
        sortable=True,
        write="name",
        required=True,
        listed=True,
        words=(
            "sản phẩm", "tên sản phẩm", "tên hàng", "tên hàng hóa", "hàng hóa", "dịch vụ", "สินค้า", "ชื่อสินค้า", "ชื่อ",
            "รายการ", "product", "product name", "name", "item", "item name", "title",
        ),
    )  # fmt: skip
    built_in(
        "product",
        "code",
        _("Product code"),
        "text",
        column="code_key",
        sortable=True,
        write="code",
        listed=True,
        words=(
            "mã", "mã hàng", "mã sản phẩm", "mã sp", "mã hàng hóa", "รหัส", "รหัสสินค้า", "code", "sku", "product code",
            "item code", "part number",
        ),
    )  # fmt: skip
    built_in(
        "product",
        "category_id",
        _("Category"),
        "choice",
        column="category_id",
        choices=_categories,
        look=_within,
        cheap=True,
        write="category_id",
        listed=True,
    )


def _how_much() -> None:
    built_in(
        "product",
        "price",
        _("Standard price"),
        "money",
        column="price",
        sortable=True,
        nullable=True,
        write="price",
        listed=True,
        help=_("Of one unit, before VAT. Other currencies and quantities stand in price lists."),
        words=(
            "giá", "đơn giá", "giá bán", "giá niêm yết", "ราคา", "ราคาขาย", "ราคาต่อหน่วย", "price", "unit price",
            "sales_price", "sales price", "list price", "standard price",
        ),
    )  # fmt: skip
    built_in(
        "product",
        "unit",
        _("Unit"),
        "text",
        column="unit",
        write="unit",
        listed=True,
        words=("đơn vị", "đơn vị tính", "đvt", "หน่วย", "หน่วยนับ", "unit", "uom"),
    )
    built_in(
        "product",
        "vat_percent",
        _("VAT %"),
        "number",
        column="vat_percent",
        write="vat_percent",
        listed=True,
        help=_("A new product begins with the usual rate of the country. A dash: no VAT is due, which is not 0 %."),
        words=("vat", "thuế", "thuế gtgt", "thuế suất", "thuế suất gtgt", "vat %", "ภาษี", "ภาษีมูลค่าเพิ่ม", "tax", "tax rate"),
    )  # fmt: skip


def _names() -> None:
    told = (
        ("name_vi", _("Name on Vietnamese documents"), ("tên tiếng việt",)),
        ("name_th", _("Name on Thai documents"), ("tên tiếng thái", "ชื่อภาษาไทย")),
        ("name_en", _("Name on English documents"), ("tên tiếng anh", "ชื่อภาษาอังกฤษ", "english name")),
    )  # fmt: skip
    for key, label, words in told:
        built_in("product", key, label, "text", column=key, write=key, words=words)


def _rest() -> None:
    built_in(
        "product",
        "description",
        _("Description"),
        "long_text",
        column="description",
        write="description",
        words=("mô tả", "diễn giải", "รายละเอียด", "คำอธิบาย", "description"),
    )
    built_in(
        "product",
        "state",
        _("State"),
        "choice",
        column="state",
        choices=fixed(tuple(Product.State.choices)),
        write="state",
        listed=True,
    )
    built_in("product", "tags", _("Tags"), "tags", write="tags", words=TAGS)
    for key, label in (("created_at", _("Added")), ("updated_at", _("Changed"))):
        built_in("product", key, label, "datetime", column=key)
