"""What tests of orders, payments and reconciliation begin with."""

from datetime import timedelta

import pytest

from quen.commerce.actions.contracts import add_contract
from quen.commerce.actions.orders import place_order
from quen.commerce.actions.payment_accounts import save_account
from quen.commerce.models import Order, PaymentAccount
from quen.kit.workspace import today
from tests.commerce.contracts import YEAR
from tests.commerce.test_orders import STEEL


@pytest.fixture
def order(contact, office) -> Order:
    """Binh's customer has ordered steel for 1,100,000 ₫."""
    return place_order(by=office.binh, contact=contact, lines=[STEEL])


@pytest.fixture
def account(office) -> PaymentAccount:
    """Where customers pay to."""
    return save_account(
        None, by=office.giang, kind="bank_vn", bank_bin="970436", number="0071001234567",
        holder="CTY ABC", is_default=True,
    )  # fmt: skip


@pytest.fixture
def made(contact, office):
    """Make a contract with Binh's customer."""

    def make(by=None, **facts):
        given = {"name": "Bảo trì thang máy", "contact_id": contact.pk, "amount": "12000000"}
        return add_contract({**given, **YEAR, **facts}, by=by or office.binh)

    return make


@pytest.fixture
def ending(made):
    """A contract that ends twenty days from now."""
    now = today()
    return made(
        starts_on=(now - timedelta(days=340)).isoformat(),
        ends_on=(now + timedelta(days=20)).isoformat(),
    )
