"""A file goes out as a download, never as a page of ours (SR-18)."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_GET

from quen.accounts.acting import acting_user
from quen.fields.models import File
from quen.kit.pages import needs


@require_GET
@needs("web.use")
def download(request: HttpRequest, pk: int) -> FileResponse:
    """The file. Raises Http404 where one may not see a record that holds it."""
    found = File.objects.visible_to(acting_user(request)).filter(pk=pk).first()
    if found is None or not default_storage.exists(found.path):
        raise Http404
    return attached(found)


def attached(found: File) -> FileResponse:
    """The content under its cleaned name, in a sandbox should a browser show it after all."""
    answer = FileResponse(
        default_storage.open(found.path),
        as_attachment=True,
        filename=found.name,
        content_type=found.media,
    )
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
