from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "quen.people"
    label = "people"
