"""Files are kept, and deleted a month after the last record let go of them."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import IO, Any

from django.core.files.base import File as Content
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from quen.fields.models import File
from quen.kit.refused import Refused
from quen.kit.uploads import clean_name, media_of

KEPT = timedelta(days=30)
BATCH = 500


def keep_file(name: str, content: IO[bytes], *, by: Any) -> File:
    """Keep what somebody sent, under a random name. Raises Refused where it is empty, over 25 MB or a
    program. It is nobody's but the sender's until a record holds it."""
    try:
        media = media_of(name, content)
    except ValueError as error:
        raise Refused(str(error), errors={"file": str(error)}) from error
    at = secrets.token_hex(20)
    path = default_storage.save(f"{at[:2]}/{at}", Content(content))
    try:
        return File.objects.create(
            path=path,
            name=clean_name(name),
            media=media,
            size=default_storage.size(path),
            added_by=by,
        )
    except BaseException:
        default_storage.delete(path)
        raise


def keep_uploads(given: Mapping[str, Any], *, by: Any) -> dict[str, Any]:
    """The same values with what was uploaded kept as files. Raises Refused at the field's name."""
    return {key: _kept(key, value, by) for key, value in given.items()}


def _kept(key: str, value: Any, by: Any) -> Any:
    if not isinstance(value, UploadedFile):
        return value
    try:
        return keep_file(value.name or "", value, by=by).short
    except Refused as refused:
        raise Refused(refused.message, errors={key: str(refused.message)}) from refused


@transaction.atomic
def tidy_files() -> int:
    """Note which files no record holds, and delete those unheld for a month; gives how many went."""
    now = timezone.now()
    File.objects.held().filter(unheld_at__isnull=False).update(unheld_at=None)
    File.objects.unheld().filter(unheld_at=None).update(unheld_at=now)
    gone = File.objects.filter(unheld_at__lt=now - KEPT).values_list("pk", flat=True)[:BATCH]
    return drop_files(list(gone))


@transaction.atomic
def drop_files(ids: Iterable[int]) -> int:
    """Delete files and, once that stands, what they contained; gives how many."""
    rows = File.objects.filter(pk__in=ids)
    paths = list(rows.values_list("path", flat=True))
    rows.delete()
    transaction.on_commit(lambda: _wipe(paths))
    return len(paths)


def _wipe(paths: Iterable[str]) -> None:
    for path in paths:
        default_storage.delete(path)
