"""What every record page shares: editors, parts, panels, trash, custom fields."""

from django.urls import path

from quen.fields.views import (
    alike,
    custom,
    editing,
    merging,
    presence,
    printing,
    record,
    revealing,
    sharing,
    trash,
)

app_name = "records"
urlpatterns = [
    path("fields/", custom.types, name="custom_types"),
    path("fields/<slug:type_key>/", custom.fields, name="custom"),
    path("fields/<slug:type_key>/new/", custom.new, name="custom_new"),
    path("fields/<slug:type_key>/try/", custom.attempt, name="custom_try"),
    path("fields/<slug:type_key>/order/", custom.order, name="custom_order"),
    path("fields/<int:pk>/edit/", custom.edit, name="custom_edit"),
    path("fields/<int:pk>/remove/", custom.remove, name="custom_remove"),
    path("fields/<int:pk>/restore/", custom.restore, name="custom_restore"),
    path("<slug:type_key>/alike/", alike.alike, name="alike"),
    path("<slug:type_key>/merge/", merging.merge, name="merge"),
    path("<slug:type_key>/merge/choose/", merging.merge_choose, name="merge_choose"),
    path("<slug:type_key>/merge/run/", merging.merge_run, name="merge_run"),
    path("<slug:type_key>/<int:pk>/unmerge/<int:merge_pk>/", merging.unmerge, name="unmerge"),
    path("<slug:type_key>/choose/", record.choose, name="choose"),
    path("<slug:type_key>/trash/", trash.trashed, name="trashed"),
    path("<slug:type_key>/<int:pk>/edit/<str:key>/", editing.edit, name="edit"),
    path("<slug:type_key>/<int:pk>/reveal/<str:key>/<int:place>/", revealing.reveal, name="reveal"),
    path("<slug:type_key>/<int:pk>/part/<slug:name>/", record.part, name="part"),
    path("<slug:type_key>/<int:pk>/panels/", record.panels, name="panels"),
    path("<slug:type_key>/<int:pk>/present/", presence.present, name="present"),
    path("<slug:type_key>/<int:pk>/settle/", record.settled, name="settle"),
    path("<slug:type_key>/<int:pk>/share/", sharing.share, name="share"),
    path("<slug:type_key>/<int:pk>/share/<int:share_pk>/end/", sharing.unshare, name="unshare"),
    path("<slug:type_key>/<int:pk>/print/", printing.record_printed, name="print"),
    path("<slug:type_key>/<int:pk>/trash/", trash.trash, name="trash"),
    path("<slug:type_key>/<int:pk>/restore/", trash.restore, name="restore"),
]
