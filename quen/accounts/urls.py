"""Pages of colleagues, their rights, and one's own profile."""

from django.urls import path

from quen.accounts.views import own

app_name = "accounts"
urlpatterns = [
    path("preferences/", own.preferences, name="preferences"),
    path("preview/stop/", own.preview_stop, name="preview_stop"),
]
