"""Pages of deals."""

from django.urls import path

from quen.sales.views import board, deals, funnel

app_name = "sales"
urlpatterns = [
    path("deals/", board.deal_list, name="deals"),
    path("deals/board/", board.deal_board, name="board"),
    path("deals/funnel/", funnel.funnel_page, name="funnel"),
    path("deals/new/", deals.deal_new, name="deal_new"),
    path("deals/<int:pk>/", deals.deal, name="deal"),
    path("deals/<int:pk>/stage/", deals.deal_stage, name="deal_stage"),
    path("deals/<int:pk>/win/", deals.deal_win, name="deal_win"),
    path("deals/<int:pk>/lose/", deals.deal_lose, name="deal_lose"),
    path("deals/<int:pk>/reopen/", deals.deal_reopen, name="deal_reopen"),
    path("deals/move/", board.deal_move, name="deal_move"),
    path("deals/<int:pk>/back/<int:stage_pk>/", board.deal_undo, name="deal_undo"),
]
