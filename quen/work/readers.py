"""What happens to calendars when something happens."""

from quen.accounts.models import User
from quen.timeline.models import Event
from quen.timeline.readers import reader
from quen.work.actions.caring import begin_on
from quen.work.actions.feeds import end_feed
from quen.work.care.starts import STARTS
from quen.work.models import Feed


@reader("work.feeds", kinds="user.disabled")
def end_feeds(event: Event) -> None:
    """Who is switched off has no calendar to give out, also when they come back."""
    for feed in Feed.objects.filter(user_id=event.subject_id or 0).select_related("user"):
        end_feed(feed.user, by=User.objects.filter(pk=event.actor_id).first())


@reader("work.plans", kinds="*", wanted=lambda kind: kind in STARTS, acts=True)
def begin_plans(event: Event) -> None:
    """Care plans that are on begin by themselves."""
    begin_on(event)
