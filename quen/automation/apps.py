from django.apps import AppConfig


class AutomationConfig(AppConfig):
    name = "quen.automation"
    label = "automation"
