"""A deal goes on: moved, won or lost, with one dialog where something is missing."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from quen.accounts.acting import acting_user
from quen.fields.actions.files import keep_uploads
from quen.fields.views.answers import changed, undoable
from quen.kit.pages import needs
from quen.kit.refused import Refused
from quen.kit.render import page
from quen.sales.actions.playbooks import complete_and_move
from quen.sales.asked import asked_deal, asked_stage
from quen.sales.going import GoForm, read_closing
from quen.sales.models import Deal, Stage


@require_http_methods(["GET", "POST"])
@needs("sales.change_deal")
def deal_go(request: HttpRequest, pk: int) -> HttpResponse:
    """What a deal lacks on its way to a stage; once it is given, the deal goes there."""
    deal = asked_deal(request, str(pk))
    stage = asked_stage(request.POST.get("stage") or request.GET.get("stage", ""))
    if request.method != "POST":
        return ask(request, GoForm(deal, stage, request.user))
    form = GoForm(deal, stage, request.user, data=request.POST, files=request.FILES)
    try:
        before = deal.stage
        _go(form, acting_user(request))
    except Refused as refused:
        form.refuse(refused.errors, str(refused.message))
        return ask(request, form, 422)
    return gone(request, deal, before, stage)


def _go(form: GoForm, by: Any) -> None:
    given = form.keep(keep_uploads(form.given(), by=by))
    closing, files = read_closing(form), form.documents(by)
    complete_and_move(
        form.deal, form.stage, by=by, given=given, items=form.done_items(), files=files, **closing
    )


def ask(request: HttpRequest, form: GoForm, status: int = 200) -> HttpResponse:
    """The dialog, or a page of its own without scripts. A board's drop and a page's button get it too."""
    deal, stage = form.deal, form.stage
    url = f"{reverse('sales:deal_go', args=[deal.pk])}?stage={stage.pk}"
    htmx = bool(request.headers.get("HX-Request"))
    answer = page(
        request, "sales/go.html#dialog" if htmx else "sales/go.html", status=status, form=form,
        title=_titles(deal, stage)[stage.kind], stage=stage, url=url, lines=form.lines,
        rules=form.words, back=reverse("sales:deal", args=[deal.pk]),
        bound=list(form.visible_fields()), missing=bool(form.missing),
    )  # fmt: skip
    return answer


def asked_apart(answer: HttpResponse) -> HttpResponse:
    """The dialog for a button whose own answer is swapped nowhere."""
    answer["HX-Retarget"], answer["HX-Reswap"] = "body", "beforeend"
    return answer


def _titles(deal: Deal, stage: Stage) -> dict[str, str]:
    told = {"deal": deal.name, "stage": stage.label}
    return {
        "open": _("%(deal)s goes on to %(stage)s") % told,
        "won": _("%(deal)s is won") % told,
        "lost": _("Why was %(deal)s lost?") % told,
    }


def gone(request: HttpRequest, deal: Deal, before: Stage, after: Stage) -> HttpResponse:
    """The page's parts fetch themselves anew, with a toast that takes it back for ten seconds."""
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(reverse("sales:deal", args=[deal.pk]))
    answer = changed(request, "deal", deal.pk)
    told = json.loads(answer["HX-Trigger"]) | {"deals": None}
    answer["HX-Trigger"] = json.dumps(told)
    text = _("%(deal)s: %(stage)s") % {"deal": deal.name, "stage": after.label}
    return undoable(answer, text, reverse("sales:deal_undo", args=[deal.pk, before.pk]))
