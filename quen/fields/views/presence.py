"""Who else looks at a record now."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from quen.accounts.models import User
from quen.fields.views.record import found
from quen.kit.pages import needs
from quen.kit.presence import looking_at
from quen.kit.render import page

MOST = 8


@require_GET
@needs("web.use")
def present(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """Their initials, for those who may see the record."""
    found(request, type_key, pk)
    others = looking_at(type_key, pk) - {request.user.pk}
    users = User.objects.visible_to(request.user).filter(pk__in=others, is_active=True)
    names = users.values_list("full_name", flat=True)[:MOST]
    told = [(name, _("%s looks at this too") % name) for name in names]
    return page(request, "fields/record/present.html#all", present=told)
