"""Addresses of people and companies: phone, mail, chat ids."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quen.people.models.contact import Contact


class HandleQuerySet(models.QuerySet):
    def visible_to(self, user, action: str = "view"):
        return self.filter(contact__in=Contact.objects.visible_to(user, action))


class Handle(models.Model):
    """`value` as it was typed, `normal` as it is compared. One holder per kind and normal value
    identifies; others may share it (a couple's phone, a switchboard)."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("Phone")
        EMAIL = "email", _("E-mail")
        ZALO = "zalo", "Zalo"
        LINE = "line", "LINE"
        FACEBOOK = "facebook", "Facebook"
        VISITOR = "visitor", _("Website visitor")

    contact = models.ForeignKey(
        "people.Contact",
        null=True,
        on_delete=models.CASCADE,
        related_name="handles",
        db_index=False,
    )
    company = models.ForeignKey(
        "people.Company",
        null=True,
        on_delete=models.CASCADE,
        related_name="handles",
        db_index=False,
    )
    kind = models.CharField(max_length=12, choices=Kind)
    value = models.CharField(max_length=254)
    normal = models.CharField(max_length=254)
    label = models.CharField(max_length=40, blank=True, default="")
    primary = models.BooleanField(default=False)
    identifies = models.BooleanField(default=True)
    verified_at = models.DateTimeField(null=True)
    invalid = models.BooleanField(default=False)

    objects = HandleQuerySet.as_manager()

    class Meta:
        ordering = ["-primary", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "normal"],
                condition=Q(identifies=True),
                name="people_handle_identifies_one",
            ),
            models.CheckConstraint(
                condition=Q(contact__isnull=False, company__isnull=True)
                | Q(contact__isnull=True, company__isnull=False),
                name="people_handle_has_one_holder",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "normal"], name="people_handle_normal"),
            models.Index(fields=["contact", "kind"], name="people_handle_contact"),
            # Not of all rows: where no company has a number, SQLite would hold the index for worthless and
            # read every number there is for each company.
            models.Index(
                fields=["company", "kind"],
                condition=Q(company__isnull=False),
                name="people_handle_company",
            ),
            models.Index(
                fields=["kind", "contact"], condition=Q(invalid=True), name="people_handle_invalid"
            ),
        ]


KINDS = frozenset(Handle.Kind.values)  # made once: the enumeration makes its list at every look
