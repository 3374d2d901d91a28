"""What sales lends to flows: moving and winning deals, and opening one for a renewal."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quen.accounts.models import User
from quen.automation.choosing import managers_of
from quen.automation.steps import step
from quen.kit import records
from quen.kit.refused import Refused
from quen.sales import staging
from quen.sales.actions.moving import move_deal, win_deal
from quen.sales.actions.renewing import renew, standing_renewal
from quen.sales.models import Deal


class WinInput(forms.Form):
    note = forms.CharField(max_length=300, required=False)


@step("deal.win", label=gettext_lazy("Win the deal"), on="deal", needs="sales.change_deal", asks=WinInput)  # fmt: skip
def win(deal: Deal, *, by: User, note: str) -> None:
    """Close the deal as won."""
    win_deal(deal, by=by, note=note)


class MoveInput(forms.Form):
    stage = forms.CharField(max_length=40)


@step("deal.move", label=gettext_lazy("Move the deal"), on="deal", needs="sales.change_deal", asks=MoveInput)  # fmt: skip
def move(deal: Deal, *, by: User, stage: str) -> None:
    """To the stage of this key in its pipeline. Raises Refused for none."""
    found = next((one for one in staging.stages(deal.pipeline_id) if one.key == stage), None)
    if found is None:
        raise Refused(_("The pipeline of this deal has no such stage."))
    move_deal(deal, found, by=by)


class RenewInput(forms.Form):
    """What is left out comes from the record: `contact_id`, `company_id`, `owner_id`, `amount`, `currency`,
    and its name."""

    name = forms.CharField(max_length=200, required=False)
    contact_id = forms.IntegerField(min_value=1, required=False)
    company_id = forms.IntegerField(min_value=1, required=False)
    owner_id = forms.IntegerField(min_value=1, required=False)
    amount = forms.DecimalField(min_value=0, max_digits=18, decimal_places=2, required=False)
    currency = forms.CharField(max_length=3, required=False)
    expected_close_on = forms.DateField(required=False)


@step("deal.renew", label=gettext_lazy("Open a renewal deal"), needs="sales.add_deal", asks=RenewInput)  # fmt: skip
def open_renewal(
    record: Any, *, by: User, name: str, amount: Decimal | None, currency: str,
    expected_close_on: date | None, **whose: int | None,
) -> dict[str, Any]:  # fmt: skip
    """A deal for whoever the record is about. A contract whose renewal is being worked on gets no second
    one."""
    if standing := standing_renewal(record):
        return {"deal": standing.pk}
    ids = {key: value or getattr(record, key, None) for key, value in whose.items()}
    ids["owner_id"] = whose["owner_id"] or _owner_of(record, by)
    type_key = records.type_of(record)
    if type_key in ("contact", "company"):
        ids[f"{type_key}_id"] = ids[f"{type_key}_id"] or record.pk
    title = name or _("Renewal: %s") % records.TYPES[type_key].title(record)
    made = renew(
        title,
        by=by,
        of=record,
        amount=amount if amount is not None else getattr(record, "amount", None),
        currency=currency or getattr(record, "currency", ""),
        expected_close_on=expected_close_on or getattr(record, "ends_on", None),
        **ids,
    )
    return {"deal": made.pk}


def _owner_of(record: Any, by: User) -> int | None:
    """Whose deal it becomes: the record's owner's, else that of the lead above them, else in whose name it
    runs."""
    owner: User | None = getattr(record, "owner", None)
    if owner is None or owner.is_active:
        return owner.pk if owner else None
    leads = managers_of(owner, "sales.change_deal")
    return leads[0].pk if leads else by.pk
