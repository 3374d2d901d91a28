"""What an operator does to the work behind the pages."""

from django.utils.translation import gettext_lazy as _

from quen.timeline.kinds import event


@event("work.retried", icon="refresh", group="audit")
class WorkRetried:
    source: str
    count: int

    sentence = _("{actor} let {count} set-aside pieces of work ({source}) be tried again")
