"""Roles: what each may do, how far, and with which fields."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.accounts import grid
from quen.accounts.actions import roles
from quen.accounts.forms import RoleForm
from quen.accounts.models import Role, User
from quen.accounts.rights import RIGHTS, VERBS
from quen.kit.pages import needs
from quen.kit.refused import Refused
from quen.kit.render import page


@require_GET
@needs("accounts.manage_roles")
def role_list(request: HttpRequest) -> HttpResponse:
    """All roles and how many have them."""
    return _list(request)


@require_POST
@needs("accounts.manage_roles")
def role_new(request: HttpRequest) -> HttpResponse:
    """Add a role, empty or as a copy of another."""
    by: Any = request.user
    form = RoleForm(request.POST, roles=_roles(request))

    def add(name: str, copy_of: Role | None) -> Role:
        held, fields = (copy_of.grants, copy_of.fields) if copy_of else ({"web.use": "all"}, {})
        grants = {key: reach for key, reach in held.items() if key in RIGHTS}
        masked = copy_of is not None and copy_of.masked
        return roles.add_role(name=name, grants=grants, fields=fields, masked=masked, by=by)

    role = form.accepted(add)
    if role is None:
        return _list(request, status=422, form=form)
    return redirect("accounts:role", pk=role.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("accounts.manage_roles")
def role(request: HttpRequest, pk: int) -> HttpResponse:
    """The grid of one role."""
    by: Any = request.user
    it = get_object_or_404(Role.objects.visible_to(by, "change"), pk=pk)
    if request.method != "POST":
        return _role(request, it)
    answers = request.POST.dict()
    told = grid.posted(answers, it)
    try:
        roles.change_role(it, by=by, name=_name(it, answers), **told)
    except Refused as error:
        it.grants, it.fields = told["grants"], told["fields"]
        return _role(request, it, status=error.status, refused=str(error.message))
    messages.success(request, _("Saved. It holds from now on for everyone with this role."))
    return redirect("accounts:role", pk=pk)


def _name(it: Role, answers: dict[str, str]) -> str:
    """A name left as it was shown stays the one all languages translate."""
    given = answers.get("name", "").strip()
    return it.name if given == it.label else given


def _list(request: HttpRequest, *, status: int = 200, **facts: Any) -> HttpResponse:
    rows = _roles(request)
    context = {"roles": rows, "form": RoleForm(roles=rows), **facts}
    return page(request, "accounts/roles.html", status=status, **context)


def _role(request: HttpRequest, it: Role, *, status: int = 200, refused: str = "") -> HttpResponse:
    held = User.objects.visible_to(request.user).filter(roles=it, is_active=True)
    return page(
        request,
        "accounts/role.html",
        status=status,
        role=it,
        verbs=list(VERBS.values()),
        rows=grid.object_rows(it, request.user),
        plain=grid.plain_rights(it, request.user),
        fields=grid.field_grids(it),
        field_verbs=[_("May")],
        people=[(user.pk, user.full_name) for user in held[:200]],
        refused=refused,
    )


def _roles(request: HttpRequest) -> list[Role]:
    people = Count("users", filter=Q(users__is_active=True))
    return list(Role.objects.visible_to(request.user).annotate(people=people))
