"""Open deals added up, so that a board over a million customers costs what a small one does."""

from django.db import models


class Tally(models.Model):
    """So many open deals, worth so much, of one stage, owner, team, currency and probability.

    Triggers on deals add rows and never change one, so that no two savers wait for each other; what
    stands for a key is the sum of its rows, and a job folds them (sales/tallies.py).
    """

    stage = models.ForeignKey(
        "sales.Stage", on_delete=models.CASCADE, db_index=False, db_constraint=False
    )
    owner_id = models.BigIntegerField(null=True)
    team_id = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    probability = models.PositiveSmallIntegerField()
    count = models.IntegerField()
    amount = models.DecimalField(max_digits=24, decimal_places=2)

    class Meta:
        indexes = [
            models.Index(fields=["owner_id", "stage"], name="sales_tally_owner"),
            models.Index(fields=["team_id", "stage"], name="sales_tally_team"),
        ]
