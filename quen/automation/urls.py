"""Pages of flows, runs and questions."""

from django.urls import path

from quen.automation import public
from quen.automation.views import asks, flows, runs

app_name = "automation"
urlpatterns = [
    path("automation/", flows.flow_list, name="flows"),
    path("automation/<str:key>/switch/", flows.flow_switch, name="flow_switch"),
    path("automation/<str:key>/start/<int:pk>/", flows.flow_start, name="flow_start"),
    path("runs/", runs.run_list, name="runs"),
    path("runs/<int:pk>/", runs.run, name="run"),
    path("runs/<int:pk>/stop/", runs.run_stop, name="run_stop"),
    path("runs/<int:pk>/retry/", runs.run_retry, name="run_retry"),
    path("approvals/", asks.ask_list, name="asks"),
    path("approvals/<int:pk>/", asks.ask, name="ask"),
    path("approvals/<int:pk>/decide/", asks.ask_decide, name="ask_decide"),
    path("approvals/<int:pk>/withdraw/", asks.ask_withdraw, name="ask_withdraw"),
    path("approvals/away/", asks.stand_ins, name="stand_ins"),
    path("approvals/away/<int:pk>/end/", asks.stand_in_end, name="stand_in_end"),
    path("ask/<str:token>/", public.ask, name="ask_public"),
    path("ask/<str:token>/decide", public.ask_decide, name="ask_public_decide"),
]
