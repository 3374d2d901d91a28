"""The rules of an import: whom rows mean, what values mean, who gets the records, who hears of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from quen.accounts.acting import acting_user
from quen.accounts.models import User
from quen.fields.actions import import_rules as actions
from quen.fields.drafts import words
from quen.fields.importing.distinct import Distinct, colleagues, distinct_values
from quen.fields.importing.objects import CHOICES, IMPORTABLES, Importable
from quen.fields.importing.refusing import BadFile
from quen.fields.models import ImportRun
from quen.fields.views.import_steps import of_draft, steps
from quen.kit.asked import id_in
from quen.kit.pages import needs
from quen.kit.refused import Refused
from quen.kit.render import page


@require_http_methods(["GET", "POST"])
@needs("people.import")
@of_draft
def import_rules(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Ask for the rules, then check the whole file by them."""
    user = acting_user(request)
    try:
        distinct = distinct_values(run, user)
    except BadFile as error:
        raise Refused(str(error)) from error
    if request.method == "POST":
        told = {"options": _options(request, run), "values": _values(request, run, distinct)}
        if name := request.POST.get("keep", "").strip():
            actions.keep_mapping(run, name, by=user)
        actions.set_rules(run, match=request.POST.get("match", ""), **told)
        if name:
            actions.keep_mapping(ImportRun.objects.visible_to(user).get(pk=run.pk), name, by=user)
        return HttpResponseRedirect(reverse("fields:import_check", args=[run.pk]))
    return page(
        request,
        "fields/import_rules.html",
        run=run,
        steps=steps("rules"),
        **_asked(run, distinct, user),
    )


def _asked(run: ImportRun, distinct: list[Distinct], user: User) -> dict[str, Any]:
    it = IMPORTABLES[run.object]
    now = run.mapping.get("options") or {}
    match = run.mapping.get("match") or _first_match(it, run)
    return {
        "matches": [(key, str(label), key == match) for key, label in it.match_labels(user)],
        "on_match": [
            (key, name, key == now.get("on_match", "update")) for key, name in _on_match()
        ],
        "values": [(n, one) for n, one in enumerate(distinct)],
        "colleagues": [(mail, name) for mail, _both, name in colleagues()] if it.type else [],
        "choices": CHOICES[it.name]() if it.name in CHOICES else {},
        "now": now,
    }


def _first_match(it: Importable, run: ImportRun) -> str:
    """The first match rule whose field the file has."""
    columns = set((run.mapping.get("columns") or {}).values())
    needed = {
        "phone_or_email": {"phone", "email"},
        "tax_or_name": {"tax_id", "name"},
        "name_company": {"name"},
    }
    return next((key for key in it.matches if columns & needed.get(key, {key})), "")


def _on_match() -> list[tuple[str, str]]:
    return [
        ("update", _("update all fields that the row fills")),
        ("fill", _("fill only what is empty")),
        ("skip", _("leave the record as it is")),
        ("add", _("add the row as a new record all the same")),
    ]


def _options(request: HttpRequest, run: ImportRun) -> dict[str, Any]:
    post = request.POST
    told: dict[str, Any] = {
        "share": bool(post.get("share")),
        "quiet": not post.get("heard"),
        "on_match": post.get("on_match", "update"),
        "places": bool(post.get("places")),
        "create": ["company"] if post.get("create") else [],
        "tags": words(post.get("tags", "")),
    }
    owner = post.get("owner", "")
    if owner == "nobody":
        told["unowned"] = True
    elif owner == "turns":
        told["owners"] = post.getlist("owners")
    elif owner:
        told["owners"] = [owner]
    if post.get("purpose"):
        told["consent"] = {
            "purpose": id_in(post["purpose"]),
            "channels": post.getlist("channels"),
            "source": post.get("consent_source", ""),
        }
    return told


def _values(request: HttpRequest, run: ImportRun, distinct: list[Distinct]) -> dict[str, Any]:
    """{field: {text: what it means}}; what is left as it is says nothing."""
    told: dict[str, Any] = {}
    for n, one in enumerate(distinct):
        for m, (text, _count, _now) in enumerate(one.values):
            chosen = request.POST.get(f"value-{n}-{m}", "")
            if chosen:
                meant = "" if chosen == "-" else chosen
                told.setdefault(one.target.key, {})[text] = meant
    return told
