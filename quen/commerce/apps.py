from django.apps import AppConfig


class CommerceConfig(AppConfig):
    name = "quen.commerce"
    label = "commerce"
