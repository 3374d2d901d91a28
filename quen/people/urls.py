"""Pages of contacts and companies."""

from django.urls import path

from quen.people.views import lists

app_name = "people"
urlpatterns = [
    path("contacts/", lists.contact_list, name="contacts"),
    path("companies/", lists.company_list, name="companies"),
]
