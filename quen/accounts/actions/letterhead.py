"""What the company is on documents is changed; its logo is put and removed."""

import secrets
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files.base import File as Content
from django.core.files.storage import default_storage
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from quen.accounts import events
from quen.accounts.models import User
from quen.accounts.models.user import LANGUAGES
from quen.kit import taxids
from quen.kit.letterhead import forget_letterhead
from quen.kit.models import Letterhead
from quen.kit.refused import Refused
from quen.kit.text import clean, one_line
from quen.kit.uploads import media_of
from quen.kit.workspace import workspace
from quen.timeline.log import record

LINES = ("legal_name", "address", "phone", "email", "website", "signatory", "signatory_title")
LOGOS = ("image/png", "image/jpeg", "image/webp")
MOST_LOGO = 2 * 1024 * 1024
FOOTER = 2_000


@transaction.atomic
def change_letterhead(*, by: User, **facts: Any) -> Letterhead:
    """Change facts of the company: those of LINES, `tax_id`, and `footers` by language.

    A tax code with a wrong check digit is kept; `tax_warning` says so. Raises Refused (errors by field) for
    a mail address that is none and for facts that there are not.
    """
    kept = {key: _kept(key, value) for key, value in facts.items()}
    it = _locked()
    changes = {
        key: [getattr(it, key), value] for key, value in kept.items() if getattr(it, key) != value
    }
    if not changes:
        return it
    for key, value in kept.items():
        setattr(it, key, value)
    return _saved(it, changes, by)


def tax_warning(number: str) -> str:
    """What is doubtful about a tax code of the company's country, in words; empty for nothing."""
    warning = taxids.read(number, workspace().country).warning
    return str(taxids.WARNINGS[warning]) if warning else ""


def put_logo(name: str, content: IO[bytes], *, by: User) -> Letterhead:
    """Keep a picture as the logo in place of the former. Raises Refused where it is none (PNG, JPEG or
    WebP, judged by content) or larger than 2 MB."""
    media = _picture(name, content)
    at = secrets.token_hex(20)
    path = default_storage.save(f"{at[:2]}/{at}", Content(content))
    try:
        return _with_logo(path, media, by)
    except BaseException:
        default_storage.delete(path)
        raise


def remove_logo(*, by: User) -> Letterhead:
    """Take the logo away."""
    return _with_logo("", "", by)


@transaction.atomic
def _with_logo(path: str, media: str, by: User) -> Letterhead:
    it = _locked()
    before = it.logo
    if before == path:
        return it
    it.logo, it.logo_media = path, media
    if before:
        transaction.on_commit(lambda: default_storage.delete(before))
    return _saved(it, {"logo": [bool(before), bool(path)]}, by)


def _picture(name: str, content: IO[bytes]) -> str:
    try:
        media = media_of(name, content)
    except ValueError as error:
        raise Refused(str(error), errors={"logo": str(error)}) from error
    size = content.seek(0, 2)
    content.seek(0)
    if media not in LOGOS or size > MOST_LOGO:
        words = _("A logo is a PNG, JPEG or WebP picture of at most 2 MB.")
        raise Refused(words, errors={"logo": words})
    return media


def _kept(key: str, value: Any) -> Any:
    if key == "footers":
        told = {code: clean(str(value.get(code) or "")).strip() for code, _name in LANGUAGES}
        return {code: text[:FOOTER] for code, text in told.items() if text}
    text = one_line(clean(str(value or "")))
    if key == "tax_id":
        return taxids.read(text, workspace().country).number[:20]
    if key not in LINES:
        raise Refused(_("These cannot be changed here: %s.") % key)
    column: Any = Letterhead._meta.get_field(key)
    most: int = column.max_length
    if len(text) > most:
        words = _("At most %d letters fit here.") % most
        raise Refused(words, errors={key: words})
    return _mail(text) if key == "email" and text else text


def _mail(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        words = _("This is no e-mail address.")
        raise Refused(words, errors={"email": words}) from None
    return text


def _locked() -> Letterhead:
    Letterhead.objects.get_or_create(pk=1)
    return Letterhead.objects.select_for_update().get(pk=1)


def _saved(it: Letterhead, changes: dict[str, Any], by: User) -> Letterhead:
    it.save()
    record(events.LetterheadChanged(changes=changes), on=[by], by=by)
    forget_letterhead()
    return it
