"""What was heard or seen is written down quickly, also about somebody who was no customer yet."""

from collections.abc import Sequence

from django.db import transaction

from quen.accounts.models import User
from quen.fields.models import File
from quen.people.actions.contacts import add_contact
from quen.work.actions.notes import Written, write_note
from quen.work.hearing import Heard


@transaction.atomic
def note_on_new(who: Heard, text: str, *, by: User, files: Sequence[File] = ()) -> Written:
    """Add a customer with what is known of them, and the note on it. Raises Refused as both do."""
    made = add_contact(who.given, by=by)
    return write_note("contact", made.pk, text, by=by, files=files)
