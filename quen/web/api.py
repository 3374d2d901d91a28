"""The API as a whole: each room's router, one OpenAPI document, pages for people."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET
from ninja import NinjaAPI
from ninja.responses import Response

import quen
from quen.accounts.api import router as accounts
from quen.accounts.bearer import Bearer
from quen.automation.api import router as automation
from quen.commerce.api import router as commerce
from quen.commerce.bank_api import router as bank_lines
from quen.commerce.contracts_api import router as contracts
from quen.commerce.invoices_api import router as invoices
from quen.commerce.orders_api import router as orders
from quen.fields.files_api import router as files
from quen.fields.listed_api import router as fields
from quen.insights.api import router as insights
from quen.kit.pages import needs
from quen.kit.problems import CHALLENGE, documented, problem, register
from quen.kit.render import page
from quen.people.api import router as people
from quen.sales.api import router as sales
from quen.sales.quotes_api import router as quotes
from quen.work.api import router as work
from quen.work.notes_api import router as notes


class Api(NinjaAPI):
    """Ninja, with every error a problem and every problem in the document."""

    def get_openapi_schema(self, **facts: Any) -> Any:
        return documented(super().get_openapi_schema(**facts))


api = Api(
    title="Quen",
    version=quen.__version__,
    description="A token acts as its user, never with more rights. Lists are paged by cursor.",
    auth=Bearer(),
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)
register(api)
for router in (
    people,
    sales,
    quotes,
    commerce,
    contracts,
    invoices,
    orders,
    bank_lines,
    work,
    notes,
    insights,
    automation,
    accounts,
    fields,
    files,
):
    api.add_router("", router)


def urls() -> list[Any]:
    """The API's addresses, each with the doors of its operations."""
    patterns = api.urls[0]
    for pattern in patterns:
        view: Any = pattern.callback
        view.door, view.observes = "api:token", True
    return patterns


@require_GET
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document, for a session or a token."""
    if not request.user.is_authenticated and not _by_token(request):
        return problem(401, **CHALLENGE)
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    schema["servers"] = [{"url": settings.BASE_URL}]
    return Response(schema)


openapi.door = "api:session or token"  # type: ignore[attr-defined]
openapi.observes = False  # type: ignore[attr-defined]


def _by_token(request: HttpRequest) -> bool:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return scheme == "Bearer" and Bearer().authenticate(request, token) is not None


@require_GET
@needs("web.use")
def docs(request: HttpRequest) -> HttpResponse:
    """The operations as a page."""
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    rows = [
        (method.upper(), address, operation["summary"], operation.get("description", ""))
        for address, operations in schema["paths"].items()
        for method, operation in operations.items()
    ]
    return page(request, "web/api.html", rows=rows)
