"""The API's objects in OpenAPI's words, made from the models so that the document cannot drift."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import models

Schema = dict[str, Any]
ID: Schema = {"type": "integer", "minimum": 1}
TEXT: Schema = {"type": "string"}
MAYBE_ID: Schema = {"type": ["integer", "null"]}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
MOMENT: Schema = {"type": "string", "format": "date-time"}
WORDS: Schema = {"type": "array", "items": TEXT}
CUSTOM: Schema = {
    "type": "object",
    "additionalProperties": True,
    "description": "Values of custom fields by their keys (GET /custom-fields).",
}
ERRORS: Schema = {
    "type": "array",
    "items": {"type": "object", "properties": {"field": TEXT, "message": TEXT}},
}
LINE: Schema = {
    "type": "object",
    "properties": {
        "id": ID,
        "kind": TEXT,
        "at": MOMENT,
        "actor": TEXT,
        "via": TEXT,
        "sentence": TEXT,
        "changes": {"type": "object", "additionalProperties": {"type": "array"}},
    },
}
BATCH_TOLD: Schema = {
    "type": "object",
    "required": ["items"],
    "properties": {
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["status"],
                "properties": {
                    "status": {"type": "integer"},
                    "id": ID,
                    "detail": TEXT,
                    "errors": ERRORS,
                },
            },
        }
    },
}
TRASHED: Schema = {"responses": {204: {"description": "In the trash"}}}
_KINDS: tuple[tuple[type[models.Field[Any, Any]], Schema], ...] = (
    (models.BooleanField, {"type": "boolean"}),
    (models.DecimalField, {"type": "string", "description": "A number as decimals."}),
    (models.IntegerField, {"type": "integer"}),
    (models.DateTimeField, MOMENT),
    (models.DateField, {"type": "string", "format": "date"}),
    (models.JSONField, {"type": "object", "additionalProperties": True}),
    (models.ForeignKey, ID),
)


def columns_of(model: type[models.Model], names: Sequence[str]) -> dict[str, Schema]:
    """A schema for each of these columns."""
    known = {field.attname: field for field in model._meta.concrete_fields}
    return {name: _of(known[name]) for name in names}


def object_of(properties: Mapping[str, Schema], written: Collection[str]) -> Schema:
    """An object; what is not in `written` is told and never taken."""
    told = {
        key: schema if key in written else {**schema, "readOnly": True}
        for key, schema in {"id": ID, **properties}.items()
    }
    return {"type": "object", "properties": told}


def paged(item: Mapping[str, Any], *, counted: bool = False) -> Schema:
    """A page of such objects; `counted` where it can say how many there are."""
    properties: Schema = {"items": {"type": "array", "items": item}, "next": MAYBE_TEXT}
    if counted:
        least = {"type": "object", "properties": {"at_least": {"type": "integer"}}}
        properties["count"] = {"anyOf": [{"type": "integer"}, least]}
    return {"type": "object", "required": ["items", "next"], "properties": properties}


def batch_of(item: Mapping[str, Any], most: int, matches: Collection[str]) -> Schema:
    """Many objects at once, and the key by which existing ones are found."""
    properties: Schema = {
        "items": {"type": "array", "minItems": 1, "maxItems": most, "items": item}
    }
    if matches:
        properties["match"] = {"type": "string", "enum": sorted(matches)}
    return {"type": "object", "required": ["items"], "properties": properties}


def answers(schema: Mapping[str, Any], status: int = 200) -> Schema:
    """What an operation says of its good answer."""
    told = {"description": "OK", "content": {"application/json": {"schema": schema}}}
    return {"responses": {status: told}}


def takes(schema: Mapping[str, Any]) -> Schema:
    """What an operation says of what it is sent."""
    content = {"application/json": {"schema": schema}}
    return {"requestBody": {"required": True, "content": content}}


def _of(field: models.Field[Any, Any]) -> Schema:
    found = next((schema for kind, schema in _KINDS if isinstance(field, kind)), TEXT)
    return {**found, "type": [found["type"], "null"]} if field.null else dict(found)
