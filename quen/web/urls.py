"""Every URL of Quen; each room mounts its own."""

from django.urls import include, path

from quen.web import views

shell = [
    path("", views.home, name="home"),
    path("health", views.health, name="health"),
    path("settings/", views.settings_page, name="settings"),
]
urlpatterns = [
    path("", include((shell, "web"))),
    path("account/", include("quen.accounts.mounted")),
    path("", include("quen.kit.urls")),
]
