"""Files as they are shown: on a record's panel, on its timeline and under its notes."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone

from quen.accounts.visibility import may
from quen.fields.models import Attached
from quen.kit import days
from quen.kit.records import type_of
from quen.kit.uploads import shown_as

SHOWN = 50
SMALL = 3 * 1024 * 1024  # a larger picture is fetched when somebody asks for it
ICONS = {"picture": "photo", "sound": "microphone", "pdf": "file-type-pdf"}
_ENDINGS = {
    **dict.fromkeys(("doc", "docx", "odt", "rtf", "txt"), "file-text"),
    **dict.fromkeys(("xls", "xlsx", "ods", "csv"), "file-spreadsheet"),
    **dict.fromkeys(("zip", "rar", "7z", "gz"), "file-zip"),
    **dict.fromkeys(("mp4", "mov", "webm"), "video"),
}


def files_beside(record: Any, user: Any) -> dict[str, Any]:
    """A record's files, the newest first; whoever may change the record may add and remove them."""
    type_key, editable = type_of(record), may(record, user, "change")
    rows = _lined(Attached.objects.visible_to(user).of(type_key, record.pk))
    found = list(rows[: SHOWN + 1])
    lines = [line_of(one, user, may_remove=editable) for one in found[:SHOWN]]
    return {
        "files": lines,
        "more": len(found) > SHOWN,
        "type": type_key,
        "pk": record.pk,
        "may_add": editable,
    }


def files_by_id(ids: Iterable[int], user: Any) -> dict[int, dict[str, Any]]:
    """Those of these files that stand on a record and may be seen; asks nothing for none."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = _lined(Attached.objects.visible_to(user).filter(file__in=wanted))
    return {one.file_id: line_of(one, user) for one in rows}


def files_of(
    entry: str, type_key: str, record_id: int, user: Any
) -> dict[int, list[dict[str, Any]]]:
    """The files of a record's entries by the entry's id, the first first."""
    rows = Attached.objects.visible_to(user).of(type_key, record_id).filter(entry=entry)
    found: dict[int, list[dict[str, Any]]] = {}
    for one in reversed(_lined(rows)):
        found.setdefault(one.entry_id or 0, []).append(line_of(one, user))
    return found


def line_of(one: Attached, user: Any, *, may_remove: bool = False) -> dict[str, Any]:
    """A file as one line: its name, size, who, when, and how it may be shown in place."""
    it = one.file
    kind, _media = shown_as(it.media, it.name)
    ending = it.name.rpartition(".")[2].casefold()
    era = "buddhist" if user.buddhist_years else "common"
    return {
        "pk": one.pk,
        "name": it.name,
        "kind": kind,
        "icon": ICONS.get(kind) or _ENDINGS.get(ending, "file"),
        "size": filesizeformat(it.size),
        "small": it.size <= SMALL,
        "who": one.added_by.full_name if one.added_by else "",
        "ago": days.ago(one.added_at, timezone.now(), user.language, user.zone, era),
        "url": reverse("fields:file", args=[it.pk]),
        "show_url": reverse("fields:file_shown", args=[it.pk]) if kind else "",
        "may_remove": may_remove or one.added_by_id == user.pk,
    }


def _lined(rows: QuerySet[Attached]) -> QuerySet[Attached]:
    return rows.select_related("file", "added_by").order_by("-pk")
