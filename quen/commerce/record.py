"""The page of a product: its head and its facts."""

from typing import Any

from django.urls import reverse

from quen.accounts.visibility import may
from quen.commerce.models import Product
from quen.fields.actions.tags import tags_of
from quen.fields.record_pages import record_page
from quen.fields.record_values import Showing
from quen.kit import money


def declare() -> None:
    """Lend the page (once, at start)."""
    record_page(
        "product",
        name="name",
        head=product_head,
        list_url=lambda: reverse("commerce:products"),
        new_url=lambda: reverse("commerce:product_new"),
        related=("category",),
        values=product_values,
        first=("code", "category_id", "price", "unit", "vat_percent", "description", "tags"),
        left_out=frozenset(("name", "state", "created_at", "updated_at")),
        essential=("name", "code", "category_id", "price", "unit", "vat_percent"),
    )


def product_values(product: Any, user: Any) -> dict[str, Any]:
    """Tags, in one query."""
    return {"tags": [tag.name for tag in tags_of("product", [product.pk])[product.pk]]}


def product_head(product: Product, user: Any, showing: Showing) -> dict[str, Any]:
    """What it costs, whether it is offered, and the button that changes that."""
    seen = product.price is not None and user.may_read_field("product.price")
    told = money.Money(product.price, product.currency) if product.price is not None else None
    return {
        "template": "commerce/product_state.html",
        "subtitle": product.code if user.may_read_field("product.code") else "",
        "price": money.shown(told, showing.language) if seen and told else "",
        "unit": product.unit if user.may_read_field("product.unit") else "",
        "state_label": product.get_state_display(),
        "active": product.is_active,
        "tone": "good" if product.is_active else "",
        "pk": product.pk,
        "may_retire": may(product, user, "change") and user.may_write_field("product.state"),
    }
