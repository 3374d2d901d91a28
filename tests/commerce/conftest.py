"""What tests of orders, payments and reconciliation begin with."""

import pytest

from quen.commerce.actions.orders import place_order
from quen.commerce.actions.payment_accounts import save_account
from quen.commerce.models import Order, PaymentAccount
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
