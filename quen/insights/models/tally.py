"""Records added up by day, owner, team and currency, and the marks of what must be added up anew."""

from django.db import models
from django.db.models import Q


class Tally(models.Model):
    """What the records of one source add up to for one key.

    `grain` is d for a day of the business zone and m for a month, whose `day` is its first. `scope` is o
    for one owner's, t for one team's (owner 0) and e for everybody's (owner and team 0): who sees a team
    or all reads few rows. Where a scope has an owner or a team, 0 is nobody. `count`
    and `cents` (in digits, for no column of numbers holds any sum exactly on both databases) are the
    whole, `cells` is JSON: the same and spreads by the source's own dimensions (insights/heaps.py).
    """

    source = models.CharField(max_length=40)
    grain = models.CharField(max_length=1, choices=[("d", "day"), ("m", "month")])
    scope = models.CharField(
        max_length=1, choices=[("o", "owner"), ("t", "team"), ("e", "everybody")]
    )
    day = models.DateField()
    owner_id = models.BigIntegerField(default=0)
    team_id = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True, default="")
    count = models.BigIntegerField()
    cents = models.CharField(max_length=40)
    cells = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "grain", "scope", "day", "owner_id", "team_id", "currency"],
                name="insights_tally_key",
            )
        ]
        indexes = [
            models.Index(
                fields=["owner_id", "source", "grain", "day"],
                condition=Q(scope="o"),
                name="insights_tally_owner",
            ),
            models.Index(
                fields=["team_id", "source", "grain", "day"],
                condition=Q(scope="t"),
                name="insights_tally_team",
            ),
        ]


class Mark(models.Model):
    """At this moment a record of this owner counts or counted: its day must be added up anew.

    Triggers write marks in the transaction of the change (insights/marking.py), so none is lost and no
    two writers wait for each other.
    """

    source = models.CharField(max_length=40)
    at = models.DateTimeField()
    owner_id = models.BigIntegerField(default=0)


class LineMark(models.Model):
    """This record is made of other lines now: the day that it counts on must be added up anew.

    A trigger on lines names their record and reads no other table: SQLite could not alter that one else.
    """

    source = models.CharField(max_length=40)
    record_id = models.BigIntegerField()


class Counted(models.Model):
    """How a source was added up when it last was as a whole: in which zone, by which declaration. `version`
    tells how often its tallies were written: what was counted before a later writing is thrown away."""

    source = models.CharField(max_length=40, primary_key=True)
    zone = models.CharField(max_length=64)
    shape = models.CharField(max_length=500)
    at = models.DateTimeField()
    version = models.BigIntegerField(default=0)
