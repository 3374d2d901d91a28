"""What every list shares: filter builder, columns, saved views, counts, bulk edit."""

from django.urls import path

from quen.fields.views import (
    bulk,
    counting,
    exports,
    files,
    filters,
    following,
    imports,
    layouts,
    saved,
)

app_name = "fields"
urlpatterns = [
    path("lists/<slug:type_key>/filter/", filters.filter_form, name="filter"),
    path("lists/<slug:type_key>/filter/condition/", filters.condition, name="condition"),
    path("lists/<slug:type_key>/filter/group/", filters.group, name="group"),
    path("lists/<slug:type_key>/count/", counting.count, name="count"),
    path("lists/<slug:type_key>/columns/", saved.columns, name="columns"),
    path("lists/<slug:type_key>/columns/set/", saved.columns_set, name="columns_set"),
    path("lists/<slug:type_key>/views/new/", saved.view_new, name="view_new"),
    path("views/<int:pk>/update/", saved.view_update, name="view_update"),
    path("views/<int:pk>/remove/", saved.view_remove, name="view_remove"),
    path("views/<int:pk>/pin/", following.view_pin, name="view_pin"),
    path("views/<int:pk>/unpin/", following.view_unpin, name="view_unpin"),
    path("views/<int:pk>/mail/", following.view_mail, name="view_mail"),
    path("views/<int:pk>/unmail/", following.view_unmail, name="view_unmail"),
    path("lists/<slug:type_key>/bulk/", bulk.bulk, name="bulk"),
    path("lists/<slug:type_key>/bulk/preview/", bulk.bulk_preview, name="bulk_preview"),
    path("lists/<slug:type_key>/bulk/run/", bulk.bulk_run, name="bulk_run"),
    path("bulk/<int:pk>/", bulk.bulk_show, name="bulk_show"),
    path("bulk/<int:pk>/undo/", bulk.bulk_undo, name="bulk_undo"),
    path("bulk/<int:pk>/stop/", bulk.bulk_stop, name="bulk_stop"),
    path("files/<int:pk>/", files.download, name="file"),
    path("imports/", imports.import_new, name="import_new"),
    path("imports/<int:pk>/map/", imports.import_map, name="import_map"),
    path("imports/<int:pk>/", imports.import_show, name="import_show"),
    path("imports/<int:pk>/refused.csv", imports.import_refused, name="import_refused"),
    path("imports/<int:pk>/stop/", imports.import_stop, name="import_stop"),
    path("exports/", exports.exports, name="exports"),
    path("exports/everything/", exports.export_everything, name="export_everything"),
    path("exports/<int:pk>/", exports.export_show, name="export_show"),
    path("exports/<int:pk>/file/", exports.export_file, name="export_file"),
    path("exports/<int:pk>/approve/", exports.export_approve, name="export_approve"),
    path("exports/<int:pk>/refuse/", exports.export_refuse, name="export_refuse"),
    path("lists/<slug:type_key>/export/", exports.export_list, name="export"),
    path("lists/<slug:type_key>/board/", layouts.board, name="board"),
    path("lists/<slug:type_key>/board/move/", layouts.board_move, name="board_move"),
    path("lists/<slug:type_key>/calendar/", layouts.calendar, name="calendar"),
]
