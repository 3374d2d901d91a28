from quen.fields.models.custom import CustomField, Value
from quen.fields.models.tag import Tag, Tagged
from quen.fields.models.view import SavedView

__all__ = ["CustomField", "SavedView", "Tag", "Tagged", "Value"]
