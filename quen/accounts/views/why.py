"""Who can see a record and why, and with whom it is shared."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quen.accounts.actions import shares
from quen.accounts.forms import ShareForm
from quen.accounts.models import Team, User
from quen.accounts.reasons import askable, obstacles_for, reasons_for
from quen.accounts.showing import moment
from quen.accounts.visibility import Owned, may
from quen.kit import records
from quen.kit.pages import needs
from quen.kit.render import page


@require_GET
@needs("web.use")
def why(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """Why one colleague sees this record, or why not; asked by administrators and by who leads them."""
    return _page(request, type_key, pk)


@require_POST
@needs("web.use")
def share(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """Share with a colleague or a team."""
    by: Any = request.user
    it = shown(by, type_key, pk)
    form = _form(by, request.POST)
    if form.accepted(lambda **_answers: shares.share_record(it, by=by, **form.answers())) is None:
        return _page(request, type_key, pk, status=422, form=form)
    messages.success(request, _("Shared."))
    return redirect("accounts:why", type_key=type_key, pk=pk)


@require_POST
@needs("web.use")
def unshare(request: HttpRequest, type_key: str, pk: int, share_pk: int) -> HttpResponse:
    """End one share."""
    by: Any = request.user
    it = shown(by, type_key, pk)
    shares.unshare_record(get_object_or_404(shares.shares_of(it), pk=share_pk), it, by=by)
    messages.success(request, _("The sharing has ended."))
    return redirect("accounts:why", type_key=type_key, pk=pk)


def shown(user: Any, type_key: str, pk: int) -> Any:
    """The owned record where this user sees it, else 404."""
    found = records.visible(type_key, pk, user)
    if not isinstance(found, Owned):
        raise Http404
    return found


def _page(
    request: HttpRequest, type_key: str, pk: int, *, status: int = 200, **facts: Any
) -> HttpResponse:
    by: Any = request.user
    it, known = shown(by, type_key, pk), records.TYPES[type_key]
    people = askable(by)
    asked = _asked(people, request.GET.get("user", ""), by)
    reasons = reasons_for(it, asked)
    context = {
        "type": type_key,
        "pk": pk,
        "title": known.title(it),
        "url": known.url(pk),
        "people": [(one.pk, one.full_name) for one in people],
        "asked": asked,
        "reasons": reasons,
        "obstacles": [] if reasons else obstacles_for(it, asked),
        "shares": [_line(one, by) for one in shares.shares_of(it)],
        "may_share": may(it, by, "change"),
        "form": _form(by),
        **facts,
    }
    return page(request, "accounts/why.html", status=status, **context)


def _asked(people: list[User], wanted: str, by: User) -> User:
    named = next((one for one in people if str(one.pk) == wanted), None)
    return named or next((one for one in people if one.pk == by.pk), by)


def _form(by: User, answers: Any = None) -> ShareForm:
    colleagues = User.objects.visible_to(by).filter(is_active=True).exclude(pk=by.pk)
    return ShareForm(answers, users=colleagues, teams=list(Team.objects.visible_to(by)))


def _line(one: Any, reader: User) -> dict[str, Any]:
    told = _("may change it") if one.may_change else _("may see it")
    until = _("until %s") % moment(one.until, reader) if one.until else _("without end")
    by = _("shared by %s") % one.by.full_name
    return {
        "pk": one.pk,
        "icon": "user" if one.user_id else "users-group",
        "name": str(one.user or one.team),
        "sub": f"{told} · {until} · {by}",
    }
