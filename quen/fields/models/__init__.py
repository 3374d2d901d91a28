from quen.fields.models.attached import Attached
from quen.fields.models.bulk import BulkEdit
from quen.fields.models.custom import CustomField, Value
from quen.fields.models.exporting import ExportRun
from quen.fields.models.file import File
from quen.fields.models.following import Following, Keeping, ViewMember
from quen.fields.models.importing import (
    CheckedRow,
    ImportedRecord,
    ImportMapping,
    ImportRun,
    RefusedRow,
    Remark,
)
from quen.fields.models.merging import Merge
from quen.fields.models.pack import Pack, PackItem
from quen.fields.models.search import SearchPhone, SearchRow
from quen.fields.models.tag import Tag, Tagged
from quen.fields.models.view import SavedView
from quen.fields.models.watched import WatchedSheet

__all__ = [
    "Attached",
    "BulkEdit",
    "CheckedRow",
    "CustomField",
    "ExportRun",
    "File",
    "Following",
    "ImportMapping",
    "ImportRun",
    "ImportedRecord",
    "Keeping",
    "Merge",
    "Pack",
    "PackItem",
    "RefusedRow",
    "Remark",
    "SavedView",
    "SearchPhone",
    "SearchRow",
    "Tag",
    "Tagged",
    "Value",
    "ViewMember",
    "WatchedSheet",
]
