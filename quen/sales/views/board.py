"""The board of deals: columns with totals, cards that move, won and lost as drop zones."""

import json
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
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
from quen.sales.actions import moving
from quen.sales.actions.playbooks import complete_and_move
from quen.sales.asked import asked_deal, asked_stage
from quen.sales.going import GoForm
from quen.sales.models import Deal, Pipeline, Stage
from quen.sales.requirements import Unready
from quen.sales.rotting import rots
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
    )


@require_POST
@needs("sales.change_deal")
def deal_move(request: HttpRequest) -> HttpResponse:
    """A card was dropped: it moves, or one dialog asks for what is missing. Answers with the parts that
    changed."""
    deal = asked_deal(request, request.POST.get("card", ""))
    stage = asked_stage(request.POST.get("stage", ""))
    before, by = deal.stage, acting_user(request)
    try:
        complete_and_move(deal, stage, by=by, given={}, **_why(request, stage))
    except Refused as refused:
        if not deal.is_open or not (refused.errors or isinstance(refused, Unready)):
            raise
        return ask(request, GoForm(deal, stage, request.user), 409)
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(reverse("sales:board"))
    return _moved(request, deal, before, stage)


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
    before, stage = deal.stage, asked_stage(str(stage_pk))
    moving.put_back(deal, stage, by=acting_user(request))
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
    return {
        "key": row["pk"],
        "name": row["name"],
        "url": reverse("sales:deal", args=[row["pk"]]),
        "sub": row["company__name"] or row["contact__full_name"] or "",
        "amount": money.short(money.Money(row["amount"], row["currency"]), words.language),
        "chance": f"{row['probability']}%",
        "owner": row["owner__full_name"] or "",
        **_note(row, words),
        **_next_step(row, words),
    }


def _note(row: dict[str, Any], words: Words) -> dict[str, Any]:
    """How long it stands there, or that it has been left alone for too long."""
    if alone := rots(row, words.now):
        said = ngettext("%d day without contact", "%d days without contact", alone) % alone
        return {"note": said, "note_tone": "bad", "rot": True}
    days = (words.now - row["stage_entered_at"]).days
    said = ngettext("%d day in this stage", "%d days in this stage", days) % days
    return {"note": said, "note_tone": ""}


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
