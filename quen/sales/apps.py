from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "quen.sales"
    label = "sales"
