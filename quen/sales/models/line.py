"""What a deal is about: products with quantities and prices."""

from django.db import models

from quen.commerce.models.priced import PricedLine, holds


class DealLine(PricedLine):
    """A line of a deal, in the deal's currency."""

    deal = models.ForeignKey("sales.Deal", on_delete=models.CASCADE, related_name="lines")

    class Meta(PricedLine.Meta):
        abstract = False
        constraints = holds("sales_dealline")
