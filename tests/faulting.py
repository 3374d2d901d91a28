"""The fault tests' commands, for a process of their own: plan JOBS DELIVERIES, work, count, crowd SECONDS."""

import os
import sys

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quen.config.settings")
    django.setup()
    from tests import faults

    getattr(faults, sys.argv[1])(*map(int, sys.argv[2:]))
