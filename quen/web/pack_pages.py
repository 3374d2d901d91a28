"""Settings, Industry packs: look at one, take it in, undo it; sample data goes with one button."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from quen.accounts.acting import acting_user
from quen.accounts.showing import ago
from quen.fields.actions import packs as actions
from quen.fields.actions import samples as sample_actions
from quen.fields.catalogue import in_language
from quen.fields.models import Pack, PackItem
from quen.fields.packs.previews import preview, sample_counts, samples_leaving, undoing
from quen.fields.packs.samples import Leaving, leaving
from quen.kit.pages import needs
from quen.kit.records import TYPES
from quen.kit.render import page
from quen.web.packs import called, pack_or_404, packs, people


@require_GET
@needs("kit.change_workspace")
def pack_list(request: HttpRequest) -> HttpResponse:
    """The trades there are packs for, and which of them this company has taken in."""
    user = acting_user(request)
    standing = {one.key: one for one in Pack.objects.visible_to(user).standing()}
    lines = [
        {
            "key": key,
            "icon": content["icon"],
            "name": in_language(content["labels"]),
            "about": in_language(content["about"]),
            "ago": ago(standing[key].applied_at, user) if key in standing else "",
        }
        for key, content in packs().items()
    ]
    samples = PackItem.objects.filter(pack__in=Pack.objects.visible_to(user)).exclude(type="")
    told = {"may": True} if samples.exists() else None
    return page(request, "web/packs.html", lines=lines, samples=told)


@require_GET
@needs("kit.change_workspace")
def pack_show(request: HttpRequest, key: str) -> HttpResponse:
    """What a pack will make; where it stands, what undoing it would take back and what stays."""
    content, user = pack_or_404(key), acting_user(request)
    pack = Pack.objects.visible_to(user).standing().filter(key=key).first()
    there = _("there already, stays as it is")
    samples = samples_leaving(pack) if pack else Leaving()
    return page(
        request,
        "web/pack.html",
        key=key,
        name=in_language(content["labels"]),
        about=in_language(content["about"]),
        pack=pack,
        ago=ago(pack.applied_at, user) if pack else "",
        sections=undoing(pack, samples.going) if pack else preview(content, user, people(), there),
        counts=sample_counts(content),
        samples=samples.count,
        kept=samples.told(),
    )


@require_POST
@needs("kit.change_workspace")
def pack_apply(request: HttpRequest, key: str) -> HttpResponse:
    """Take a pack in, with or without its sample data."""
    wanted = bool(request.POST.get("samples"))
    by = acting_user(request)
    actions.apply_pack(pack_or_404(key), by=by, people=people(), samples=wanted)
    messages.success(request, _("Done. Everything below can be undone."))
    return redirect("web:pack", key=key)


@require_POST
@needs("kit.change_workspace")
def pack_undo(request: HttpRequest, key: str) -> HttpResponse:
    """Undo a pack; what stays is named."""
    by = acting_user(request)
    pack = get_object_or_404(Pack.objects.visible_to(by).standing(), key=key)
    kept = actions.undo_pack(pack, by=by)
    _tell(request, _("The pack “%s” is undone.") % called(key), kept)
    return redirect("web:packs")


@require_GET
@needs("kit.change_workspace")
def samples(request: HttpRequest) -> HttpResponse:
    """What removing the sample data takes away, and what stays and why."""
    user = acting_user(request)
    items = PackItem.objects.filter(pack__in=Pack.objects.visible_to(user)).exclude(type="")
    it = leaving(list(items))
    going = [
        {"label": str(TYPES[key].plural) if key in TYPES else _("Notes"), "count": len(ids)}
        for key, ids in it.going.items()
        if ids
    ]
    return page(request, "web/samples.html", going=going, count=it.count, kept=_lines(it))


def _lines(it: Leaving) -> list[dict[str, Any]]:
    names = [name for name, _why in it.told()]
    return [
        {"name": name, "why": why, "url": TYPES[key].url(pk) if key in TYPES else ""}
        for name, ((key, pk), why) in zip(names, it.kept.items(), strict=True)
    ]


@require_POST
@needs("kit.change_workspace")
def samples_remove(request: HttpRequest) -> HttpResponse:
    """Remove the sample data; what somebody changed too, where that was asked for."""
    by = acting_user(request)
    it = sample_actions.remove_samples(by=by, all_of_it=bool(request.POST.get("all")))
    count = it.count
    words = ngettext("%d sample record is gone.", "%d sample records are gone.", count) % count
    _tell(request, words, it.told())
    return redirect("web:samples" if it.kept else "web:packs")


@require_POST
@needs("kit.change_workspace")
def samples_adopt(request: HttpRequest) -> HttpResponse:
    """Keep what is left of the sample data as real records."""
    sample_actions.adopt_samples(by=acting_user(request))
    messages.success(request, _("The mark is gone; the records are yours."))
    return redirect(reverse("web:packs"))


def _tell(request: HttpRequest, words: str, kept: list[tuple[str, str]]) -> None:
    if kept:
        told = "; ".join(f"{name} ({why})" for name, why in kept[:8])
        words += " " + _("Kept: %s.") % told
    messages.success(request, words)
