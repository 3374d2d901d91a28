"""Bringing in contracts, by their number or their name."""

from django.utils.translation import gettext_lazy as _

from quen.commerce.models import Contract
from quen.fields.importing.nouns import NounWriter
from quen.fields.importing.objects import Target, importable
from quen.people.matching import by_column


def declare() -> None:
    """Lend the object (once, at start)."""
    matches = {
        "number": by_column(Contract, "number"),
        "name": by_column(Contract, "norm", oldest=True),
    }
    importable(
        "contracts",
        type="contract",
        label=_("Contracts"),
        needs="commerce.add_contract",
        matches=("number", "name"),
        extra=(Target("currency", _("Currency"), ("tiền tệ", "loại tiền", "สกุลเงิน", "currency")),),
        write=NounWriter("contract", matches=matches),
        beside={"companies": "company_id", "contacts": "contact_id"},
        along="number",
    )
