"""What people fill in about what the company sells."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quen.accounts.forms import AskedForm
from quen.commerce.banks import banks
from quen.commerce.categories import branches
from quen.commerce.models import Category, PaymentAccount
from quen.fields.forms.widgets import CURRENCIES


def _banks() -> list[tuple[str, str]]:
    return [("", "—"), *((one.bin, f"{one.short} · {one.name}") for one in banks())]


class CategoryForm(AskedForm):
    """A category's name and where it hangs."""

    name = forms.CharField(label=_("Name"), max_length=80)
    parent = forms.ChoiceField(label=_("Below"), required=False)

    def __init__(self, *args: Any, user: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self._user = user
        places = [(one.pk, "\u2003" * one.depth + one.name) for one in branches()]
        self.fields["parent"].choices = [("", "—"), *places]  # type: ignore[attr-defined]

    def clean_parent(self) -> Category | None:
        pk = self.cleaned_data["parent"]
        rows = Category.objects.visible_to(self._user).live()
        found: Category | None = rows.filter(pk=pk).first() if pk else None
        return found


class PriceListForm(AskedForm):
    """A price list's name, currency and days."""

    name = forms.CharField(label=_("Name"), max_length=80)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(one, one) for one in CURRENCIES])
    valid_from = forms.DateField(
        label=_("Valid from"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    valid_to = forms.DateField(
        label=_("Valid to"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    is_default = forms.BooleanField(
        label=_("The default list of its currency"),
        required=False,
        help_text=_("It holds for every customer who has no list of their own."),
    )


class PaymentAccountForm(AskedForm):
    """Where customers pay to."""

    kind = forms.ChoiceField(label=_("Kind of account"), choices=PaymentAccount.Kind.choices)
    bank_bin = forms.ChoiceField(label=_("Bank in Vietnam"), required=False, choices=_banks)
    bank_name = forms.CharField(
        label=_("Other bank"),
        required=False,
        max_length=120,
        help_text=_("Only for an account outside Vietnam, without a code to scan."),
    )
    number = forms.CharField(
        label=_("Account number"),
        max_length=50,
        help_text=_("Of PromptPay the phone, the id of 13 digits or the e-wallet."),
    )
    holder = forms.CharField(label=_("Account holder"), max_length=120)
    currency = forms.ChoiceField(
        label=_("Currency"),
        choices=[(one, one) for one in CURRENCIES],
        help_text=_("VietQR is always VND, PromptPay THB."),
    )
    is_default = forms.BooleanField(label=_("The default account of its currency"), required=False)
