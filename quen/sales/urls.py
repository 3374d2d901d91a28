"""Pages of deals."""

from django.urls import path

from quen.sales.views import board

app_name = "sales"
urlpatterns = [
    path("deals/", board.deal_list, name="deals"),
    path("deals/board/", board.deal_board, name="board"),
    path("deals/move/", board.deal_move, name="deal_move"),
    path("deals/<int:pk>/back/<int:stage_pk>/", board.deal_undo, name="deal_undo"),
]
