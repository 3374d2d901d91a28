"""A person, for life, whatever their stage."""

from django.db import models
from django.db.models import Q

from quen.accounts.visibility import Owned, OwnedQuerySet
from quen.kit import masks
from quen.kit.workspace import workspace

LIVE = Q(deleted_at__isnull=True)


class ContactQuerySet(OwnedQuerySet):
    def in_loop(self, loop: str):
        return self.filter(stage__loop=loop)


class Contact(Owned):
    """One record from stranger to regular. `email` and `phone` are copies of the primary handles.

    `name_key` sorts by the reader's alphabet, `norm` is what text conditions compare, `custom` shows
    what Value rows answer for. A birthday is "YYYY-MM-DD" or "--MM-DD"; `birthday_key` is MMDD.
    """

    DEFAULT_SORT = "last_activity_at"

    full_name = models.CharField(max_length=200, blank=True)
    given_name = models.CharField(max_length=100, blank=True, default="")
    family_name = models.CharField(max_length=100, blank=True, default="")
    nickname = models.CharField(max_length=60, blank=True, default="")
    name_key = models.CharField(max_length=220)
    norm = models.CharField(max_length=200, blank=True, default="")
    gender = models.CharField(max_length=8, blank=True, default="")
    language = models.CharField(max_length=2, blank=True, default="vi")
    form_of_address = models.CharField(max_length=20, blank=True, default="")
    birthday = models.CharField(max_length=10, blank=True, default="")
    birthday_key = models.PositiveSmallIntegerField(null=True)
    birthday_calendar = models.CharField(max_length=5, default="solar")
    company = models.ForeignKey(
        "people.Company",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contacts",
        db_index=False,
    )
    job_title = models.CharField(max_length=120, blank=True, default="")
    stage = models.ForeignKey("people.Stage", on_delete=models.PROTECT, db_index=False)
    stage_entered_at = models.DateTimeField()
    round = models.PositiveSmallIntegerField(default=1)
    source = models.CharField(max_length=80, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    phone = models.CharField(max_length=32, blank=True, default="")
    score = models.IntegerField(default=0)
    last_activity_at = models.DateTimeField()
    next_step_at = models.DateTimeField(null=True, blank=True)
    custom = models.JSONField(default=dict, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["-last_activity_at", "-id", "owner", "team", "stage", "company"],
                condition=LIVE,
                name="people_contact_activity",
            ),
            models.Index(
                fields=["owner", "-last_activity_at", "-id", "stage", "company"],
                condition=LIVE,
                name="people_contact_owner",
            ),
            models.Index(
                fields=["team", "-last_activity_at", "-id", "stage", "company"],
                condition=LIVE,
                name="people_contact_team",
            ),
            models.Index(
                fields=["stage", "-last_activity_at", "-id", "owner", "team"],
                condition=LIVE,
                name="people_contact_stage",
            ),
            models.Index(
                fields=["name_key", "id", "owner", "team"],
                condition=LIVE,
                name="people_contact_name",
            ),
            models.Index(
                fields=["-score", "-id", "owner", "team"],
                condition=LIVE,
                name="people_contact_score",
            ),
            models.Index(
                fields=["-created_at", "-id", "owner", "team"],
                condition=LIVE,
                name="people_contact_created",
            ),
            models.Index(
                fields=["next_step_at", "id", "owner", "team"],
                condition=LIVE & Q(next_step_at__isnull=False),
                name="people_contact_next_step",
            ),
            models.Index(
                fields=["company", "-last_activity_at", "-id"], name="people_contact_company"
            ),
            models.Index(fields=["source", "id"], condition=LIVE, name="people_contact_source"),
            models.Index(
                fields=["birthday_key", "birthday_calendar", "-score", "-id", "owner", "team"],
                condition=LIVE & Q(birthday_key__isnull=False),
                name="people_contact_born",
            ),
            models.Index(
                fields=["-deleted_at", "-id"],
                condition=Q(deleted_at__isnull=False),
                name="people_contact_trash",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def shown_name(self) -> str:
        """The name, or what else tells the person apart: for everybody the same, so a phone or mail
        stands here masked as soon as some role reads them so."""
        return self.full_name or self._reached_at() or f"#{self.pk}"

    def _reached_at(self) -> str:
        if not workspace().masks:
            return self.phone or self.email
        return masks.phone(self.phone) if self.phone else self.email and masks.mail(self.email)
