"""Every URL of Quen; each room mounts its own."""

from django.urls import include, path

from quen.web import (
    api,
    backups,
    counts,
    handing_over,
    home,
    installing,
    live,
    palette,
    protection,
    views,
    workspace,
)

shell = [
    path("", home.home, name="home"),
    path("figures/", home.figures_part, name="figures"),
    path("manifest.webmanifest", installing.manifest, name="manifest"),
    path("sw.js", installing.worker, name="worker"),
    path("health", views.health, name="health"),
    path("counts/", counts.counts, name="counts"),
    path("live/", live.live, name="live"),
    path("palette/", palette.palette, name="palette"),
    path("search/", palette.search, name="search"),
    path("api/openapi.json", api.openapi, name="openapi"),
    path("api/docs", api.docs, name="api_docs"),
    path("settings/", views.settings_page, name="settings"),
    path("settings/company/", workspace.company, name="workspace"),
    path("settings/protection/", protection.protection, name="protection"),
    path("settings/hand-over/", handing_over.hand_overs, name="hand_overs"),
    path("settings/hand-over/<int:pk>/", handing_over.hand_over, name="hand_over"),
    path("settings/hand-over/<int:pk>/back/", handing_over.take_back, name="hand_over_back"),
    path("settings/backups/", backups.backups, name="backups"),
    path("settings/backups/progress/", backups.progress, name="backup_progress"),
    path("settings/backups/now/", backups.back_up_now, name="back_up_now"),
    path("settings/backups/drill/", backups.drill_now, name="drill_now"),
    path("settings/backups/sending/", backups.sending_on, name="sending_on"),
    path("settings/backups/get/<str:name>/", backups.download, name="backup_download"),
]
urlpatterns = [
    path("", include((shell, "web"))),
    path("api/v1/", include((api.urls(), "api"))),
    path("account/", include("quen.accounts.mounted")),
    path("", include("quen.timeline.urls")),
    path("", include("quen.accounts.urls")),
    path("", include("quen.channels.urls")),
    path("", include("quen.sales.urls")),
    path("", include("quen.people.urls")),
    path("", include("quen.work.urls")),
    path("", include("quen.fields.urls")),
    path("records/", include("quen.fields.record_urls")),
    path("", include("quen.kit.urls")),
]
