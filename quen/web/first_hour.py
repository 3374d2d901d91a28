"""The pages of the first hour: one question a screen, back and skip, a look before building."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.fields.catalogue import in_language
from quen.fields.models import ImportRun, Pack
from quen.fields.packs.previews import preview, sample_counts
from quen.kit.pages import needs
from quen.kit.refused import Refused
from quen.kit.render import page
from quen.kit.workspace import workspace
from quen.people.calling import CALLED
from quen.web import interview
from quen.web.actions import first_hour as actions
from quen.web.packs import packs, people

MOST_ROWS = 12


@require_GET
@needs("kit.change_workspace")
def begin(request: HttpRequest) -> HttpResponse:
    """Go on where the interview stands."""
    return redirect("web:first_hour_step", step=interview.first_open(interview.answers()))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("kit.change_workspace")
def question(request: HttpRequest, step: str) -> HttpResponse:
    """Ask one question; its answer is kept before the next is asked."""
    if step not in interview.STEPS:
        raise Http404
    if request.method != "POST":
        return _asked(request, step)
    try:
        _take(request, step)
    except Refused as error:
        return _asked(request, step, wrong=str(error.message), status=422)
    return redirect(interview.next_of(step))


def _asked(request: HttpRequest, step: str, wrong: str = "", status: int = 200) -> HttpResponse:
    told, user = interview.answers(), acting_user(request)
    given = told.get(step, {})
    facts: dict[str, Any] = {
        "trade": lambda: {
            "trades": interview.trades(given.get("pack", "")),
            "sells_to": [(k, str(w), k == given.get("to", "both")) for k, w in interview.SELLS_TO],
            "countries": interview.countries(given.get("country", ""), user),
        },
        "word": lambda: {
            "words": interview.words(told),
            "own": (given or workspace().customer_word).get("own", ""),
        },
        "stages": lambda: {"rows": list(enumerate(interview.stage_rows(told)))},
        "channels": lambda: {"channels": interview.channels(told)},
        "file": lambda: {"file": given.get("name", ""), "may_import": user.can("people.import")},
    }[step]()
    return page(
        request,
        f"web/first_hour_{step}.html",
        status=status,
        step=step,
        steps=interview.bar(step),
        number=list(interview.STEPS).index(step) + 1,
        back=interview.before(step),
        wrong=wrong,
        waiting=workspace().first_hour == interview.WAITING,
        **facts,
    )


def _take(request: HttpRequest, step: str) -> None:
    """Keep what was answered. Raises Refused in words."""
    by, post = acting_user(request), request.POST
    if "skip" in post:
        actions.answer(step, {}, by=by)
    elif step == "file":
        _take_file(request)
    else:
        read = {"trade": _trade, "word": _word, "stages": _stages, "channels": _channels}[step]
        actions.answer(step, read(request), by=by)


def _trade(request: HttpRequest) -> dict[str, Any]:
    pack, to = request.POST.get("pack", ""), request.POST.get("to", "both")
    if pack not in (*packs(), "none"):
        raise Refused(_("Choose a trade, or “Another trade”."))
    country = request.POST.get("country", "")
    return {
        "pack": pack,
        "to": to if to in dict(interview.SELLS_TO) else "both",
        "country": country if country in interview.COUNTRIES else "",
    }


def _word(request: HttpRequest) -> dict[str, Any]:
    key, own = request.POST.get("word", ""), request.POST.get("own", "").strip()
    if not own and key not in CALLED:
        raise Refused(_("Choose a word, or write your own."))
    return {"own": own[:30]} if own else {"key": key}


def _stages(request: HttpRequest) -> dict[str, Any]:
    """Rows with a name, in their order. Raises Refused for none, or a probability that is no number."""
    rows, post = [], request.POST
    for n in range(MOST_ROWS):
        name, chance = post.get(f"name-{n}", "").strip(), post.get(f"chance-{n}", "").strip()
        if not name:
            continue
        if not (chance.isascii() and chance.isdigit() and int(chance) <= 100):
            raise Refused(_("A probability is a whole number from 0 to 100."))
        facts = {"key": post.get(f"key-{n}", "")[:40], "name": name[:60]}
        rows.append({**facts, "probability": int(chance)})
    if not rows:
        raise Refused(_("Write at least one stage, or skip the question."))
    return {"rows": rows, "of": interview.pipeline_key(interview.answers())}


def _channels(request: HttpRequest) -> dict[str, Any]:
    known = [key for key, _name, _on in interview.channels({})]
    keys = [key for key in known if key in request.POST.getlist("channel")]
    if not keys:
        raise Refused(_("Choose at least one channel, or skip the question."))
    return {"keys": keys}


def _take_file(request: HttpRequest) -> None:
    by, upload = acting_user(request), request.FILES.get("file")
    if "drop" in request.POST:
        actions.drop_file(by=by)
    elif upload is not None:
        to = interview.answers().get("trade", {}).get("to", "")
        name = "companies" if to == "companies" else "contacts"
        actions.give_file(name, str(upload.name), upload.chunks(), by=by)
    elif not interview.answers().get("file"):
        raise Refused(_("Choose a file, or skip the question."))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("kit.change_workspace")
def build(request: HttpRequest) -> HttpResponse:
    """Show what will be built; build it, and lead on to the file or home."""
    by = acting_user(request)
    if request.method == "POST":
        run = actions.build(by=by, samples=bool(request.POST.get("samples")))
        return redirect("fields:import_read", pk=run.pk) if run else redirect("web:home")
    told = interview.answers()
    pack = packs().get(told.get("trade", {}).get("pack", ""))
    stands = Pack.objects.visible_to(by).standing().filter(key=pack["key"]) if pack else None
    there = _("there already, stays as it is")
    file = told.get("file", {}).get("name", "")
    return page(
        request,
        "web/first_hour_build.html",
        steps=interview.bar(interview.BUILD),
        back=interview.before(interview.BUILD),
        lines=_lines(told),
        name=in_language(pack["labels"]) if pack else "",
        stands=stands is not None and stands.exists(),
        sections=preview(pack, by, people(), there) if pack else [],
        counts=sample_counts(pack) if pack else [],
        file=file if ImportRun.objects.visible_to(by).exists() else "",
    )


def _lines(told: dict[str, Any]) -> list[tuple[str, str]]:
    """(question, answer) of what was said."""
    word = told.get("word") or {}
    named = word.get("own") or (str(CALLED[word["key"]][1]) if word.get("key") in CALLED else "")
    stages = [one["name"] for one in (told.get("stages") or {}).get("rows", [])]
    keys = (told.get("channels") or {}).get("keys", [])
    names = {key: name for key, name, _on in interview.channels({})}
    lines = (
        (_("What you call a customer"), named),
        (_("Stages of a deal"), " → ".join(stages)),
        (_("Channels"), ", ".join(names[key] for key in keys)),
        (_("Your list"), (told.get("file") or {}).get("name", "")),
    )
    return [(label, value or _("skipped: stays as it is")) for label, value in lines]


@require_POST
@needs("kit.change_workspace")
def leave(request: HttpRequest) -> HttpResponse:
    """Go on without the questions."""
    actions.leave(by=acting_user(request))
    return redirect("web:home")
