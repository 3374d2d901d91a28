"""What leaves, and what could not."""

from django.urls import path

from quen.channels import views

app_name = "channels"
urlpatterns = [
    path("settings/outbox/", views.outbox, name="outbox"),
    path("settings/outbox/<int:pk>/", views.message, name="outgoing"),
    path("settings/outbox/<int:pk>/again/", views.again, name="again"),
]
