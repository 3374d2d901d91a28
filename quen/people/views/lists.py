"""Lists of contacts and companies."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from quen.fields.views.lists import show
from quen.kit.pages import needs


@require_GET
@needs("people.view_contact")
def contact_list(request: HttpRequest) -> HttpResponse:
    """Customers, by views, filters and columns."""
    return show(request, "contact")


@require_GET
@needs("people.view_company")
def company_list(request: HttpRequest) -> HttpResponse:
    """Companies, by views, filters and columns."""
    return show(request, "company")
