"""Which record types have lists, and whether this user may look at them."""

from django.http import Http404, HttpRequest

from quen.fields.lists import SPECS, ListSpec
from quen.kit.pages import refuse
from quen.kit.records import TYPES


def type_or_404(request: HttpRequest, type_key: str) -> ListSpec:
    """The list of this type. Raises Http404 for none, PermissionDenied without its right."""
    spec = SPECS.get(type_key)
    if spec is None:
        raise Http404
    if not request.user.can(TYPES[type_key].capability):  # type: ignore[union-attr]
        refuse(request, TYPES[type_key].capability)
    return spec
