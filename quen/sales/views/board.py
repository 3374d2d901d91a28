"""The board of deals: columns with totals, cards that move, won and lost as drop zones."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quen.accounts.acting import acting_user
from quen.fields.showing import Words, words_for
from quen.fields.views.lists import import_url, read, show
from quen.kit.asked import id_in
from quen.kit.pages import needs
from quen.kit.refused import Refused
from quen.kit.render import no_queries, page
from quen.sales import board as figures
from quen.sales import board_facts as facts
from quen.sales import staging
from quen.sales.actions import moving
from quen.sales.actions.playbooks import complete_and_move
from quen.sales.asked import asked_card, asked_deal, asked_stage
from quen.sales.going import GoForm
from quen.sales.models import Deal, Pipeline, Stage
from quen.sales.requirements import Unready
from quen.sales.views.going import ask


@require_GET
@needs("sales.view_deal")
def deal_list(request: HttpRequest) -> HttpResponse:
    """Deals as a list, by views, filters and columns."""
    return show(request, "deal")


@require_GET
@needs("sales.view_deal")
def deal_board(request: HttpRequest) -> HttpResponse:
    """The open deals of a pipeline by stage."""
    shown, words = _shown(request), words_for(request.user)
    told = figures.columns(request.user, shown.open_stages, shown.asked.nodes)
    request.live_names = ("deals",)  # type: ignore[attr-defined]
    return page(
        request,
        "sales/board.html",
        board=facts.board(shown, [facts.column(c, words, shown) for c in told]),
        lanes=_lanes(request, shown, words) if shown.lanes else [],
        totals=facts.totals([c.sums for c in told], words),
        new_url=reverse("sales:deal_new") if acting_user(request).can("sales.add_deal") else "",
        import_url=import_url(request.user, "deal"),
        here=request.get_full_path(),
        blank=not any(c.count for c in told) and not shown.asked.nodes,
        **facts.bar(shown, words),
    )


def _lanes(request: HttpRequest, shown: facts.Shown, words: Words) -> list[dict[str, Any]]:
    """A row of columns for each of the owners with the most open deals."""
    found = figures.lanes(request.user, shown.open_stages, shown.asked.nodes)
    return [
        {
            "owner": lane.owner_id,
            "name": lane.name,
            "totals": [
                figure for _label, figure in facts.totals([c.sums for c in lane.columns], words)
            ],
            "board": facts.board(
                shown, [facts.column(c, words, shown, lane.owner_id) for c in lane.columns]
            ),
        }
        for lane in found
    ]


def _shown(request: HttpRequest) -> facts.Shown:
    pipeline = _pipeline(request.GET.get("pipeline", ""))
    return facts.Shown(read(request, "deal"), pipeline, request.GET.get("lanes") == "owner")


@require_POST
@needs("sales.change_deal")
def deal_move(request: HttpRequest) -> HttpResponse:
    """A card was dropped: it moves, or one dialog asks for what is missing. Answers with the parts that
    changed."""
    deal = asked_card(request, request.POST.get("card", ""))
    stage = asked_stage(request.POST.get("stage", ""))
    before, by = deal.stage, acting_user(request)
    try:
        complete_and_move(deal, stage, by=by, given=_given(request, deal), **_why(request, stage))
    except Refused as refused:
        if not deal.is_open or not (refused.errors or isinstance(refused, Unready)):
            raise
        return ask(request, GoForm(asked_deal(request, str(deal.pk)), stage, request.user), 409)
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(reverse("sales:board"))
    return _moved(request, deal, before, stage)


def _given(request: HttpRequest, deal: Deal) -> dict[str, Any]:
    """A card dropped in another colleague's lane becomes theirs."""
    owner = id_in(request.POST.get("owner", ""))
    return {"owner_id": owner} if owner not in (0, deal.owner_id) else {}


def _why(request: HttpRequest, stage: Stage) -> dict[str, Any]:
    if stage.kind != Stage.Kind.LOST:
        return {}
    reason = staging.reason(request.POST.get("reason", ""), stage.kind)
    return {"reason": reason, "note": request.POST.get("note", "")}


@require_POST
@needs("sales.change_deal")
def deal_undo(request: HttpRequest, pk: int, stage_pk: int) -> HttpResponse:
    """Put a card back where it was."""
    deal = asked_deal(request, str(pk))
    moving.put_back(deal, asked_stage(str(stage_pk)), by=acting_user(request))
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(reverse("sales:board"))
    return HttpResponse(status=204)  # the board hears of it and asks for itself anew


def _moved(request: HttpRequest, deal: Deal, before: Stage, after: Stage) -> HttpResponse:
    """What has changed in two columns, as far as the board's filter goes, and a toast that can undo for ten
    seconds."""
    shown, words = _shown(request), words_for(request.user)
    parts = [] if shown.lanes else _changed(request, shown, deal, (before, after), words)
    text = _("%(deal)s: %(stage)s") % {"deal": deal.name, "stage": after.label}
    undo = _undo_url(deal, before, shown)
    parts.append(("ui/toast.html", {"text": text, "undo_url": undo, "tone": "good"}))
    with no_queries("sales/board"):
        html = "".join(render_to_string(name, facts, request) for name, facts in parts)
    answer = HttpResponse(html)
    answer["X-Board"] = "whole" if shown.lanes else "parts"
    return answer


def _changed(
    request: HttpRequest, shown: facts.Shown, deal: Deal, ends: tuple[Stage, Stage], words: Words
) -> list[tuple[str, dict[str, Any]]]:
    """Heads and feet of the two columns, and the cards that are new in them."""
    keys = {stage.pk for stage in ends}
    stages = [s for s in staging.stages(ends[0].pipeline_id) if s.pk in keys]
    open_ones = [s for s in stages if s.kind == Stage.Kind.OPEN]
    told = figures.changed(request.user, open_ones, shown.asked.nodes, deal.pk)
    columns = [facts.column(c, words, shown) for c in told]
    parts = ("ui/board_head.html", "ui/board_more.html")
    changed = [(name, {"column": column}) for column in columns for name in parts]
    return changed + [("ui/board_card.html", {"card": c}) for one in columns for c in one["cards"]]


def _undo_url(deal: Deal, before: Stage, shown: facts.Shown) -> str:
    query = shown.url().partition("?")[2]
    url = reverse("sales:deal_undo", args=[deal.pk, before.pk])
    return f"{url}?{query}" if query else url


def _pipeline(number: str) -> Pipeline:
    known = staging.pipelines()
    if not known:
        raise Refused(_("There is no pipeline yet. Ask an administrator to add one."))
    return next((p for p in known if str(p.pk) == number), known[0])
