"""The board of deals: columns with totals, cards that move, won and lost as drop zones."""

import json
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET, require_POST

from quen.accounts.acting import acting_user
from quen.fields.showing import Words, words_for
from quen.fields.views.lists import Asked, chips, import_url, read, show
from quen.kit import money
from quen.kit.pages import needs
from quen.kit.refused import Refused
from quen.kit.render import no_queries, page
from quen.sales import board as figures
from quen.sales import staging
from quen.sales.actions import deals as actions
from quen.sales.models import Deal, Pipeline, Stage


@require_GET
@needs("sales.view_deal")
def deal_list(request: HttpRequest) -> HttpResponse:
    """Deals as a list, by views, filters and columns."""
    return show(request, "deal")


@require_GET
@needs("sales.view_deal")
def deal_board(request: HttpRequest) -> HttpResponse:
    """The open deals of a pipeline by stage."""
    asked = read(request, "deal")
    pipeline = _pipeline(request.GET.get("pipeline", ""))
    words = words_for(request.user)
    told = figures.columns(request.user, _open_stages(pipeline), asked.nodes)
    request.live_names = ("deals",)  # type: ignore[attr-defined]
    return page(
        request,
        "sales/board.html",
        board=_board(pipeline, [_column(c, words, asked) for c in told], asked),
        totals=_totals(told, words),
        pipelines=[(p.pk, p.label, p.pk == pipeline.pk) for p in staging.pipelines()],
        chips=chips(asked, words),
        filter_url=f"{reverse('fields:filter', args=['deal'])}?{asked.link().partition('?')[2]}&at=board",
        new_url=reverse("sales:deal_new") if acting_user(request).can("sales.add_deal") else "",
        import_url=import_url(request.user, "deal"),
        here=request.get_full_path(),
        blank=not any(c.count for c in told) and not asked.nodes,
        reasons=[(r.pk, r.label) for r in staging.reasons()],
    )


@require_POST
@needs("sales.change_deal")
def deal_move(request: HttpRequest) -> HttpResponse:
    """A card was dropped: move, win, or ask why it was lost. Answers with the parts that changed."""
    deal = _deal(request, request.POST.get("card", ""))
    stage = _stage(request.POST.get("stage", ""))
    before = deal.stage
    if stage.kind == Stage.Kind.LOST:
        reason = _reason(request)
        if reason is None:
            return _ask_reason(request, deal, stage)
        actions.lose_deal(deal, reason, by=acting_user(request), note=request.POST.get("note", ""))
    elif stage.kind == Stage.Kind.WON:
        actions.win_deal(deal, by=acting_user(request))
    else:
        actions.move_deal(deal, stage, by=acting_user(request))
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(reverse("sales:board"))
    return _moved(request, deal, before, stage)


@require_POST
@needs("sales.change_deal")
def deal_undo(request: HttpRequest, pk: int, stage_pk: int) -> HttpResponse:
    """Put a card back where it was."""
    deal = _deal(request, str(pk))
    before, stage = deal.stage, _stage(str(stage_pk))
    if not deal.is_open:
        deal = actions.reopen_deal(deal, by=acting_user(request))
    if deal.stage_id != stage.pk:
        actions.move_deal(deal, stage, by=acting_user(request))
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(reverse("sales:board"))
    return _moved(request, deal, before, stage, undone=True)


def _moved(
    request: HttpRequest, deal: Deal, before: Stage, after: Stage, *, undone: bool = False
) -> HttpResponse:
    """The two columns anew, as far as the board's filter goes, and a toast that can undo for ten seconds."""
    asked, words = read(request, "deal"), words_for(request.user)
    stages = [s for s in staging.stages(before.pipeline_id) if s.pk in (before.pk, after.pk)]
    told = figures.columns(
        request.user, [s for s in stages if s.kind == Stage.Kind.OPEN], asked.nodes
    )
    parts: list[tuple[str, dict[str, Any]]] = [
        ("ui/board_column.html", {"column": _column(c, words, asked)}) for c in told
    ]
    if not undone:
        text = _("%(deal)s: %(stage)s") % {"deal": deal.name, "stage": after.label}
        undo = _filtered(reverse("sales:deal_undo", args=[deal.pk, before.pk]), asked)
        parts.append(("ui/toast.html", {"text": text, "undo_url": undo, "tone": "good"}))
    with no_queries("sales/board"):
        html = "".join(render_to_string(name, facts, request) for name, facts in parts)
    return HttpResponse(html)


def _ask_reason(request: HttpRequest, deal: Deal, stage: Stage) -> HttpResponse:
    reasons = [(r.pk, r.label) for r in staging.reasons()]
    return page(request, "sales/lose.html", status=409, deal=deal, stage=stage, reasons=reasons)


def _reason(request: HttpRequest):
    asked = request.POST.get("reason", "")
    return next((r for r in staging.reasons() if str(r.pk) == asked), None)


def _deal(request: HttpRequest, number: str) -> Deal:
    pk = int(number) if number.isdigit() and len(number) < 19 else 0
    rows = Deal.objects.visible_to(request.user, "change").select_related(
        "stage", "contact", "company"
    )
    return get_object_or_404(rows, pk=pk)


def _stage(number: str) -> Stage:
    found = staging.stage(int(number)) if number.isdigit() and len(number) < 19 else None
    if found is None:
        raise Refused(_("There is no such stage."))
    return found


def _pipeline(number: str) -> Pipeline:
    known = staging.pipelines()
    if not known:
        raise Refused(_("There is no pipeline yet. Ask an administrator to add one."))
    return next((p for p in known if str(p.pk) == number), known[0])


def _open_stages(pipeline: Pipeline) -> list[Stage]:
    return [s for s in staging.stages(pipeline.pk) if s.kind == Stage.Kind.OPEN]


def _filtered(url: str, asked: Asked) -> str:
    """An address that knows the board's filter."""
    return f"{url}?{urlencode({'filter': json.dumps(asked.rule)})}" if asked.rule else url


def _board(pipeline: Pipeline, columns: list[dict[str, Any]], asked: Asked) -> dict[str, Any]:
    ends = {s.kind: s.pk for s in staging.stages(pipeline.pk)}
    return {
        "url": _filtered(reverse("sales:deal_move"), asked),
        "label": pipeline.label,
        "columns": columns,
        "won": ends.get("won", ""),
        "lost": ends.get("lost", ""),
    }


def _column(told: figures.Column, words: Words, asked: Asked) -> dict[str, Any]:
    more = told.count - len(told.cards)
    url = f"{reverse('sales:deals')}?filter=" + _quoted(told.stage.pk, asked)
    return {
        "key": told.stage.pk,
        "name": told.stage.label,
        "count": told.count if told.added else "",
        "sum": _listed({c: s.amount for c, s in told.sums.items()}, words)
        if told.added
        else _("Too many to add up"),
        "weighted": _listed({c: s.weighted for c, s in told.sums.items()}, words),
        "cards": [_card(row, words) for row in told.cards],
        "more_url": url if more > 0 or not told.added else "",
        "more": _more(more) if told.added else _("All of them"),
    }


def _more(count: int) -> str:
    return ngettext("%d more", "%d more", count) % count if count > 0 else ""


def _quoted(stage_pk: int, asked: Asked) -> str:
    here = {"field": "stage_id", "op": "is", "value": stage_pk}
    return quote(json.dumps({"all": [asked.rule, here]} if asked.rule else here))


def _card(row: dict[str, Any], words: Words) -> dict[str, Any]:
    days = (words.now - row["stage_entered_at"]).days
    return {
        "key": row["pk"],
        "name": row["name"],
        "url": reverse("sales:deal", args=[row["pk"]]),
        "sub": row["company__name"] or row["contact__full_name"] or "",
        "amount": money.short(money.Money(row["amount"], row["currency"]), words.language),
        "chance": f"{row['probability']}%",
        "owner": row["owner__full_name"] or "",
        "note": ngettext("%d day in this stage", "%d days in this stage", days) % days,
        "note_tone": "",
        **_next_step(row, words),
    }


def _next_step(row: dict[str, Any], words: Words) -> dict[str, str]:
    """The dot: red overdue, green today, grey later, yellow none."""
    at = row["next_step_at"]
    if at is None:
        return {"next": "none", "next_label": _("No next step")}
    days = (at.date() - words.now.date()).days
    if days < 0:
        return {"next": "overdue", "next_label": _("Overdue")}
    if days == 0:
        return {"next": "today", "next_label": _("Today")}
    return {"next": "later", "next_label": _("Planned")}


def _totals(told: list[figures.Column], words: Words) -> list[tuple[str, str]]:
    amounts: dict[str, Any] = {}
    weighted: dict[str, Any] = {}
    for column in told:
        for currency, sums in column.sums.items():
            amounts[currency] = amounts.get(currency, 0) + sums.amount
            weighted[currency] = weighted.get(currency, 0) + sums.weighted
    return [
        (pgettext("state", "Open"), _listed(amounts, words)),
        (_("Weighted"), _listed(weighted, words)),
    ]


def _listed(amounts: dict[str, Any], words: Words) -> str:
    """Currencies side by side, the greatest first; they are never added."""
    ordered = sorted(amounts.items(), key=lambda pair: -pair[1])
    return " · ".join(money.short(money.Money(a, c).rounded(), words.language) for c, a in ordered)
