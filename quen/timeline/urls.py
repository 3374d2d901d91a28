"""The audit log, and the work that runs or is stuck behind the pages."""

from django.urls import path

from quen.timeline.views import audit, notices, work

app_name = "timeline"
urlpatterns = [
    path("notices/", notices.inbox, name="notices"),
    path("notices/seen/", notices.seen, name="notices_seen"),
    path("notices/done/", notices.done, name="notices_done"),
    path("notices/back/", notices.back, name="notices_back"),
    path("notices/snooze/", notices.snooze, name="notices_snooze"),
    path("notices/ways/", notices.ways, name="notice_ways"),
    path("follow/<slug:type_key>/<int:pk>/", notices.follow, name="follow"),
    path("settings/audit/", audit.audit, name="audit"),
    path("settings/work/", work.work, name="work"),
    path("settings/work/<slug:source>/retry/", work.retry, name="work_retry"),
]
