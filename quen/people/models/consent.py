"""The consent ledger: append-only, one entry for each giving or withdrawing."""

from django.conf import settings
from django.db import models

from quen.fields.catalogue import in_language


class ConsentPurpose(models.Model):
    """What consent is asked for ("news", "after-sale care"), with the wording shown, by language."""

    key = models.SlugField(max_length=40, unique=True)
    labels = models.JSONField()
    wordings = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]

    @property
    def label(self) -> str:
        return in_language(self.labels) or self.key


class ConsentEntry(models.Model):
    """Consent given or withdrawn, with its proof; the newest entry per purpose and channel holds."""

    contact = models.ForeignKey("people.Contact", on_delete=models.CASCADE, related_name="consents")
    purpose = models.ForeignKey(ConsentPurpose, on_delete=models.PROTECT)
    channel = models.CharField(max_length=12)
    given = models.BooleanField()
    wording = models.TextField(blank=True)
    wording_version = models.PositiveIntegerField(default=1)
    language = models.CharField(max_length=2, blank=True, default="")
    source = models.CharField(max_length=80, blank=True, default="")
    proof = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(
                fields=["contact", "purpose", "channel", "-at"], name="people_consent_newest"
            )
        ]
