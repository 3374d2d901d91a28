"""Sample data goes with one button; what somebody made real stays."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields import events
from quen.fields.list_sizes import forget_sizes
from quen.fields.models import PackItem, ViewMember
from quen.fields.packs.parts import parts
from quen.fields.packs.samples import Leaving, leaving
from quen.kit.models import Looking
from quen.kit.refused import Refused
from quen.kit.workspace import change_workspace
from quen.timeline.log import record
from quen.timeline.models import Follow, Notice


@transaction.atomic
def remove_samples(*, by: User, all_of_it: bool = False) -> Leaving:
    """Remove all sample data with what hangs on it; gives what went and what stays, with the reason.

    `all_of_it` takes what somebody only changed, too; what something real hangs on always stays.
    Raises Refused without the right.
    """
    _may(by)
    it = clear_samples(PackItem.objects.exclude(type=""), by=by, all_of_it=all_of_it)
    record(events.SamplesRemoved(removed=it.count, kept=len(it.kept)), on=[], by=by)
    return it


@transaction.atomic
def adopt_samples(*, by: User) -> int:
    """Take the mark from all sample data: the records are the company's own from now on; gives how many."""
    _may(by)
    count = PackItem.objects.exclude(type="").delete()[0]
    change_workspace(sample_data=False)
    record(events.SamplesAdopted(count=count), on=[], by=by)
    return count


@transaction.atomic
def clear_samples(items: Iterable[PackItem], *, by: User, all_of_it: bool = False) -> Leaving:
    """Delete the samples among `items` that nobody uses; the mark goes from all but those kept."""
    marked = list(items)
    it = leaving(marked, all_of_it=all_of_it)
    for one in reversed(parts(samples=True)):
        if ids := sorted(it.going[one.type]):
            _forget(one.type, ids)
            one.remove(ids)
    gone = [item.pk for item in marked if (item.type, item.record_id) not in it.kept]
    PackItem.objects.filter(pk__in=gone).delete()
    if not PackItem.objects.exclude(type="").exists():
        change_workspace(sample_data=False)
    forget_sizes()
    return it


def _forget(type_key: str, ids: list[int]) -> None:
    """What other tables keep of a record for its own sake."""
    here = {"type": type_key, "record_id__in": ids}
    for model in (Follow, Notice, Looking):
        model._base_manager.filter(**here).delete()
    members = ViewMember.objects.filter(keeping__view__type=type_key, record_id__in=ids)
    members.delete()


def _may(by: User) -> None:
    if not by.can("kit.change_workspace"):
        raise Refused(_("Your role does not let you change these settings."), status=403)
