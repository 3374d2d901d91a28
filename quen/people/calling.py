"""What this company calls a customer: patients, parents, guests. Navigation, lists and buttons say it."""

from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from quen.kit.text import clean, one_line
from quen.kit.workspace import kept_workspace

LONGEST = 30
CALLED = {
    "customer": (_("Customer"), _("Customers")),
    "patient": (_("Patient"), _("Patients")),
    "parent": (_("Parent"), _("Parents")),
    "learner": (_("Learner"), _("Learners")),
    "guest": (_("Guest"), _("Guests")),
    "member": (_("Member"), _("Members")),
    "contractor": (_("Contractor"), _("Contractors")),
    "client": (_("Client"), _("Clients")),
}


def _word(many: bool) -> str:
    told = kept_workspace().customer_word
    own = told.get("own", "")
    return capfirst(own) if own else str(CALLED.get(told.get("key", ""), CALLED["customer"])[many])


_lazy = lazy(_word, str)
ONE, MANY = _lazy(False), _lazy(True)


def word_of(key: str, own: str = "") -> dict[str, str]:
    """How the workspace stores the word: one of CALLED, or the company's own in all languages."""
    own = one_line(clean(own)).strip()[:LONGEST]
    return {"own": own} if own else {"key": key if key in CALLED else "customer"}
