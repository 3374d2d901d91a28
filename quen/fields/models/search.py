"""Search rows: what every record can be found by. Derived; `quen rebuild` makes them anew."""

from django.db import models


class SearchRow(models.Model):
    """One record as search compares it; text is folded.

    `title` is the record's name, `parts` its other text by field key, `norm` all of it by lines,
    `loose` the same without Thai tone signs (only where there is Thai). `words` are the tokens of
    the word index, `marks` its tokens for type, owner and team. The databases index `norm`, `loose`,
    `words` and `marks` in their own ways, in migration 0002.
    """

    type = models.CharField(max_length=24)
    record_id = models.BigIntegerField()
    title = models.CharField(max_length=400)
    parts = models.JSONField(default=dict)
    norm = models.TextField()
    loose = models.TextField(default="", blank=True)
    words = models.TextField(default="", blank=True)
    marks = models.CharField(max_length=90)
    owner_id = models.BigIntegerField(null=True)
    team_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["type", "record_id"], name="fields_search_record")
        ]
        indexes = [
            models.Index(fields=["owner_id", "type"], name="fields_search_owner"),
            models.Index(fields=["team_id", "type"], name="fields_search_team"),
        ]


class SearchPhone(models.Model):
    """A number of a record, its digits turned round, so that a search for its end is a prefix."""

    row = models.ForeignKey(SearchRow, on_delete=models.CASCADE, related_name="phones")
    digits = models.CharField(max_length=20)

    class Meta:
        indexes = [models.Index(fields=["digits", "row"], name="fields_search_digits")]
