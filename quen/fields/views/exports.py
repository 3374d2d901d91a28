"""A list as a file: what the list shows, as far as one may export it."""

from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_POST

from quen.accounts.acting import acting_user
from quen.fields.actions.exports import export
from quen.fields.views.lists import read
from quen.fields.views.types import type_or_404
from quen.kit.pages import needs, refuse
from quen.kit.records import TYPES

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_POST
@needs("web.use")
def export_list(request: HttpRequest, type_key: str) -> StreamingHttpResponse:
    """The file, as an attachment; told to the audit."""
    type_or_404(request, type_key)
    right = TYPES[type_key].capability.replace(".view_", ".export_")
    if not acting_user(request).can(right):
        refuse(request, right)
    asked = read(request, type_key)
    form = request.POST.get("form", "csv")
    pieces = export(type_key, asked.nodes, form, by=acting_user(request))
    answer = StreamingHttpResponse(pieces, content_type=KINDS[form])
    answer["Content-Disposition"] = f'attachment; filename="{type_key}.{form}"'
    return answer
