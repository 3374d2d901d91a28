"""The commands of the fault test of flows, for a process of their own: plan RUNS, work, count."""

import os
import sys

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quen.config.settings")
    django.setup()
    from tests.automation import faults

    getattr(faults, sys.argv[1])(*map(int, sys.argv[2:]))
