"""Pages of this room."""

from django.urls import path

from quen.insights.views import measures

app_name = "insights"
urlpatterns = [
    path("reports/", measures.library, name="library"),
    path("reports/<str:key>/", measures.measure, name="measure"),
    path("reports/<str:key>/export/", measures.measure_export, name="measure_export"),
]
