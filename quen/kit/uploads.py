"""What people send us as files: judged by content, never by what a name promises (SR-18)."""

import re
import unicodedata
from pathlib import PurePath
from typing import IO

import puremagic
from django.utils.translation import gettext as _

MOST_BYTES = 25 * 1024 * 1024
HEAD_BYTES = 8 * 1024
PLAIN = "text/plain"
UNKNOWN = "application/octet-stream"
# What a computer runs when somebody opens it.
_PROGRAM_ENDINGS = frozenset(
    (
        *("apk", "app", "appimage", "bat", "cmd", "com", "cpl", "deb", "dll", "dmg", "exe", "hta"),
        *("inf", "jar", "js", "jse", "lnk", "msi", "msix", "pif", "ps1", "reg", "rpm", "scr", "sh"),
        *("vb", "vbe", "vbs", "wsf"),
    )
)
_PROGRAM_STARTS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!")
_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]+')


# What a browser may show in place, since none of it can hold a script of ours.
_PICTURES = frozenset(("image/png", "image/jpeg", "image/gif", "image/webp"))
_SOUNDS = frozenset(("application/ogg", "audio/ogg", "audio/mp4", "audio/mpeg", "audio/webm"))
_RECORDED = frozenset(("weba", "m4a", "mp3", "ogg", "oga"))
_SHOWN_SOUNDS = {"video/webm": "audio/webm", "video/mp4": "audio/mp4", "video/ogg": "audio/ogg"}


def shown_as(media: str, name: str) -> tuple[str, str]:
    """How a browser may show this content ("picture", "sound", "pdf" or ""), and as which media type."""
    if media in _PICTURES:
        return "picture", media
    if media == "application/pdf":
        return "pdf", media
    recorded = PurePath(name).suffix[1:].casefold() in _RECORDED
    sound = _SHOWN_SOUNDS.get(media, media) if recorded else media
    return ("sound", sound) if sound in _SOUNDS else ("", media)


def clean_name(name: str) -> str:
    """A name that is safe on every desk: no folders, no control or direction marks, its ending kept."""
    bare = _UNFIT.sub(" ", unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1]))
    bare = " ".join(bare.split()).strip(" .") or "file"
    stem, ending = PurePath(bare).stem, PurePath(bare).suffix[:16]
    return f"{stem[: 120 - len(ending)]}{ending}"


def media_of(name: str, content: IO[bytes]) -> str:
    """The content's media type, at most 25 MB long. Raises ValueError in words for a person where it
    is empty, too large or a program; `content` is at its start again afterwards."""
    size = content.seek(0, 2)
    content.seek(0)
    head = content.read(HEAD_BYTES)
    content.seek(0)
    if not size:
        raise ValueError(_("This file is empty. Choose another."))
    if size > MOST_BYTES:
        raise ValueError(_("A file may have at most %d MB.") % (MOST_BYTES // 1024**2))
    if _is_program(name, head):
        raise ValueError(_("Programs are not kept here. Choose a document or a picture."))
    return _told_by(name, head)


def _is_program(name: str, head: bytes) -> bool:
    return PurePath(name).suffix[1:].casefold() in _PROGRAM_ENDINGS or head.startswith(
        _PROGRAM_STARTS
    )


def _told_by(name: str, head: bytes) -> str:
    """The name decides among media that begin alike (DOCX and XLSX are both ZIP), and nowhere else."""
    try:
        found = puremagic.magic_string(head, filename=name)
    except (puremagic.PureError, ValueError):
        return PLAIN if b"\0" not in head else UNKNOWN
    ending = PurePath(name).suffix.casefold()
    named = next((one for one in found if one.extension == ending), found[0])
    return str(named.mime_type) or UNKNOWN
