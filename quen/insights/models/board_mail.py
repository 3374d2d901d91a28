"""Boards that colleagues have mailed to themselves, again and again."""

from typing import Any, Self

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quen.insights.models.of_board import OfBoard

_SIGNER = signing.Signer(salt="quen.insights.board_mail.link", sep=".")


class BoardMailQuerySet(models.QuerySet["BoardMail"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        """One's own alone."""
        return self.filter(user=user)

    def for_token(self, token: str) -> Self:
        """The one that the link at the end of a mail ends; none where the signature does not fit."""
        try:
            return self.filter(key=_SIGNER.unsign(token[:200]))
        except signing.BadSignature:
            return self.none()


class BoardMail(OfBoard):
    """`at` is an hour of the business zone and `next_at` the moment of the next mail; `key` is random, and
    the link that ends the mails signs it."""

    class Rhythm(models.TextChoices):
        WORKDAYS = "workdays", _("Every working day")
        MONDAYS = "mondays", _("Every Monday")
        MONTHS = "months", _("On the first of each month")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    rhythm = models.CharField(max_length=8, choices=Rhythm)
    at = models.TimeField()
    next_at = models.DateTimeField(db_index=True)
    key = models.CharField(max_length=40, unique=True)

    objects = BoardMailQuerySet.as_manager()

    class Meta(OfBoard.Meta):
        abstract = False
        constraints = [
            *OfBoard.Meta.constraints,
            models.UniqueConstraint(
                fields=["user", "dashboard"], name="insights_boardmail_one_of_dashboard"
            ),
            models.UniqueConstraint(
                fields=["user", "ready"], condition=~Q(ready=""), name="insights_boardmail_one"
            ),
        ]

    @property
    def token(self) -> str:
        """What stands in the link that ends the mails."""
        return _SIGNER.sign(self.key)
