"""What the API says a contact and a company look like."""

from quen.kit.api_shapes import CUSTOM, MAYBE_TEXT, TEXT, WORDS, Schema, columns_of, object_of
from quen.people.answers import ADDRESS_COLUMNS, COMPANY_COLUMNS, CONTACT_COLUMNS
from quen.people.models import Address, Company, Contact

ADDRESS: Schema = {"type": "object", "properties": columns_of(Address, ADDRESS_COLUMNS)}
HANDLE: Schema = {
    "type": "object",
    "properties": {
        "kind": TEXT,
        "value": TEXT,
        "label": TEXT,
        "primary": {"type": "boolean"},
        "verified_at": MAYBE_TEXT,
        "invalid": {"type": "boolean"},
    },
}
_HANDLES: Schema = {"type": "array", "items": HANDLE}
_PARTS = {
    "emails": _HANDLES,
    "phones": _HANDLES,
    "handles": _HANDLES,
    "tags": WORDS,
    "address": ADDRESS,
    "addresses": {"type": "array", "items": ADDRESS},
    "custom": CUSTOM,
}
_TOLD = {"score", "next_step_at", "stage_entered_at", "last_activity_at"}
_TOLD |= {"created_at", "updated_at", "version", "team_id"}


def _shape(columns: dict[str, Schema]) -> Schema:
    properties = {**columns, **_PARTS}
    return object_of(properties, set(properties) - _TOLD)


CONTACT = _shape({**columns_of(Contact, CONTACT_COLUMNS), "lifecycle_stage": TEXT})
COMPANY = _shape(columns_of(Company, COMPANY_COLUMNS))
