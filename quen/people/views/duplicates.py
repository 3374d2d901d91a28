"""The queue of pairs that may be the same: merge, not the same, later."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quen.accounts.acting import acting_user
from quen.accounts.visibility import may
from quen.fields.masking import veil
from quen.kit import days, phones
from quen.kit.pages import needs, refuse
from quen.kit.records import TYPES
from quen.kit.render import page
from quen.people.actions import duplicates as actions
from quen.people.duplicates.evidence import evidence
from quen.people.models import DuplicatePair
from quen.people.searches import search_of

KINDS = ("contact", "company")
SHOWN = 30
SURE, LIKELY = 0.99, 0.85


@require_GET
@needs("web.use")
def queue(request: HttpRequest, type_key: str) -> HttpResponse:
    """Pairs of which one may see both sides, the most certain first."""
    _checked(request, type_key)
    waiting = DuplicatePair.objects.visible_to(request.user).of(type_key, request.user).waiting()
    pairs = list(waiting.order_by("-probability", "pk")[: SHOWN + 1])
    return page(
        request, "people/duplicates.html", type=TYPES[type_key],
        pairs=_shown(type_key, pairs[:SHOWN], request.user), more=len(pairs) > SHOWN,
        search=_search(type_key, request.user), tabs=_tabs(type_key, request.user),
    )  # fmt: skip


@require_POST
@needs("web.use")
def search(request: HttpRequest, type_key: str) -> HttpResponse:
    """Look through all records anew; it runs as a job."""
    _checked(request, type_key, "change")
    actions.start_search(type_key)
    return HttpResponseRedirect(reverse("people:duplicates", args=[type_key]))


@require_POST
@needs("web.use")
def judge(request: HttpRequest, pk: int, verdict: str) -> HttpResponse:
    """Not the same, or not now. Both sides must be one's to change."""
    verdicts = {"apart": actions.tell_apart, "later": actions.put_off}
    if verdict not in verdicts:
        raise Http404
    try:
        pair = DuplicatePair.objects.visible_to(request.user, "change").get(pk=pk)
        verdicts[verdict](pair, by=acting_user(request))
    except DuplicatePair.DoesNotExist:
        return _gone(request)
    if request.headers.get("HX-Request"):
        return HttpResponse("")
    return HttpResponseRedirect(reverse("people:duplicates", args=[pair.type]))


def _gone(request: HttpRequest) -> HttpResponse:
    """The page that is open takes the pair away and says why; a look at all records or a colleague was first."""
    if not request.headers.get("HX-Request"):
        raise Http404
    words = _("These two no longer look alike, or somebody has merged them already.")
    return HttpResponse(headers={"HX-Trigger": json.dumps({"warn": {"text": words}})})


def _checked(request: HttpRequest, type_key: str, verb: str = "view") -> None:
    if type_key not in KINDS:
        raise Http404
    right = TYPES[type_key].capability.replace(".view_", f".{verb}_")
    if not request.user.can(right):  # type: ignore[union-attr]
        refuse(request, right)


def _shown(type_key: str, pairs: list[DuplicatePair], user: Any) -> list[dict[str, Any]]:
    """Both sides of each pair in one query, with the words of what speaks for and against."""
    ids = {pk for pair in pairs for pk in (pair.one_id, pair.other_id)}
    rows = TYPES[type_key].visible_to(user).select_related("owner").in_bulk(ids)
    told = []
    for pair in pairs:
        both = [rows[pk] for pk in (pair.one_id, pair.other_id) if pk in rows]
        if len(both) == 2:
            told.append(_pair(type_key, pair, both, user))
    return told


def _pair(type_key: str, pair: DuplicatePair, both: list[Any], user: Any) -> dict[str, Any]:
    ids = ",".join(str(it.pk) for it in both)
    return {
        "pk": pair.pk,
        "sides": [_side(type_key, it, user) for it in both],
        "evidence": evidence(type_key, pair.levels, user),
        "percent": min(int(pair.probability * 100), 99),
        "sure": _sureness(pair.probability),
        "merge_url": f"{reverse('records:merge', args=[type_key])}?ids={ids}",
        "may": all(may(it, user, "change") for it in both),
    }


def _sureness(probability: float) -> dict[str, str]:
    if probability >= SURE:
        return {"words": _("Almost certain"), "tone": "good"}
    if probability >= LIKELY:
        return {"words": _("Very likely"), "tone": "accent"}
    return {"words": _("Possible"), "tone": "warn"}


def _side(type_key: str, it: Any, user: Any) -> dict[str, Any]:
    told = {"zone": user.zone, "language": user.language}
    veil(it, user, type_key)
    facts = [
        phones.shown(it.phone) if it.phone and user.may_read_field(f"{type_key}.phone") else "",
        it.email if user.may_read_field(f"{type_key}.email") else "",
        it.owner.full_name if it.owner and user.may_read_field(f"{type_key}.owner_id") else "",
    ]
    return {
        "title": TYPES[type_key].title(it),
        "url": TYPES[type_key].url(it.pk),
        "facts": [fact for fact in facts if fact],
        "added": days.ago(it.created_at, timezone.now(), **told),
    }


def _search(type_key: str, user: Any) -> dict[str, Any]:
    one = search_of(type_key)
    told = {"zone": user.zone, "language": user.language}
    return {
        "running": bool(one and one.is_running),
        "as_of": days.ago(one.finished_at, timezone.now(), **told)
        if one and one.finished_at
        else "",
        "may": user.can(TYPES[type_key].capability.replace(".view_", ".change_")),
    }


def _tabs(type_key: str, user: Any) -> list[dict[str, Any]]:
    return [
        {
            "label": TYPES[key].plural,
            "url": reverse("people:duplicates", args=[key]),
            "active": key == type_key,
        }
        for key in KINDS
        if user.can(TYPES[key].capability)
    ]
