from django.apps import AppConfig


class FieldsConfig(AppConfig):
    name = "quen.fields"
    label = "fields"
