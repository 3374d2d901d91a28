"""Products and their categories in the API."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from ninja import Router

from quen.accounts.bearer import need
from quen.commerce.actions import products as actions
from quen.commerce.categories import branches
from quen.commerce.drafts import code_key
from quen.commerce.models import Product
from quen.fields.actions.tags import tags_of
from quen.fields.api import mount
from quen.fields.catalogue import all_fields
from quen.fields.masking import mask_for
from quen.fields.resources import Resource, answer
from quen.kit.api_shapes import (
    CUSTOM,
    ID,
    MAYBE_ID,
    TEXT,
    WORDS,
    answers,
    columns_of,
    object_of,
    paged,
)
from quen.kit.plain_rows import plain

router = Router(tags=["commerce"])
Facts = dict[str, Any]
COLUMNS = [
    "name",
    "name_vi",
    "name_th",
    "name_en",
    "code",
    "category_id",
    "unit",
    "description",
    "vat_percent",
    "price",
    "currency",
    "state",
    "created_at",
    "updated_at",
    "version",
]
TOLD = {"created_at", "updated_at", "version"}
EVERY = ["id", *COLUMNS, "tags", "custom"]
RIGHTS = {"currency": "price"}  # who may not read a price is told no currency of it


def facts(ids: Sequence[int], wanted: Sequence[str] | None, user: Any) -> list[Facts]:
    """The API's objects of products, in order."""
    asked = [k for k in wanted or EVERY if k in EVERY]
    keys = [k for k in asked if user.may_read_field(f"product.{RIGHTS.get(k, k)}")]
    keys = ["id", *(k for k in keys if k != "id")]
    found = Product._base_manager.filter(pk__in=ids).values("pk", "custom", *COLUMNS)
    rows = {row["pk"]: row for row in found}
    tags = tags_of("product", ids) if "tags" in keys else {}
    return [{k: _value(k, rows[pk], tags, user) for k in keys} for pk in ids if pk in rows]


def _value(key: str, row: Facts, tags: dict[int, Any], user: Any) -> Any:
    if key == "id":
        return row["pk"]
    if key == "tags":
        return [tag.name for tag in tags[row["pk"]]]
    if key == "custom":
        known = {f.custom.key: f for f in all_fields("product").values() if f.custom}
        values = row["custom"].items()
        told = {k: v for k, v in values if k in known and user.may_read_field(known[k].right)}
        mask = mask_for(user, "product")
        return mask.custom(told) if mask else told
    return plain(row[key])


def _by_code(code: Any, user: Any) -> Product | None:
    return Product.objects.visible_to(user).filter(code_key=code_key(str(code))).first()


SHAPE = object_of(
    {**columns_of(Product, COLUMNS), "tags": WORDS, "custom": CUSTOM},
    {*COLUMNS, "tags", "custom"} - TOLD,
)
mount(
    router,
    Resource(
        noun=actions.PRODUCT,
        plural="products",
        sort="name",
        facts=facts,
        shape=SHAPE,
        matches={"code": _by_code},
    ),
)
CATEGORY: Facts = {
    "type": "object",
    "properties": {"id": ID, "name": TEXT, "path": TEXT, "parent_id": MAYBE_ID},
}


@router.get(
    "/product-categories",
    summary="List product categories",
    operation_id="list_product_categories",
    openapi_extra=answers(paged(CATEGORY)),
)
def categories(request: HttpRequest) -> Any:
    """The live categories from the root down, each before what lies below it."""
    need(request, "commerce.view_product")
    items = [
        {"id": one.pk, "name": one.name, "path": one.path, "parent_id": one.parent_id}
        for one in branches()
    ]
    return answer({"items": items, "next": None})
