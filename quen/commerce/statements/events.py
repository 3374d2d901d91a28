"""What can happen to bank statements and their lines."""

from django.utils.translation import gettext_lazy as _

from quen.timeline.kinds import event


@event("bank_line.set_aside", icon="arrows-exchange", group="audit")
class BankLineSetAside:
    amount: str

    sentence = _("{actor} marked a transfer of {amount} as not a customer's payment")


@event("bank_line.reopened", icon="arrow-back-up", group="audit")
class BankLineReopened:
    amount: str

    sentence = _("{actor} undid what was done with a transfer of {amount}")


@event("statement.imported", icon="building-bank", group="audit")
class StatementImported:
    account: str
    new: int
    known: int
    matched: int

    sentence = _(
        "{actor} imported a statement of {account}: {new} new transfers, {matched} matched"
    )
