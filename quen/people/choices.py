"""What there is to choose from in fields of people: the product's own words, colleagues and teams."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from quen.accounts.models import Team, User
from quen.fields.catalogue import Choice

GENDERS = (("female", _("Female")), ("male", _("Male")), ("other", _("Other")))
LANGUAGES = (("vi", "Tiếng Việt"), ("th", "ไทย"), ("en", "English"))
CALENDARS = (("solar", _("Solar")), ("lunar", _("Lunar")))
CHANNELS = (
    ("phone", _("Phone")),
    ("zalo", "Zalo"),
    ("line", "LINE"),
    ("facebook", "Facebook"),
    ("sms", "SMS"),
    ("email", _("E-mail")),
)
SOURCES = (
    ("website", _("Website")),
    ("form", _("Form")),
    ("booking", _("Booking page")),
    ("chat", _("Chat")),
    ("zalo", "Zalo"),
    ("line", "LINE"),
    ("facebook", "Facebook"),
    ("google_ads", "Google Ads"),
    ("email", _("E-mail")),
    ("phone", _("Phone")),
    ("event", _("Event")),
    ("referral", _("Referral")),
    ("walk_in", _("Walk-in")),
    ("import", _("Import")),
    ("other", _("Other")),
)


def fixed(pairs: Sequence[tuple[str, Any]]):
    """Choices that are part of the product."""
    choices = [Choice(key, label) for key, label in pairs]
    return lambda: choices


def users() -> list[Choice]:
    """Colleagues to choose from."""
    return [Choice(u.pk, u.full_name) for u in User.objects.active().only("pk", "full_name")]


def teams() -> list[Choice]:
    """Teams to choose from."""
    return [Choice(t.pk, t.name) for t in Team.objects.all()]
