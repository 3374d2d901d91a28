"""Pages of contacts and companies, and their settings."""

from django.urls import path

from quen.people.views import (
    companies,
    consents,
    contacts,
    duplicates,
    lists,
    places,
    quality,
    relations,
    settings,
)

app_name = "people"
urlpatterns = [
    path("contacts/", lists.contact_list, name="contacts"),
    path("contacts/new/", contacts.contact_new, name="contact_new"),
    path("contacts/<int:pk>/", contacts.contact, name="contact"),
    path("contacts/<int:pk>/stage/", contacts.contact_stage, name="contact_stage"),
    path("contacts/<int:pk>/consent/", consents.consent_write, name="consent_write"),
    path("companies/", lists.company_list, name="companies"),
    path("companies/new/", companies.company_new, name="company_new"),
    path("companies/<int:pk>/", companies.company, name="company"),
    path("relations/<slug:type_key>/<int:pk>/new/", relations.relation_new, name="relation_new"),
    path(
        "relations/<slug:type_key>/<int:pk>/<int:relation_pk>/remove/",
        relations.relation_remove,
        name="relation_remove",
    ),
    path("settings/addresses/", places.addresses, name="addresses"),
    path("settings/addresses/start/", places.addresses_start, name="addresses_start"),
    path("settings/addresses/<int:pk>/undo/", places.addresses_undo, name="addresses_undo"),
    path("settings/addresses/answer/<int:pk>/", places.address_answer, name="address_answer"),
    path("duplicates/<slug:type_key>/", duplicates.queue, name="duplicates"),
    path("duplicates/<slug:type_key>/search/", duplicates.search, name="duplicates_search"),
    path("duplicates/pair/<int:pk>/<slug:verdict>/", duplicates.judge, name="duplicate_judge"),
    path("quality/", quality.quality, name="quality"),
    path("quality/owner/", quality.quality_owner, name="quality_owner"),
    path("settings/stages/", settings.stage_list, name="stages"),
    path("settings/stages/new/", settings.stage_edit, name="stage_new"),
    path("settings/stages/<int:pk>/", settings.stage_edit, name="stage"),
    path("settings/stages/<int:pk>/order/", settings.stage_order, name="stage_order"),
    path("settings/stages/<int:pk>/remove/", settings.stage_remove, name="stage_remove"),
    path("settings/relations/", settings.relation_list, name="relation_kinds"),
    path("settings/relations/new/", settings.relation_edit, name="relation_kind_new"),
    path("settings/relations/<int:pk>/", settings.relation_edit, name="relation_kind"),
    path("settings/consent/", settings.purpose_list, name="purposes"),
    path("settings/consent/new/", settings.purpose_edit, name="purpose_new"),
    path("settings/consent/<int:pk>/", settings.purpose_edit, name="purpose"),
]
