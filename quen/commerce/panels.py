"""What stands beside a product: its prices and its files."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quen.commerce.models import ListPrice, Product
from quen.commerce.order_lines import beside
from quen.fields.file_lines import files_beside
from quen.fields.models.attached import HOLDERS
from quen.kit.money import Money, shown
from quen.kit.panels import panel
from quen.kit.plain_rows import plain

SHOWN = 40


def declare() -> None:
    """Lend the panels (once, at start)."""
    HOLDERS.append("product")
    HOLDERS.append("contract")
    panel(
        "contract", "files", label=gettext_lazy("Files"), template="fields/files_panel.html",
        needs="web.use", facts=files_beside, order=35,
    )  # fmt: skip
    panel(
        "product", "prices", label=gettext_lazy("Prices"), template="commerce/prices_panel.html",
        needs="commerce.view_product", facts=prices, order=10,
    )  # fmt: skip
    for type_key in ("contact", "company"):
        panel(
            type_key, "orders", label=gettext_lazy("Orders"), template="commerce/orders_panel.html",
            needs="commerce.view_order", facts=beside, order=12,
        )  # fmt: skip
    panel(
        "product", "files", label=gettext_lazy("Files"), template="fields/files_panel.html",
        needs="web.use", facts=files_beside, order=35,
    )  # fmt: skip


def prices(product: Product, user: Any) -> dict[str, Any] | None:
    """What it costs on each live list, by quantity; nothing for who may not read its price."""
    if not user.may_read_field("product.price"):
        return None
    rows = ListPrice.objects.filter(product=product, price_list__retired_at=None)
    rows = rows.select_related("price_list").order_by("price_list__norm", "from_quantity")[:SHOWN]
    return {"items": [_item(row, user) for row in rows]}


def _item(row: ListPrice, user: Any) -> dict[str, Any]:
    steps = _("from %s on") % plain(row.from_quantity) if row.from_quantity else ""
    return {
        "title": row.price_list.name,
        "url": reverse("commerce:price_sheet", args=[row.price_list_id]),
        "sub": steps,
        "end": shown(Money(row.amount, row.price_list.currency), user.language),
        "icon": "tag",
        "tone": "",
    }
