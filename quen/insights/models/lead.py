"""Who became a lead and when, and when a deal was won with them: one narrow row for each, so that a rate
over a year of a million people is read from one index."""

from django.db import models
from django.db.models import F, Q


class Lead(models.Model):
    """A person who is or was a lead, by the company's own rule (insights/lead_rule.py).

    `became_on` is the day they became one; `closed_on` the day of the first deal won since, with them or
    with the company they work for (None: none yet). Owner, team and source are the person's: rights look
    at them.
    """

    contact_id = models.BigIntegerField(unique=True)
    became_on = models.DateField()
    closed_on = models.DateField(null=True)
    owner_id = models.BigIntegerField(null=True)
    team_id = models.BigIntegerField(null=True)
    source = models.CharField(max_length=80, blank=True, default="")

    objects = models.Manager["Lead"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("became_on")),
                name="insights_lead_in_order",
            ),
        ]
        indexes = [
            # In the order of the list, and with all that sums over days ask for.
            models.Index(
                fields=["became_on", "contact_id", "closed_on", "owner_id", "team_id", "source"],
                name="insights_lead_days",
            ),
        ]


class LeadMark(models.Model):
    """What this person, or who works for this company, did as a lead is to be read anew."""

    kind = models.CharField(max_length=8)
    record_id = models.BigIntegerField()
