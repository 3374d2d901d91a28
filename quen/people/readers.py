"""What happens to contacts when something happens: an entry rule may let them into a further stage."""

from quen.people.actions.duplicates import look_again
from quen.people.actions.stages import apply_entry_rules
from quen.people.duplicates.keeping import anything_fitted
from quen.people.staging import stages
from quen.timeline.models import Event, EventLink
from quen.timeline.readers import reader


def _any_rule(kind: str) -> bool:
    """Nobody listens while no stage has a rule, nor to the moves that the rules make themselves."""
    return kind != "contact.stage_changed" and any(s.entry_rule for s in stages())


@reader(
    "people.duplicates",
    kinds="contact.created contact.changed contact.restored contact.merged contact.unmerged "
    "company.created company.changed company.restored company.merged company.unmerged",
    wanted=lambda kind: anything_fitted(),
)
def look_for_duplicates(event: Event) -> None:
    """Compare what is new or changed with what is like it."""
    for key in ("contact", "company"):
        links = EventLink.objects.filter(event=event, type=key)
        if ids := list(links.values_list("record_id", flat=True)):
            look_again(key, ids)


@reader(
    "people.entry_rules",
    kinds="contact.* note.* task.* deal.* message.* form.* email.* visit.* call.* meeting.*",
    wanted=_any_rule,
    acts=True,
)
def look_at_rules(event: Event) -> None:
    """Look again at the contacts that an event concerns."""
    links = EventLink.objects.filter(event=event, type="contact")
    if ids := list(links.values_list("record_id", flat=True)):
        apply_entry_rules(ids)
