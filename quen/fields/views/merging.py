"""The merge page: records side by side, one click a row, and what will come along."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from quen.accounts.acting import acting_user
from quen.fields.actions import merging as actions
from quen.fields.forms.widgets import Chooser
from quen.fields.merging import choosing, showing
from quen.fields.models import Merge
from quen.fields.record_pages import PAGES
from quen.fields.views.record import found
from quen.kit.asked import id_in
from quen.kit.pages import needs, refuse
from quen.kit.records import TYPES
from quen.kit.refused import Refused
from quen.kit.render import page


@require_GET
@needs("web.use")
def merge(request: HttpRequest, type_key: str) -> HttpResponse:
    """The chosen records side by side; with one record, a chooser for the other."""
    _checked(request, type_key)
    records = _asked(request, type_key, request.GET.get("ids", "").split(","))
    if len(records) == 1:
        return _other(request, type_key, records[0])
    suggested = choosing.suggested(type_key, records)
    keep = {str(it.pk): it for it in records}.get(request.GET.get("keep", ""), suggested)
    facts = showing.side_by_side(type_key, records, keep, {}, request.user)
    ids = ",".join(str(it.pk) for it in records)
    known = TYPES[type_key]
    return page(
        request, "fields/merge.html", type=known, ids=ids, days=choosing.UNDOABLE.days,
        trail=[(known.plural, PAGES[type_key].list_url()), (_("Merge"), "")],
        suggested=keep.pk == suggested.pk, **facts,
    )  # fmt: skip


def _other(request: HttpRequest, type_key: str, record: Any) -> HttpResponse:
    chooser = Chooser(reverse("records:choose", args=[type_key]))
    known = TYPES[type_key]
    return page(
        request, "fields/merge_with.html", type=known, pk=record.pk, title=known.title(record),
        back=known.url(record.pk), chooser=chooser.render("other", "", {"id": "merge-other"}),
    )  # fmt: skip


@require_POST
@needs("web.use")
def merge_choose(request: HttpRequest, type_key: str) -> HttpResponse:
    """From a list's selection, or from a record and the other that was looked for, to the page."""
    _checked(request, type_key)
    if request.POST.get("all"):
        raise Refused(_("At most %d records can be merged at once.") % actions.MOST)
    given = [*request.POST.getlist("key"), request.POST.get("other", "")]
    records = _asked(request, type_key, [one for one in given if one])
    ids = ",".join(str(it.pk) for it in records)
    return HttpResponseRedirect(f"{reverse('records:merge', args=[type_key])}?ids={ids}")


@require_POST
@needs("web.use")
def merge_run(request: HttpRequest, type_key: str) -> HttpResponse:
    """Merge, and lead to the survivor with a toast that offers to undo."""
    _checked(request, type_key)
    records = _asked(request, type_key, request.POST.get("ids", "").split(","))
    keep = request.POST.get("keep", "")
    survivor = {str(it.pk): it for it in records}.get(keep)
    if survivor is None:
        raise Refused(_("Choose the record to keep."))
    losers = [it.pk for it in records if it.pk != survivor.pk]
    choices = {
        key: pk
        for key in choosing.choosable(type_key, request.user)
        if (pk := id_in(request.POST.get(f"field-{key}", "")))
    }
    done = actions.merge_records(type_key, survivor.pk, losers, choices, by=acting_user(request))
    words = ngettext("%d record is merged.", "%d records are merged.", len(losers)) % len(losers)
    undo = reverse("records:unmerge", args=[type_key, survivor.pk, done.pk])
    messages.success(request, words, extra_tags=undo)
    return HttpResponseRedirect(TYPES[type_key].url(survivor.pk))


@require_POST
@needs("web.use")
def unmerge(request: HttpRequest, type_key: str, pk: int, merge_pk: int) -> HttpResponse:
    """Undo a merge; everybody gets back what they had."""
    _checked(request, type_key)
    found(request, type_key, pk, "change")
    rows = Merge.objects.visible_to(request.user).filter(type=type_key, survivor_id=pk)
    done = actions.unmerge(get_object_or_404(rows, pk=merge_pk), by=acting_user(request))
    names = ", ".join(
        TYPES[type_key].title(it)
        for it in TYPES[type_key].visible_to(request.user).filter(pk__in=done.losers)
    )
    messages.success(request, _("The merge is undone; %s is back.") % names)
    url = TYPES[type_key].url(pk)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def _checked(request: HttpRequest, type_key: str) -> None:
    if type_key not in choosing.MERGEABLE:
        raise Http404
    right = TYPES[type_key].capability.replace(".view_", ".change_")
    if not request.user.can(right):  # type: ignore[union-attr]
        refuse(request, right)


def _asked(request: HttpRequest, type_key: str, given: list[str]) -> list[Any]:
    """The records in the order of their ids. Raises Refused where one is not there or may not change."""
    ids = {pk for one in given if (pk := id_in(one))}
    if len(ids) > actions.MOST:
        raise Refused(_("At most %d records can be merged at once.") % actions.MOST)
    rows = PAGES[type_key].rows(request.user, "change").filter(pk__in=ids)
    records = list(rows.order_by("pk"))
    if not records or len(records) < len(ids):
        raise Refused(
            _("One of these records is no longer there, or you may not change it."), status=404
        )
    return records
