from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "quen.insights"
    label = "insights"
