"""Files go out as downloads, or shown in place where they cannot do harm (SR-18); put on records and off."""

import re
from typing import IO

from django.core.files.storage import default_storage
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
)
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quen.accounts.acting import acting_user
from quen.fields.actions import attaching
from quen.fields.models import Attached, File
from quen.fields.views.answers import changed, undoable, warned
from quen.kit.pages import needs
from quen.kit.uploads import shown_as

_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")
SANDBOX = "sandbox; default-src 'none'"
# Browsers show a PDF in a viewer of their own, which a sandbox would keep from starting.
VIEWER = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"


@require_GET
@needs("web.use")
def download(request: HttpRequest, pk: int) -> FileResponse:
    """The file. Raises Http404 where one may not see a record that holds it."""
    return attached(_seen(request, pk))


@require_GET
@needs("web.use")
def shown(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A picture, a sound or a PDF in place. Raises Http404 for any other content."""
    found = _seen(request, pk)
    kind, media = shown_as(found.media, found.name)
    if not kind:
        raise Http404
    mark = f'"{found.pk}"'  # what an id stands for never changes
    kept = request.headers.get("If-None-Match") == mark
    answer = HttpResponseNotModified() if kept else pieced(request, found, media)
    answer["Content-Security-Policy"] = VIEWER if kind == "pdf" else SANDBOX
    # The browser may keep it, and asks each time whether it may still be seen.
    answer["ETag"], answer["Cache-Control"] = mark, "private, no-cache"
    return answer


def pieced(request: HttpRequest, found: File, media: str) -> HttpResponseBase:
    """The content, or the piece of it that a player asks for (RFC 9110, one range of bytes)."""
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    content = default_storage.open(found.path)
    if not asked:
        answer = FileResponse(content, filename=found.name, content_type=media)
        answer["Accept-Ranges"] = "bytes"
        return answer
    start = int(asked[1])
    end = min(int(asked[2] or found.size), found.size - 1)
    if start > end:
        content.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{found.size}"})
    content.seek(start)
    piece = FileResponse(Piece(content, end + 1 - start), status=206, content_type=media)
    piece["Content-Range"] = f"bytes {start}-{end}/{found.size}"
    piece["Content-Length"] = str(end + 1 - start)
    return piece


class Piece:
    """The next `left` bytes of a file, read bit by bit."""

    def __init__(self, content: IO[bytes], left: int) -> None:
        self.content, self.left = content, left

    def read(self, size: int) -> bytes:
        """At most `size` bytes; none at the end."""
        found = self.content.read(min(size, self.left))
        self.left -= len(found)
        return found

    def close(self) -> None:
        self.content.close()


def _seen(request: HttpRequest, pk: int) -> File:
    found = File.objects.visible_to(acting_user(request)).filter(pk=pk).first()
    if found is None or not default_storage.exists(found.path):
        raise Http404
    return found


def attached(found: File) -> FileResponse:
    """The content under its cleaned name, in a sandbox should a browser show it after all."""
    answer = FileResponse(
        default_storage.open(found.path),
        as_attachment=True,
        filename=found.name,
        content_type=found.media,
    )
    answer["Content-Security-Policy"] = SANDBOX
    return answer


@require_POST
@needs("web.use")
def add(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """Put files on a record; those that could not be kept are named with the reason."""
    by = acting_user(request)
    files, refused = attaching.keep_sent(request.FILES.getlist("files"), by=by)
    attaching.add_files(type_key, pk, files, by=by)
    return warned(changed(request, type_key, pk), " ".join(refused))


@require_POST
@needs("web.use")
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file off its record; a toast offers to put it back."""
    one = get_object_or_404(Attached.objects.visible_to(request.user, "change"), pk=pk)
    one = attaching.remove_file(one, by=acting_user(request))
    answer = changed(request, one.type, one.record_id)
    undo = reverse("fields:attached_restore", args=[pk])
    return undoable(answer, _("Removed: %s") % one.file.name, undo)


@require_POST
@needs("web.use")
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a removed file back."""
    one = Attached.objects.visible_to(request.user, "change", removed=True).filter(pk=pk).first()
    if one is None:
        raise Http404
    attaching.restore_file(one, by=acting_user(request))
    return changed(request, one.type, one.record_id)
