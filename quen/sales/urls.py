"""Pages of deals."""

from django.urls import path

from quen.sales.views import board, deals, going, involved, pipelines, playbooks, reasons

app_name = "sales"
urlpatterns = [
    path("deals/", board.deal_list, name="deals"),
    path("deals/board/", board.deal_board, name="board"),
    path("deals/new/", deals.deal_new, name="deal_new"),
    path("deals/<int:pk>/", deals.deal, name="deal"),
    path("deals/<int:pk>/stage/", deals.deal_stage, name="deal_stage"),
    path("deals/<int:pk>/go/", going.deal_go, name="deal_go"),
    path("deals/<int:pk>/playbook/<int:item_pk>/", playbooks.item_tick, name="item_tick"),
    path("deals/<int:pk>/playbook/<int:item_pk>/open/", playbooks.item_untick, name="item_untick"),
    path("deals/<int:pk>/people/", involved.involve, name="involve"),
    path("deals/<int:pk>/people/<int:contact_pk>/out/", involved.uninvolve, name="uninvolve"),
    path("deals/<int:pk>/reopen/", deals.deal_reopen, name="deal_reopen"),
    path("deals/move/", board.deal_move, name="deal_move"),
    path("deals/<int:pk>/back/<int:stage_pk>/", board.deal_undo, name="deal_undo"),
    path("settings/pipelines/", pipelines.pipeline_list, name="pipelines"),
    path("settings/pipelines/new/", pipelines.pipeline_edit, name="pipeline_new"),
    path("settings/pipelines/<int:pk>/", pipelines.pipeline_edit, name="pipeline"),
    path("settings/pipelines/<int:pk>/away/", pipelines.pipeline_away, name="pipeline_away"),
    path("settings/pipelines/<int:pk>/stages/new/", pipelines.stage_new, name="stage_new"),
    path("settings/deal-stages/<int:pk>/", pipelines.stage_edit, name="stage"),
    path("settings/deal-stages/<int:pk>/order/", pipelines.stage_order, name="stage_order"),
    path("settings/deal-stages/<int:pk>/remove/", pipelines.stage_remove, name="stage_remove"),
    path("settings/reasons/", reasons.reason_list, name="reasons"),
    path("settings/reasons/new/<slug:kind>/", reasons.reason_new, name="reason_new"),
    path("settings/reasons/<int:pk>/", reasons.reason_edit, name="reason"),
    path("settings/reasons/<int:pk>/order/", reasons.reason_order, name="reason_order"),
    path("settings/reasons/<int:pk>/remove/", reasons.reason_remove, name="reason_remove"),
    path("settings/competitors/new/", reasons.competitor_edit, name="competitor_new"),
    path("settings/competitors/<int:pk>/", reasons.competitor_edit, name="competitor"),
    path(
        "settings/competitors/<int:pk>/remove/", reasons.competitor_remove, name="competitor_remove"
    ),
]
