"""Pages of this room."""

from django.urls import URLPattern

app_name = "insights"
urlpatterns: list[URLPattern] = []
