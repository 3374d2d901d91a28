"""What can happen to a customer's money: payments, refunds, credit and credit notes."""

from django.utils.translation import gettext_lazy as _

from quen.timeline.kinds import event


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
