"""Stories and documents are kept, put away, and sent about a deal."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.commerce.links import fresh_key
from quen.fields.models import File
from quen.kit.refused import Refused
from quen.kit.text import clean, fold, one_line
from quen.sales import events
from quen.sales.models import Deal, Story, StorySent
from quen.sales.story_mail import mail_story
from quen.timeline.log import record

FACTS = ("title", "kind", "industry", "problem", "words", "address")


@transaction.atomic
def save_story(story: Story | None, *, by: User, file: File | None = None, **facts: Any) -> Story:
    """Add a story or change one; a file takes the place of the one before. Raises Refused without a title,
    or with nothing to send."""
    _may(by)
    it = story or Story()
    before = {key: getattr(it, key) for key in FACTS} if story else dict.fromkeys(FACTS, "")
    for key in FACTS:
        if key in facts:
            setattr(it, key, facts[key])
    it.title, it.problem = _line(it.title, 200), _line(it.problem, 200)
    it.industry, it.words = _line(it.industry, 80), clean(it.words).strip()[:4000]
    it.industry_key = fold(it.industry)[:80]
    it.norm = fold(" ".join((it.title, it.industry, it.problem)))[:400]
    it.file = file or it.file
    errors = {} if it.title else {"title": _("This is required.")}
    if not (it.words or it.address or it.file):
        errors["words"] = _("Write words, or give a file or an address: something must be sent.")
    if errors:
        raise Refused(_("This could not be saved."), errors=errors)
    it.save()
    changes = {k: [v, getattr(it, k)] for k, v in before.items() if v != getattr(it, k)}
    record(events.StoryChanged(name=it.title, changes=changes), on=[], by=by)
    return it


@transaction.atomic
def remove_story(story: Story, *, by: User) -> Story:
    """Offer a story no more; links that were sent end."""
    _may(by)
    story.removed_at = timezone.now()
    story.save(update_fields=["removed_at"])
    told = {"removed_at": [None, story.removed_at.isoformat()]}
    record(events.StoryChanged(name=story.title, changes=told), on=[], by=by)
    return story


@transaction.atomic
def send_story(story: Story, deal: Deal, *, by: User, to: str = "", words: str = "") -> StorySent:
    """Give a customer a story: by mail where `to` is an address, else only a link to copy."""
    if story.removed_at:
        raise Refused(_("There is no such record."), status=404)
    sent = StorySent.objects.create(
        story=story, deal=deal, by=by, sent_at=timezone.now(), link_key=fresh_key()
    )
    told = events.StorySent(name=story.title, to=to)
    record(told, on=[deal, deal.contact, deal.company], by=by)
    if to:
        mail_story(sent, to, words, by)
    return sent


@transaction.atomic
def open_story(sent: StorySent) -> None:
    """Somebody reads it; the first time tells the seller."""
    first = StorySent.objects.filter(pk=sent.pk, opened_at=None).update(opened_at=timezone.now())
    if first:
        told = events.StoryOpened(name=sent.story.title)
        record(told, on=[sent.deal, sent.deal.contact, sent.deal.company])


def _line(words: str, most: int) -> str:
    return one_line(clean(words)).strip()[:most]


def _may(by: User) -> None:
    if not by.can("sales.manage_stories"):
        raise Refused(_("Your role does not let you change these settings."), status=403)
