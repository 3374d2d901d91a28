"""What contracts register with the rest: their fields and lists, their record type, their rights, their menus."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quen.accounts.rights import object_rights
from quen.commerce import jobs, models  # noqa: F401 - the clock finds the jobs
from quen.commerce.actions import contracts  # noqa: F401 - lends its noun
from quen.commerce.contracts import (
    drafts,
    fields,
    flows,
    importing,
    lists,
    notices,
    panels,
    record,
    searching,
)
from quen.kit import shell
from quen.kit.records import record_type


def declare() -> None:
    """Lend them (once, at start)."""
    for lent in (fields, drafts, searching, lists, importing, record, panels, notices):
        lent.declare()
    one = pgettext_lazy("column", "Contract")
    record_type(
        "contract",
        model=models.Contract,
        label=one,
        plural=_("Contracts"),
        icon="file-certificate",
        url=lambda pk: reverse("commerce:contract", args=[pk]),
        title=lambda contract: contract.name or contract.number,
        short=lambda it: {"id": it.pk, "number": it.number, "name": it.name},
        capability="commerce.view_contract",
        subtitle=lambda contract: contract.number,
    )
    flows.declare()
    verbs = ("view", "add", "change", "delete", "assign", "export")
    object_rights("commerce", "contract", _("Contracts"), verbs)
    shell.creates(
        "contract",
        label=one,
        route="commerce:contract_new",
        icon="file-certificate",
        needs="commerce.add_contract",
        order=47,
    )
    shell.entry(
        "contracts",
        label=_("Contracts"),
        route="commerce:contracts",
        icon="file-certificate",
        section="convert",
        needs="commerce.view_contract",
        order=32,
    )
