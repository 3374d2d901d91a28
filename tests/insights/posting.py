"""The post office's commands, for a process of their own: plan PEOPLE, work DIES, count."""

import os
import sys

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quen.config.settings")
    django.setup()
    from tests.insights import post_office

    getattr(post_office, sys.argv[1])(*map(int, sys.argv[2:]))
