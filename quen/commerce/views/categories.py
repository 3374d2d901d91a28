"""The settings page of categories: the tree, one of them, a new one."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.commerce.actions import categories as actions
from quen.commerce.categories import branches
from quen.commerce.forms import CategoryForm
from quen.commerce.models import Category
from quen.kit.pages import needs
from quen.kit.render import page

RIGHT = "commerce.manage_categories"


@require_GET
@needs(RIGHT)
def category_list(request: HttpRequest) -> HttpResponse:
    """The tree of categories."""
    lines = [{"pk": one.pk, "name": one.name, "dots": range(one.depth)} for one in branches()]
    return page(request, "commerce/categories.html", lines=lines)


@require_http_methods(["GET", "POST"])
@needs(RIGHT)
def category_edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """One category, or a new one."""
    rows = Category.objects.visible_to(request.user, "change").live()
    it = get_object_or_404(rows, pk=pk) if pk else None
    start = {"name": it.name, "parent": it.parent_id or ""} if it else {}
    form = CategoryForm(request.POST or None, user=request.user, initial=start)
    if request.method == "POST":
        save = partial(actions.save_category, it, by=acting_user(request))
        if form.accepted(save) is not None:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("commerce:categories"))
    title, back = it.name if it else _("New category"), reverse("commerce:categories")
    told: dict[str, Any] = {
        "form": form,
        "title": title,
        "back": back,
        "above": _("Product categories"),
    }
    return page(request, "commerce/form.html", status=422 if form.errors else 200, **told)


@require_POST
@needs(RIGHT)
def category_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an empty category away."""
    rows = Category.objects.visible_to(request.user, "change").live()
    actions.remove_category(get_object_or_404(rows, pk=pk), by=acting_user(request))
    return HttpResponseRedirect(reverse("commerce:categories"))
