"""What can happen to products, their categories and prices, and to what is set for selling them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from quen.timeline.kinds import event


@event("product.created", icon="package", group="change")
class ProductCreated:
    name: str = ""

    label = _("Product added")
    sentence = _("{actor} added the product {name}")


@event("product.changed", icon="edit", group="change")
class ProductChanged:
    changes: dict[str, Any]

    sentence = _("{actor} changed the product")


@event("product.deleted", icon="trash", group="change")
class ProductDeleted:
    sentence = _("{actor} moved the product to the trash")


@event("product.restored", icon="trash-off", group="change")
class ProductRestored:
    sentence = _("{actor} took the product out of the trash")


@event("category.changed", icon="category", group="audit")
class CategoryChanged:
    name: str
    changes: dict[str, Any]

    sentence = _("{actor} changed the product category {name}")


@event("price_list.changed", icon="tags", group="audit")
class PriceListChanged:
    name: str
    changes: dict[str, Any]

    sentence = _("{actor} changed the price list {name}")


@event("price_list.priced", icon="tag", group="change")
class PricesSet:
    name: str
    count: int
    currency: str

    sentence = _("{actor} set prices on the list {name}")


@event("payment_account.changed", icon="building-bank", group="audit")
class PaymentAccountChanged:
    name: str
    changes: dict[str, Any]

    sentence = _("{actor} changed the payment account {name}")


@event("number_pattern.changed", icon="hash", group="audit")
class NumberPatternChanged:
    kind_of: str
    changes: dict[str, Any]

    sentence = _("{actor} changed how numbers are written: {kind_of}")
