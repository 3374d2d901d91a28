"""How many records fail each check of the data's quality: kept, so that a million cost what ten do."""

from django.db import models


class QualityCount(models.Model):
    """So many records of one owner and team fail a check; `at` is when they were counted."""

    key = models.CharField(max_length=40)
    owner_id = models.BigIntegerField(null=True)
    team_id = models.BigIntegerField(null=True)
    count = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["key", "owner_id"], name="people_quality_owner"),
            models.Index(fields=["key", "team_id"], name="people_quality_team"),
        ]
