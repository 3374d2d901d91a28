"""What can happen to saved views and in bulk."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from quen.timeline.kinds import event


@event("view.changed", icon="list", group="audit")
class ViewChanged:
    name: str
    changes: dict[str, Any]

    sentence = _("{actor} changed the view {name}")


@event("view.deleted", icon="list", group="audit")
class ViewDeleted:
    name: str

    sentence = _("{actor} removed the view {name}")


@event("view.followed", icon="pin", group="audit")
class ViewFollowed:
    name: str
    pinned: bool
    mailed: bool

    sentence = _("{actor} changed how they follow the view {name}")


@event("field.created", icon="forms", group="audit")
class FieldCreated:
    name: str
    type: str
    holds: str

    sentence = _("{actor} added the field {name}")


@event("field.changed", icon="forms", group="audit")
class FieldChanged:
    name: str
    type: str
    changes: dict[str, Any]

    sentence = _("{actor} changed the field {name}")


@event("field.removed", icon="forms", group="audit")
class FieldRemoved:
    name: str
    type: str

    sentence = _("{actor} removed the field {name}")


@event("field.restored", icon="forms", group="audit")
class FieldRestored:
    name: str
    type: str

    sentence = _("{actor} brought back the field {name}")


@event("trash.emptied", icon="trash-x", group="audit")
class TrashEmptied:
    type: str
    count: int
    stubs: int

    sentence = _("{count} records left the trash for good, {stubs} as nameless stubs")


@event("import.finished", icon="upload", group="audit")
class ImportFinished:
    name: str
    created: int
    updated: int
    refused: int

    sentence = _("{actor} brought in {name}: {created} new, {updated} changed, {refused} refused")


@event("import.undone", icon="arrow-back-up", group="audit")
class ImportUndone:
    name: str
    undone: int = 0
    kept: int = 0

    sentence = _("{actor} undid the import {name}")


@event("sheet.watched", icon="refresh", group="audit")
class SheetWatched:
    name: str

    sentence = _("{actor} has the shared sheet {name} read regularly")


@event("sheet.unwatched", icon="refresh-off", group="audit")
class SheetUnwatched:
    name: str

    sentence = _("{actor} let go of the shared sheet {name}")


@event("sheet.failed", icon="alert-triangle", group="audit")
class SheetFailed:
    name: str
    why: str

    sentence = _("The shared sheet {name} could not be read: {why}")


@event("export.asked", icon="download", group="audit")
class ExportAsked:
    object: str
    rows: int
    form: str

    sentence = _("{actor} asks to export {rows} {object} as {form}")


@event("export.approved", icon="download", group="audit")
class ExportApproved:
    object: str
    rows: int
    form: str

    sentence = _("{actor} approved the export of {rows} {object} as {form}")


@event("export.refused", icon="download-off", group="audit")
class ExportRefused:
    object: str
    rows: int
    form: str

    sentence = _("{actor} did not approve the export of {rows} {object} as {form}")


@event("export.unusual", icon="alert-triangle", group="audit")
class ExportUnusual:
    name: str
    count: int
    rows: int

    sentence = _("{name} took away {count} files with {rows} rows within a day")


@event("field.revealed", icon="eye", group="audit")
class FieldRevealed:
    type: str
    record: int
    field: str
    place: int = 0

    sentence = _("{actor} showed themselves the masked {field} of {type} {record}")
    spoken: ClassVar = {
        "field": {
            "phone": _("phone"),
            "email": _("e-mail address"),
            "handles": _("chat id"),
        },
        "type": {
            "contact": _("customer"),
            "company": _("company"),
            "deal": _("deal"),
            "product": _("product"),
        },
    }


@event("reveal.unusual", icon="alert-triangle", group="audit")
class RevealUnusual:
    name: str
    count: int

    sentence = _("{name} showed themselves {count} masked phones and mails within an hour")


@event("export.made", icon="download", group="audit")
class ExportMade:
    object: str
    rows: int
    form: str

    sentence = _("{actor} exported {rows} {object} as {form}")
    spoken: ClassVar = {"form": {"print": _("a printed page")}}


@event("file.added", icon="paperclip", group="talk", activity=True)
class FileAdded:
    names: str
    files: list[int]

    label = _("File added")
    sentence = _("{actor} added {names}")
    personal = ("names",)


@event("file.removed", icon="paperclip", group="change")
class FileRemoved:
    names: str

    sentence = _("{actor} removed {names}")
    personal = ("names",)


@event("file.restored", icon="paperclip", group="change")
class FileRestored:
    names: str

    sentence = _("{actor} put {names} back")
    personal = ("names",)


@event("record.printed", icon="printer", group="audit")
class RecordPrinted:
    sentence = _("{actor} printed this page")


@event("record.made_anyway", icon="copy-plus", group="change")
class LikenessOverruled:
    note: str

    sentence = _("{actor} was warned of a record like this one and made it anyway")
    personal = ("note",)


@event("record.shares_value", icon="copy-check", group="change")
class ValueShared:
    note: str

    sentence = _("{actor} was warned that another record has the same, and kept it on both")
    personal = ("note",)


@event("pack.applied", icon="package", group="audit")
class PackApplied:
    name: str
    made: int
    samples: int

    sentence = _("{actor} took in the pack {name}: {made} settings, {samples} sample records")


@event("pack.undone", icon="package-off", group="audit")
class PackUndone:
    name: str
    undone: int
    kept: list[str]

    sentence = _("{actor} undid the pack {name}: {undone} things")


@event("samples.removed", icon="flask-off", group="audit")
class SamplesRemoved:
    removed: int
    kept: int

    sentence = _("{actor} removed the sample data: {removed} records, {kept} kept")


@event("samples.adopted", icon="flask", group="audit")
class SamplesAdopted:
    count: int

    sentence = _("{actor} keeps {count} sample records as real ones")
