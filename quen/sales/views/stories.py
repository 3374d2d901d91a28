"""The library of stories and documents, and sending one about a deal."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.fields.actions.files import keep_file
from quen.kit.pages import needs
from quen.kit.render import page
from quen.sales import story_lines
from quen.sales.actions import stories as actions
from quen.sales.asked import asked_deal
from quen.sales.forms import SendForm, StoryForm
from quen.sales.models import Story
from quen.sales.story_mail import link_to_story


@require_GET
@needs("sales.view_deal")
def story_list(request: HttpRequest) -> HttpResponse:
    """The library, searched by title, industry and problem."""
    asked = request.GET.get("q", "")
    lines = story_lines.listed(request.user, asked)
    may_change = acting_user(request).can("sales.manage_stories")
    return page(request, "sales/stories.html", lines=lines, asked=asked, may_change=may_change)


@require_http_methods(["GET", "POST"])
@needs("sales.manage_stories")
def story_edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """One story, or a new one."""
    it = get_object_or_404(Story.objects.visible_to(request.user, "change"), pk=pk) if pk else None
    start = {key: getattr(it, key) for key in actions.FACTS} if it else {}
    form = StoryForm(data=request.POST or None, initial=start)
    if request.method == "POST" and _saved(request, form, it):
        messages.success(request, _("Saved"))
        return HttpResponseRedirect(reverse("sales:stories"))
    status = 422 if form.errors else 200
    return page(request, "sales/story_form.html", status=status, form=form, it=it)


def _saved(request: HttpRequest, form: StoryForm, it: Story | None) -> Story | None:
    by, sent = acting_user(request), request.FILES.get("file")

    def save(**facts: Any) -> Story:
        file = keep_file(sent.name or "", sent, by=by) if sent else None
        return actions.save_story(it, by=by, file=file, **facts)

    return form.accepted(save)


@require_POST
@needs("sales.manage_stories")
def story_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a story no more."""
    it = get_object_or_404(Story.objects.visible_to(request.user, "change"), pk=pk)
    actions.remove_story(it, by=acting_user(request))
    return HttpResponseRedirect(reverse("sales:stories"))


@require_http_methods(["GET", "POST"])
@needs("sales.change_deal")
def story_send(request: HttpRequest, deal_pk: int, pk: int) -> HttpResponse:
    """Send a story about a deal: by mail, or as a link to copy."""
    deal = asked_deal(request, str(deal_pk))
    it = get_object_or_404(Story.objects.visible_to(request.user), pk=pk)
    start = {"to": deal.contact.email if deal.contact else ""}
    form = SendForm(data=request.POST or None, initial=start)
    link = ""
    if request.method == "POST":
        by = acting_user(request)
        sent = form.accepted(lambda **facts: actions.send_story(it, deal, by=by, **facts))
        if sent is not None and form.cleaned_data["to"]:
            messages.success(request, _("“%s” is on its way.") % it.title)
            return HttpResponseRedirect(reverse("sales:deal", args=[deal.pk]))
        link = link_to_story(sent) if sent else ""
    status = 422 if form.errors else 200
    return page(
        request, "sales/story_send.html", status=status, form=form, it=it, deal=deal, link=link
    )
