"""The unit: a Django view of one query that renders a plain table of 50 rows; and its JSON sister."""

import orjson
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

from quen.people.answers import CONTACT_COLUMNS
from quen.people.models import Contact

TABLE = Engine().from_string(
    "<!doctype html><title>Contacts</title><table>{% for c in rows %}<tr><td>{{ c.full_name }}</td>"
    "<td>{{ c.email }}</td><td>{{ c.phone }}</td><td>{{ c.company.name }}</td>"
    "<td>{{ c.owner.full_name }}</td><td>{{ c.stage.key }}</td><td>{{ c.score }}</td>"
    "<td>{{ c.last_activity_at|date:'j.n.Y H:i' }}</td></tr>{% endfor %}</table>"
)


def table(request: HttpRequest) -> HttpResponse:
    """50 rows with eight columns, the newest activity first."""
    rows = Contact.objects.select_related("company", "owner", "stage")
    rows = rows.filter(deleted_at=None).order_by("-last_activity_at", "-pk")[:50]
    return HttpResponse(TABLE.render(Context({"rows": rows})))


def values(request: HttpRequest) -> HttpResponse:
    """The same rows and columns as the API gives (but what stands in other tables), by `.values()`."""
    rows = Contact.objects.filter(deleted_at=None).order_by("-last_activity_at", "-pk")[:50]
    found = list(rows.values("pk", "stage_id", "custom", *CONTACT_COLUMNS))
    return HttpResponse(orjson.dumps(found), content_type="application/json")


urlpatterns = [path("table/", table), path("values/", values)]
