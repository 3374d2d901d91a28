"""Saving what a list shows as a view, and choosing its columns."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.fields import lists
from quen.fields.actions import views as actions
from quen.fields.models import SavedView
from quen.fields.pins import forget_pins
from quen.fields.views.lists import Asked, read
from quen.fields.views.types import type_or_404
from quen.kit.pages import needs
from quen.kit.render import page

SHARINGS = (("me", _("Only me")), ("team", _("My team")), ("all", _("Everybody")))


class ViewForm(forms.Form):
    """A new view's name and who sees it."""

    name = forms.CharField(label=_("Name"), max_length=80)
    sharing = forms.ChoiceField(label=_("Who sees it"), choices=SHARINGS)


@require_http_methods(["GET", "POST"])
@needs("web.use")
def view_new(request: HttpRequest, type_key: str) -> HttpResponse:
    """Save the list as it stands under a name."""
    type_or_404(request, type_key)
    if request.method == "GET":
        query = request.GET.urlencode()
        return page(request, "fields/view_form.html", form=ViewForm(), type=type_key, query=query)
    form = ViewForm(request.POST)
    query = request.POST.get("query", "")
    if not form.is_valid():
        return page(
            request, "fields/view_form.html", status=422, form=form, type=type_key, query=query
        )
    asked = read(request, type_key, QueryDict(query).dict())
    view = actions.save_view(
        type_key, content=content_of(asked), by=acting_user(request), **form.cleaned_data
    )
    return HttpResponseRedirect(f"{lists.list_url(type_key)}?view={view.pk}")


@require_POST
@needs("web.use")
def view_update(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the list as it stands into its view."""
    view = get_object_or_404(SavedView.objects.visible_to(request.user, "change"), pk=pk)
    type_or_404(request, view.type)
    asked = read(request, view.type, QueryDict(request.POST.get("query", "")).dict())
    actions.change_view(view, by=acting_user(request), content=content_of(asked))
    return HttpResponseRedirect(f"{lists.list_url(view.type)}?view={view.pk}")


@require_POST
@needs("web.use")
def view_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a view."""
    view = get_object_or_404(SavedView.objects.visible_to(request.user, "change"), pk=pk)
    actions.remove_view(view, by=acting_user(request))
    forget_pins()
    return HttpResponseRedirect(lists.list_url(view.type))


@require_GET
@needs("web.use")
def columns(request: HttpRequest, type_key: str) -> HttpResponse:
    """Choose and order the columns of the list."""
    type_or_404(request, type_key)
    asked = read(request, type_key)
    chosen = [f.key for f in asked.columns]
    others = [f for key, f in asked.catalogue.fields.items() if key not in chosen]
    rest = [
        f
        for name, known in asked.catalogue.related().items()
        for f in _of_related(asked, name, known)
    ]
    fields = [*asked.columns, *others, *(f for f in rest if f.key not in chosen)]
    shown = [(f.key, _label(f), f.key in chosen) for f in fields]
    return page(
        request,
        "fields/columns_form.html",
        fields=shown,
        type=type_key,
        kept=_kept(asked),
        url=lists.list_url(type_key),
    )


@require_POST
@needs("web.use")
def columns_set(request: HttpRequest, type_key: str) -> HttpResponse:
    """Show the list with the columns that were ticked, in the order of the form."""
    type_or_404(request, type_key)
    asked = read(request, type_key, QueryDict(request.POST.get("query", "")).dict())
    changed = Asked(**{**vars(asked), "changed": True})
    return HttpResponseRedirect(
        changed.link(columns=",".join(request.POST.getlist("columns")[:20]))
    )


def content_of(asked: Asked) -> dict[str, Any]:
    """What a view keeps of a list."""
    return {
        "filter": asked.rule,
        "columns": [f.key for f in asked.columns],
        "sort": asked.sort.key,
    }


def _of_related(asked: Asked, name: str, known: Any) -> list[Any]:
    return [
        asked.catalogue.get(f"{name}.{key}")
        for key, f in known.fields.items()
        if f.column or f.custom
    ]


def _label(f: Any) -> str:
    return f"{f.via.label} · {f.label}" if f.via else str(f.label)


def _kept(asked: Asked) -> str:
    return Asked(**{**vars(asked), "changed": True}).link().partition("?")[2]
