"""What happens by itself when a contract is near its end."""

from django.utils.translation import gettext_lazy as _

from quen.automation.flows import do, flow, on
from quen.automation.panels import carries

RENEW = "contract.renew"


def declare() -> None:
    """Lend it (once, at start); the step that opens the deal is lent by whoever keeps deals."""
    carries("contract")
    flow(
        RENEW,
        label=_("Open a renewal deal"),
        about=_(
            "Before a contract ends, as many days as it says, a deal for its renewal is opened for its owner, and a call is planned."
        ),
        type="contract",
        starts=[on("contract.expiry_neared")],
        again="always",
        steps=[
            do("deal.renew"),
            do("task.add", title=_("Talk about the renewal: {record}"), kind="call"),
        ],
    )
