"""Addresses of the design system itself."""

from django.urls import path

from quen.kit.gallery import gallery

app_name = "kit"
urlpatterns = [path("_ui", gallery, name="gallery")]
