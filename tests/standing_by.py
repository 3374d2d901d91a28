"""The product's code, loaded in the process that tests fork from (tests/warm.py)."""

import importlib

import django
from django.conf import settings

django.setup()
importlib.import_module(settings.ROOT_URLCONF)
