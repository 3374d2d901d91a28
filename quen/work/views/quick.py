"""The quick note: words, photos and sounds first, then one tap says whose they are."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.fields.actions.attaching import keep_sent
from quen.fields.models.attached import HOLDERS
from quen.kit.pages import needs, public
from quen.kit.records import TYPES
from quen.kit.refused import Refused
from quen.kit.render import page
from quen.work.actions import notes
from quen.work.actions.capturing import note_on_new
from quen.work.hearing import Heard, heard_in, unknown_in, whose


@require_GET
@needs("work.add_note")
def quick(request: HttpRequest) -> HttpResponse:
    """The page; what the phone shared is filled in by the browser, which has kept it."""
    lines = whose("", "", "", request.user)
    return page(request, "work/quick.html", lines=lines, heard=None, may_add=_may_add(request))


@require_POST
@needs("work.add_note")
def quick_whose(request: HttpRequest) -> HttpResponse:
    """Whose the note may be, by what stands in it and what was typed to search; writes nothing."""
    text, title, typed = (request.POST.get(key, "") for key in ("text", "title", "typed"))
    lines = whose(text, title, typed[:200], request.user)
    facts: dict[str, Any] = {
        "lines": lines,
        "heard": unknown_in(text, lines),
        "typed": typed.strip()[:80],
        "may_add": _may_add(request),
    }
    return page(request, "work/quick.html#whose", **facts)


@require_POST
@needs("work.add_note")
def quick_add(request: HttpRequest) -> HttpResponse:
    """Write the note on the record that was tapped, or on a new customer."""
    by, text = acting_user(request), request.POST.get("text", "")
    kind, _sign, number = request.POST.get("on", "").partition("-")
    if kind != "new" and not (kind in HOLDERS and number.isdecimal() and len(number) < 19):
        raise Refused(_("Choose whose note this is."))
    files, refused = keep_sent(request.FILES.getlist("files"), by=by)
    if kind == "new":
        who = heard_in(text) or Heard(request.POST.get("typed", "").strip()[:200])
        note = note_on_new(who, text, by=by, files=files).note
    else:
        note = notes.write_note(kind, int(number), text, by=by, files=files).note
    if refused:
        messages.warning(request, " ".join(refused))
    messages.success(request, _("Written down."))
    url = TYPES[note.type].url(note.record_id)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


@csrf_exempt
@require_http_methods(["GET", "POST"])
@public("a phone shares something before the app is ready; nothing of it is read or kept")
def quick_shared(request: HttpRequest) -> HttpResponse:
    """The browser keeps what is shared by itself; what comes this far is asked for once more."""
    if request.method == "GET":
        return HttpResponseRedirect(f"{reverse('work:quick')}?shared=1")
    return page(request, "work/quick_again.html")


def _may_add(request: HttpRequest) -> bool:
    return bool(acting_user(request).can("people.add_contact"))
