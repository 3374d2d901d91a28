"""What helps to sell, ready to send: customer stories and documents, by industry and problem."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

LINK = "sales.story"  # what its public links are signed for


class StoryQuerySet(models.QuerySet["Story"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        right = "sales.view_deal" if action == "view" else "sales.manage_stories"
        return self.live() if user.can(right) else self.none()

    def live(self) -> Self:
        return self.filter(removed_at=None)

    def for_token(self, key: str) -> Self:
        """The one whose public link holds this key."""
        return self.live().filter(sent__link_key=key) if key else self.none()


class Story(models.Model):
    """`industry` is what companies' industry says, empty for every one; `problem` is what it solves."""

    class Kind(models.TextChoices):
        STORY = "story", _("Customer story")
        DOCUMENT = "document", _("Document")
        VIDEO = "video", _("Video or page")

    title = models.CharField(max_length=200)
    norm = models.CharField(max_length=400, blank=True, default="")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.STORY)
    industry = models.CharField(max_length=80, blank=True, default="")
    industry_key = models.CharField(max_length=80, blank=True, default="")
    problem = models.CharField(max_length=200, blank=True, default="")
    words = models.TextField(blank=True, default="")
    address = models.URLField(max_length=300, blank=True, default="")
    file = models.ForeignKey(
        "fields.File", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = StoryQuerySet.as_manager()

    class Meta:
        ordering = ["title", "id"]
        indexes = [models.Index(fields=["industry_key", "title"], name="sales_story_industry")]

    def __str__(self) -> str:
        return self.title


class StorySent(models.Model):
    """A story that was sent to a customer about a deal, under a link of its own; `opened_at` is the first
    time that somebody read it."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="sent")
    deal = models.ForeignKey("sales.Deal", on_delete=models.CASCADE, related_name="stories")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    sent_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    link_key = models.CharField(max_length=40, unique=True)

    class Meta:
        ordering = ["-sent_at", "-id"]
