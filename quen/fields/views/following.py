"""Pinning a view to the side bar, and mail about what enters it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from quen.accounts.acting import acting_user
from quen.fields import lists
from quen.fields.actions.following import follow_view
from quen.fields.models import SavedView
from quen.fields.pins import forget_pins
from quen.fields.views.types import type_or_404
from quen.kit.pages import needs


@require_POST
@needs("web.use")
def view_pin(request: HttpRequest, pk: int) -> HttpResponse:
    """Stand in the side bar."""
    return _followed(request, pk, pinned=True)


@require_POST
@needs("web.use")
def view_unpin(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave the side bar."""
    return _followed(request, pk, pinned=False)


@require_POST
@needs("web.use")
def view_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Have mail about what enters the view."""
    messages.success(request, _("You will have mail when something enters this view."))
    return _followed(request, pk, mailed=True)


@require_POST
@needs("web.use")
def view_unmail(request: HttpRequest, pk: int) -> HttpResponse:
    """Have no more mail about it."""
    return _followed(request, pk, mailed=False)


def _followed(
    request: HttpRequest, pk: int, *, pinned: bool | None = None, mailed: bool | None = None
) -> HttpResponse:
    view = get_object_or_404(
        SavedView.objects.visible_to(request.user).filter(layout="list"), pk=pk
    )
    type_or_404(request, view.type)
    follow_view(view, by=acting_user(request), pinned=pinned, mailed=mailed)
    forget_pins()
    return HttpResponseRedirect(f"{lists.list_url(view.type)}?view={view.pk}")
