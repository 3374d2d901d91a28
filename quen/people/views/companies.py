"""The page of a company, and a new one."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from quen.fields.views import new, record
from quen.kit.pages import needs


@require_GET
@needs("people.view_company")
def company(request: HttpRequest, pk: int) -> HttpResponse:
    """One company: facts, timeline, its people and deals."""
    return record.show(request, "company", pk)


@require_http_methods(["GET", "POST"])
@needs("people.add_company")
def company_new(request: HttpRequest) -> HttpResponse:
    """A new company."""
    return new.show(request, "company")
