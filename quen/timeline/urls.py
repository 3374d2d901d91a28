"""The audit log, and the work that runs or is stuck behind the pages."""

from django.urls import path

from quen.timeline.views import audit, work

app_name = "timeline"
urlpatterns = [
    path("settings/audit/", audit.audit, name="audit"),
    path("settings/work/", work.work, name="work"),
    path("settings/work/<slug:source>/retry/", work.retry, name="work_retry"),
]
