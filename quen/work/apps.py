from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "quen.work"
    label = "work"
