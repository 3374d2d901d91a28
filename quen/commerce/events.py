"""What can happen to what the company sells."""

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


@event("order.placed", icon="shopping-cart", group="business", activity=True)
class OrderPlaced:
    number: str
    amount: str
    currency: str

    behind = {"amount": "order.total"}
    label = _("Order placed")
    sentence = _("{actor} placed the order {number}: {amount} {currency}")


@event("order.changed", icon="edit", group="change")
class OrderChanged:
    changes: dict[str, Any]

    sentence = _("{actor} changed the order")


@event("order.assigned", icon="user-share", group="change")
class OrderAssigned:
    changes: dict[str, Any]

    sentence = _("{actor} gave the order to a colleague")


@event("order.paid", icon="circle-check", group="business")
class OrderPaid:
    number: str
    amount: str
    currency: str

    behind = {"amount": "order.total"}
    label = _("Order paid")
    sentence = _("The order {number} is paid: {amount} {currency}")


@event("order.cancelled", icon="circle-x", group="business")
class OrderCancelled:
    number: str
    reason: str
    to_refund: str
    currency: str

    behind = {"to_refund": "order.total"}
    label = _("Order cancelled")
    sentence = _("{actor} cancelled the order {number}. To be refunded: {to_refund} {currency}")
    personal = ("reason",)


@event("payment.received", icon="coin", group="business", activity=True)
class PaymentReceived:
    amount: str
    currency: str
    method: str
    orders: str
    credit: str

    behind = {"amount": "order.paid"}
    label = _("Payment received")
    sentence = _("The customer paid {amount} {currency}. {orders}")


@event("payment.voided", icon="arrow-back-up", group="business")
class PaymentVoided:
    amount: str
    currency: str

    behind = {"amount": "order.paid"}
    sentence = _("{actor} took back a payment of {amount} {currency}: it was booked by mistake")


@event("payment.refunded", icon="coin-off", group="business")
class PaymentRefunded:
    amount: str
    currency: str
    number: str

    behind = {"amount": "order.paid"}
    label = _("Payment refunded")
    sentence = _("{actor} gave back {amount} {currency}. {number}")


@event("credit.used", icon="coin", group="business")
class CreditUsed:
    number: str
    amount: str
    currency: str

    behind = {"amount": "order.paid"}
    sentence = _("{actor} paid the order {number} from the customer's credit: {amount} {currency}")


@event("credit.kept", icon="coin", group="business")
class CreditKept:
    number: str
    amount: str
    currency: str

    behind = {"amount": "order.paid"}
    sentence = _("{actor} kept {amount} {currency} of the order {number} as the customer's credit")


@event("credit_note.issued", icon="receipt-refund", group="business")
class CreditNoteIssued:
    number: str
    order: str
    amount: str
    currency: str
    reason: str

    behind = {"amount": "order.credited"}
    label = _("Credit note issued")
    sentence = _("{actor} credited {amount} {currency} of the order {order}: {number}. {reason}")
    personal = ("reason",)


@event("bank_line.set_aside", icon="arrows-exchange", group="audit")
class BankLineSetAside:
    amount: str

    sentence = _("{actor} marked a transfer of {amount} as not a customer's payment")


@event("bank_line.reopened", icon="arrow-back-up", group="audit")
class BankLineReopened:
    amount: str

    sentence = _("{actor} undid what was done with a transfer of {amount}")


@event("statement.imported", icon="building-bank", group="audit")
class StatementImported:
    account: str
    new: int
    known: int
    matched: int

    sentence = _(
        "{actor} imported a statement of {account}: {new} new transfers, {matched} matched"
    )


@event("contract.created", icon="file-certificate", group="business")
class ContractCreated:
    name: str = ""
    number: str = ""

    label = _("Contract added")
    sentence = _("{actor} added the contract {name}")


@event("contract.changed", icon="edit", group="change")
class ContractChanged:
    changes: dict[str, Any]

    sentence = _("{actor} changed the contract")


@event("contract.assigned", icon="user-share", group="change")
class ContractAssigned:
    changes: dict[str, Any]

    sentence = _("{actor} gave the contract to a colleague")


@event("contract.deleted", icon="trash", group="change")
class ContractDeleted:
    sentence = _("{actor} moved the contract to the trash")


@event("contract.restored", icon="trash-off", group="change")
class ContractRestored:
    sentence = _("{actor} took the contract out of the trash")


@event("contract.renewed", icon="rotate", group="business", activity=True)
class ContractRenewed:
    name: str
    number: str
    by_number: str

    label = _("Contract renewed")
    sentence = _("{actor} renewed the contract {number}: {by_number} continues it")


@event("contract.ended", icon="circle-x", group="business")
class ContractEnded:
    name: str
    number: str
    reason: str

    label = _("Contract ended early")
    sentence = _("{actor} ended the contract {number}: {reason}")
    personal = ("reason",)


@event("contract.reopened", icon="rotate", group="business")
class ContractReopened:
    name: str
    number: str

    label = _("Contract runs on")
    sentence = _("{actor} let the contract {number} run on")


@event("contract.expiry_neared", icon="clock", group="business")
class ContractExpiryNeared:
    name: str
    number: str
    ends_on: str

    label = _("Contract near its end")
    sentence = _("The contract {number} ends on {ends_on}")


@event("contract.shared", icon="link", group="business")
class ContractShared:
    name: str
    number: str
    until_on: str

    label = _("Contract handed to the customer")
    sentence = _("{actor} opened the contract {number} to the customer until {until_on}")


@event("contract.unshared", icon="circle-x", group="business")
class ContractUnshared:
    name: str
    number: str

    sentence = _("{actor} took back the customer's link of the contract {number}")


@event("contract.opened", icon="eye", group="behaviour", activity=True)
class ContractOpened:
    name: str
    number: str
    times: int

    label = _("Contract opened by the customer")
    sentence = _("The customer opened the contract {number}; times so far: {times}")


@event("invoice.created", icon="file-invoice", group="change")
class InvoiceCreated:
    number: str = ""

    sentence = _("{actor} brought in the invoice {number}")


@event("invoice.issued", icon="file-invoice", group="business")
class InvoiceIssued:
    number: str
    amount: str
    currency: str
    issued_on: str

    behind = {"amount": "invoice.total"}
    label = _("Invoice issued")
    sentence = _("Invoice {number} issued on {issued_on}: {amount} {currency}")


@event("invoice.changed", icon="edit", group="change")
class InvoiceChanged:
    changes: dict[str, Any]

    sentence = _("{actor} changed the invoice")


@event("invoice.assigned", icon="user-share", group="change")
class InvoiceAssigned:
    changes: dict[str, Any]

    sentence = _("{actor} gave the invoice to a colleague")


@event("invoice.deleted", icon="trash", group="change")
class InvoiceDeleted:
    sentence = _("{actor} moved the invoice to the trash")


@event("invoice.restored", icon="trash-off", group="change")
class InvoiceRestored:
    sentence = _("{actor} took the invoice out of the trash")
