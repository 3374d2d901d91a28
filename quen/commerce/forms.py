"""What people fill in about what the company sells."""

from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quen.accounts.forms import AskedForm
from quen.commerce.banks import banks
from quen.commerce.categories import branches
from quen.commerce.models import Category, PaymentAccount
from quen.fields.forms.widgets import CURRENCIES, Chooser
from quen.kit.refused import Refused
from quen.kit.workspace import workspace
from quen.people.models import Company, Contact


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


class OrderForm(AskedForm):
    """Whom an order is for and what is written on it; its lines stand below."""

    contact = forms.CharField(label=_("Customer"), required=False)
    company = forms.CharField(label=_("Company"), required=False)
    title = forms.CharField(label=_("Title"), required=False, max_length=200)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(one, one) for one in CURRENCIES])
    terms = forms.CharField(
        label=_("Terms"), required=False, max_length=8000, widget=forms.Textarea({"rows": "3"})
    )

    def __init__(self, *args: Any, user: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self._user = user
        for key, model in (("contact", Contact), ("company", Company)):
            pk = self[key].value() or ""
            found = self._record(model, str(pk))
            title = str(found) if found else ""
            url = reverse("records:choose", args=[key])
            self.fields[key].widget = Chooser(url, title)

    def _record(self, model: Any, pk: str) -> Any:
        fine = pk.isascii() and pk.isdigit() and len(pk) < 19
        return model.objects.visible_to(self._user).filter(pk=int(pk)).first() if fine else None

    def clean_contact(self) -> Contact | None:
        return self._chosen(Contact, "contact")

    def clean_company(self) -> Company | None:
        return self._chosen(Company, "company")

    def _chosen(self, model: Any, key: str) -> Any:
        pk = self.cleaned_data[key]
        found = self._record(model, pk)
        if pk and found is None:
            raise forms.ValidationError(_("There is no such record."))
        return found

    def refuse(self, refused: Refused) -> None:
        """Show the action's words at their fields; those of lines stand at their lines."""
        told = {key.removesuffix("_id"): words for key, words in refused.errors.items()}
        for key, words in told.items():
            if key in self.fields:
                self.add_error(key, words)
        if not self.errors:
            self.add_error(None, str(refused.message))

    @staticmethod
    def start(asked: Any) -> dict[str, Any]:
        """Where it begins: with the record whose page asked for it."""
        return {
            "contact": asked.get("contact_id", ""),
            "company": asked.get("company_id", ""),
            "currency": workspace().currency,
        }

    @staticmethod
    def known_currency(given: str) -> str:
        """The currency that was chosen, or the company's own."""
        return given if given in CURRENCIES else workspace().currency


def asked_day(given: str, key: str) -> date:
    """A day of a date input. Raises Refused with the error at `key`."""
    try:
        return date.fromisoformat(given)
    except ValueError:
        words = gettext("A day is written as 2026-11-30.")
        raise Refused(words, errors={key: words}) from None


class StatementForm(AskedForm):
    """A bank's file, and the account it is of."""

    account = forms.ChoiceField(label=_("Payment account"))
    file = forms.FileField(
        label=_("The bank's file"),
        max_length=200,
        help_text=_("CSV, XLSX, XLS or ODS, as your bank gives it out."),
    )

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self._accounts = {str(one.pk): one for one in PaymentAccount.objects.live()}
        choices = [(key, str(one)) for key, one in self._accounts.items()]
        self.fields["account"].choices = choices  # type: ignore[attr-defined]

    def clean_account(self) -> PaymentAccount:
        return self._accounts[self.cleaned_data["account"]]
