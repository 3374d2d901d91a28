"""The playbook beside a deal: items are done and opened again."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from quen.accounts.acting import acting_user
from quen.fields.actions.files import keep_file
from quen.fields.views.answers import changed
from quen.kit.pages import needs
from quen.sales import staging
from quen.sales.actions.playbooks import tick_item, untick_item
from quen.sales.asked import asked_deal
from quen.sales.models import Deal, PlaybookItem


@require_POST
@needs("sales.change_deal")
def item_tick(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """An item is done; a document comes with its file."""
    deal, by = asked_deal(request, str(pk)), acting_user(request)
    item, sent = _item(deal, item_pk), request.FILES.get("file")
    file = keep_file(sent.name or "", sent, by=by) if sent else None
    tick_item(deal, item, by=by, file=file)
    return changed(request, "deal", pk)


@require_POST
@needs("sales.change_deal")
def item_untick(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """An item is to be done again."""
    deal = asked_deal(request, str(pk))
    untick_item(deal, _item(deal, item_pk), by=acting_user(request))
    return changed(request, "deal", pk)


def _item(deal: Deal, item_pk: int) -> PlaybookItem:
    stages = staging.stages(deal.pipeline_id)
    found = next((i for s in stages for i in staging.items(s.pk) if i.pk == item_pk), None)
    if found is None:
        raise Http404
    return found
