"""Pages of this room."""

from django.urls import path

from quen.insights import public
from quen.insights.views import (
    board_links,
    board_mails,
    buyers,
    costs,
    dashboards,
    leads,
    measures,
    targets,
    worths,
)

app_name = "insights"
urlpatterns = [
    path("reports/", measures.library, name="library"),
    path("reports/boards/", dashboards.mine, name="boards"),
    path("reports/boards/<str:key>/", dashboards.board, name="board"),
    path("reports/boards/<str:key>/mail/", board_mails.mail_choose, name="mail_choose"),
    path("reports/mails/<int:pk>/stop/", board_mails.mail_stop, name="mail_stop"),
    path("reports/mails/<str:token>/end/", board_mails.mail_end, name="mail_end"),
    path("reports/boards/<str:key>/links/", board_links.links, name="board_links"),
    path("reports/boards/<str:key>/links/make/", board_links.link_make, name="link_make"),
    path("reports/links/<int:pk>/revoke/", board_links.link_revoke, name="link_revoke"),
    path("r/<str:token>/", public.shared_board, name="shared_board"),
    path("r/<str:token>/seen/", public.shared_board_seen, name="shared_board_seen"),
    path("reports/boards/<str:key>/copy/", dashboards.board_copy, name="board_copy"),
    path("reports/boards/<int:pk>/share/", dashboards.board_share, name="board_share"),
    path("reports/boards/<int:pk>/delete/", dashboards.board_delete, name="board_delete"),
    path("reports/boards/<int:pk>/tiles/", dashboards.tile_add, name="tile_add"),
    path("reports/boards/<int:pk>/tiles/<int:place>/", dashboards.tile_change, name="tile_change"),
    path("settings/costs/", costs.costs, name="costs"),
    path("settings/costs/add/", costs.cost_add, name="cost_add"),
    path("settings/costs/import/", costs.costs_import, name="costs_import"),
    path("settings/costs/active/", costs.active_days_set, name="active_days"),
    path("settings/costs/lead/", costs.lead_stage_set, name="lead_stage"),
    path("settings/costs/<int:pk>/remove/", costs.cost_remove, name="cost_remove"),
    path("reports/buyers/<str:kind>/", buyers.buyer_list, name="buyers"),
    path("reports/customers/", worths.worth_list, name="worths"),
    path("reports/leads/<str:kind>/", leads.lead_list, name="leads"),
    path("targets/", targets.targets, name="targets"),
    path("targets/set/", targets.targets_set, name="targets_set"),
    path("reports/<str:key>/", measures.measure, name="measure"),
    path("reports/<str:key>/export/", measures.measure_export, name="measure_export"),
]
