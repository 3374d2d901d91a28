"""The steps of bringing a file in, as the bar above each page shows them."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def steps(now: str) -> list[tuple[str, str]]:
    """(name, state) of each step; `now` is the key of the one that is shown."""
    names = {
        "file": _("File"),
        "read": _("Reading"),
        "map": _("Columns"),
        "rules": _("Rules"),
        "check": pgettext("import", "Check"),
        "run": _("Result"),
    }
    at = list(names).index(now)
    states = ["done"] * at + ["now"] + [""] * (len(names) - at - 1)
    return list(zip(names.values(), states, strict=True))
