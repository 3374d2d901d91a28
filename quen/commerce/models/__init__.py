from quen.commerce.models.category import Category
from quen.commerce.models.numbering import IssuedNumber, NumberCounter, NumberPattern
from quen.commerce.models.payment_account import PaymentAccount
from quen.commerce.models.price_list import ListPrice, PriceList
from quen.commerce.models.product import Product

__all__ = [
    "Category",
    "IssuedNumber",
    "ListPrice",
    "NumberCounter",
    "NumberPattern",
    "PaymentAccount",
    "PriceList",
    "Product",
]
