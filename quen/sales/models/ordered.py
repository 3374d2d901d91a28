"""Which orders came of a deal."""

from django.db import models
from django.db.models import Q


class DealOrder(models.Model):
    """An order that came of a deal, and the quote it was accepted by. An order knows nothing of it."""

    deal = models.ForeignKey("sales.Deal", on_delete=models.PROTECT, related_name="ordered")
    quote = models.ForeignKey(
        "sales.Quote", null=True, blank=True, on_delete=models.PROTECT, related_name="ordered"
    )
    order = models.OneToOneField(
        "commerce.Order", on_delete=models.PROTECT, related_name="from_deal"
    )

    class Meta:
        constraints = [
            # Of two who press the button at once, one gets the order.
            models.UniqueConstraint(
                fields=["quote"], condition=Q(quote__isnull=False), name="sales_dealorder_quote"
            )
        ]


class DealRenewal(models.Model):
    """A deal that was opened to renew a contract. The contract knows nothing of it."""

    deal = models.ForeignKey(
        "sales.Deal", on_delete=models.CASCADE, related_name="renewing", db_index=False
    )
    contract = models.ForeignKey(
        "commerce.Contract", on_delete=models.CASCADE, related_name="renewal_deals"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deal", "contract"], name="sales_dealrenewal_once")
        ]
