"""Settings, Hand-over: whose book goes to whom, when, and how it went; what nobody is in charge of."""

import json
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.accounts.forms import AskedForm
from quen.accounts.models import User
from quen.accounts.showing import ago
from quen.fields.lists import SPECS, list_url
from quen.kit import records
from quen.kit.pages import needs
from quen.kit.records import TYPES
from quen.kit.render import page
from quen.kit.workspace import today
from quen.web.actions import handing_over as actions
from quen.web.models import HandOver

SHOWN = 30


class HandOverForm(AskedForm):
    """Whose book, to whom, from when."""

    leaver = forms.TypedChoiceField(label=_("Whose book"), coerce=int)
    rule = forms.ChoiceField(label=_("How"), choices=HandOver.Rule.choices)
    receivers = forms.TypedMultipleChoiceField(
        label=_("To whom"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Not needed where it goes to the team."),
    )
    on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    switch_off = forms.BooleanField(
        label=_("Switch the colleague off: sessions and tokens end at once"), required=False
    )

    def __init__(self, *args: Any, people: dict[int, User], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.people = people
        choices = [(pk, f"{one.full_name} · {one.email}") for pk, one in people.items()]
        none = ("", gettext("Choose a colleague"))
        self.fields["leaver"].choices = [none, *choices]  # type: ignore[attr-defined]
        self.fields["receivers"].choices = choices  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@needs("accounts.manage_users")
def hand_overs(request: HttpRequest) -> HttpResponse:
    """Hand over a book; the hand-overs there were; what has nobody in charge."""
    user = acting_user(request)
    rows = User.objects.visible_to(user).active().order_by("full_name")
    people = {one.pk: one for one in rows}
    if request.method != "POST":
        now = {"on": today(), "switch_off": True, "leaver": request.GET.get("of", "")}
        return _page(request, HandOverForm(initial=now, people=people))
    form = HandOverForm(request.POST, people=people)

    def start(leaver: int, rule: str, receivers: list[int], on: date, switch_off: bool) -> HandOver:
        chosen = [people[pk] for pk in receivers]
        facts = {"rule": rule, "receivers": chosen, "on": on, "switch_off": switch_off}
        return actions.hand_over(people[leaver], **facts, by=user)  # type: ignore[arg-type]

    made = form.accepted(start)
    if made is None:
        return _page(request, form, status=422)
    return redirect("web:hand_over", pk=made.pk)


@require_GET
@needs("accounts.manage_users")
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """How a hand-over went: what moved to whom, and what did not and why."""
    user = acting_user(request)
    rows = HandOver.objects.visible_to(user).select_related("leaver", "by")
    run = get_object_or_404(rows, pk=pk)
    part = "#report" if request.headers.get("HX-Request") else ""
    told = actions.figures(run)
    young = run.begun_at is not None and run.begun_at > timezone.now() - actions.UNDO_WITHIN
    facts: dict[str, Any] = {
        "run": run,
        "lines": _moved(run, told["rows"]),
        "skipped": _skipped(told["skipped"]),
        "going_on": told["going_on"],
        "may_take_back": young and run.state == "done" and not told["going_on"],
    }
    return page(request, f"web/hand_over.html{part}", **facts)


@require_POST
@needs("accounts.manage_users")
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a hand-over."""
    user = acting_user(request)
    run = get_object_or_404(HandOver.objects.visible_to(user), pk=pk)
    actions.take_back(run, by=user)
    return redirect("web:hand_over", pk=pk)


def _page(request: HttpRequest, form: HandOverForm, *, status: int = 200) -> HttpResponse:
    user = acting_user(request)
    rows = HandOver.objects.visible_to(user).select_related("leaver").order_by("-pk")[:SHOWN]
    lines = [
        {
            "pk": run.pk,
            "name": run.leaver.full_name,
            "state": run.get_state_display(),
            "ago": ago(run.created_at, user),
            "error": run.error,
        }
        for run in rows
    ]
    facts: dict[str, Any] = {"form": form, "lines": lines, "lost": ownerless(user)}
    return page(request, "web/hand_overs.html", status=status, **facts)


def ownerless(user: Any) -> list[dict[str, Any]]:
    """Lists of records with nobody in charge, or somebody who is switched off; with their count."""
    gone = list(User.objects.visible_to(user).filter(is_active=False).values_list("pk", flat=True))
    rule: dict[str, Any] = {"field": "owner_id", "op": "empty"}
    if gone:
        rule = {"any": [rule, {"field": "owner_id", "op": "in", "value": gone}]}
    asked = urlencode({"filter": json.dumps(rule)})
    found = []
    for key in SPECS:
        rows = TYPES[key].visible_to(user)
        count = (rows.filter(owner=None) | rows.filter(owner__in=gone)).count()
        if count:
            label = str(TYPES[key].plural)
            found.append({"label": label, "count": f"{count:,}", "url": f"{list_url(key)}?{asked}"})
    return found


def _moved(run: HandOver, rows: dict[tuple[str, int], int]) -> list[dict[str, Any]]:
    names = records.titles(("user", owner) for _key, owner in rows)
    lines = [
        {"what": str(TYPES[key].plural), "who": names.get(("user", owner), ""), "count": count}
        for (key, owner), count in sorted(rows.items())
    ]
    if run.tasks:
        lines.append({"what": str(TYPES["task"].plural), "who": "", "count": run.moved})
    return lines


def _skipped(rows: list[tuple[str, int, str]]) -> list[tuple[str, str]]:
    names = records.titles((key, pk) for key, pk, _why in rows)
    return [(names.get((key, pk), gettext("(gone)")), why) for key, pk, why in rows]
