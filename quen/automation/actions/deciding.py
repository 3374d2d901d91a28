"""What was asked is decided: one decision wins, however many press at once."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.automation import events
from quen.automation.actions.asking import about, seat, whom_to_tell
from quen.automation.models import Ask, Run, Seat
from quen.kit.refused import Refused
from quen.kit.text import clean, one_line
from quen.timeline.log import record

ANSWERS = {"yes": Ask.State.APPROVED, "no": Ask.State.REFUSED}


@transaction.atomic
def decide(made: Ask, answer: str, *, by: User, note: str = "", way: str = "page") -> Ask:
    """Approve ("yes") or refuse ("no") what `by` is asked, or who they stand in for.

    Raises Refused for anybody else, for another word, and where it is decided already.
    """
    if answer not in ANSWERS:
        raise Refused(_("Say yes or no."))
    _hold_run([made.run_id])
    sat = Seat.objects.of(by).filter(ask=made, level=made.level).select_related("user")
    places = sorted(sat, key=lambda one: one.user_id != by.pk)
    if not places or not by.is_active:
        raise Refused(_("You are not asked this."), status=403)
    note = one_line(clean(note)).strip()[:300]
    # The level is asked for too: who was passed over a moment ago decides no more.
    open_one = Ask.objects.filter(pk=made.pk, state=Ask.State.OPEN, level=made.level)
    facts = {"state": ANSWERS[answer], "decided_by": by, "decided_at": timezone.now(), "note": note}
    if not open_one.update(**facts):
        raise Refused(_("This is decided already."), status=409)
    made.refresh_from_db()
    instead = "" if places[0].user_id == by.pk else places[0].user.full_name
    told = events.AskDecided(
        question=made.question, decision=made.state, note=note, instead_of=instead, way=way
    )
    record(told, on=[made, about(made)], by=by)
    _wake(made)
    return made


def _hold_run(ids: Iterable[int | None]) -> None:
    """Runs are locked before what they ask, as a run does that takes its step."""
    list(Run.objects.select_for_update().filter(pk__in=[pk for pk in ids if pk]).order_by("pk"))


def _wake(made: Ask) -> None:
    if made.run_id:
        Run.objects.live().filter(pk=made.run_id, stuck_at=None).update(due_at=timezone.now())


@transaction.atomic
def pass_on() -> int:
    """Ask the next of the chain where the time has run out; behind the last it stands as not answered.

    Gives how many, at most 200 a time.
    """
    late = Ask.objects.filter(state=Ask.State.OPEN, ends_at__lte=timezone.now())
    ids = dict(late.order_by("ends_at").values_list("pk", "run_id")[:200])
    _hold_run(ids.values())
    found = list(late.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))
    for made in found:
        if made.level + 1 < len(made.chain):
            seat(made, made.level + 1)
            told = events.AskPassedOn(question=made.question, whom=whom_to_tell(made))
            record(told, on=[made, about(made)])
        else:
            _expire(made)
    return len(found)


def _expire(made: Ask) -> None:
    made.state, made.decided_at = Ask.State.EXPIRED, timezone.now()
    made.save(update_fields=["state", "decided_at"])
    record(events.AskExpired(question=made.question), on=[made, about(made)])
    _wake(made)
