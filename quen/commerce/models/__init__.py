from quen.commerce.models.bank_line import BankLine, StatementColumns
from quen.commerce.models.category import Category
from quen.commerce.models.contract import Contract
from quen.commerce.models.contract_link import ContractLink, ContractOpening
from quen.commerce.models.invoice import Invoice, InvoiceRate
from quen.commerce.models.numbering import IssuedNumber, NumberCounter, NumberPattern
from quen.commerce.models.order import Instalment, Order, OrderLine
from quen.commerce.models.payment import Allocation, CreditNote, Payment, Refund
from quen.commerce.models.payment_account import PaymentAccount
from quen.commerce.models.price_list import ListPrice, PriceList
from quen.commerce.models.product import Product
from quen.commerce.models.statement_run import StatementRun

__all__ = [
    "Allocation",
    "BankLine",
    "Category",
    "Contract",
    "ContractLink",
    "ContractOpening",
    "CreditNote",
    "Instalment",
    "Invoice",
    "InvoiceRate",
    "IssuedNumber",
    "ListPrice",
    "NumberCounter",
    "NumberPattern",
    "Order",
    "OrderLine",
    "Payment",
    "PaymentAccount",
    "PriceList",
    "Product",
    "Refund",
    "StatementColumns",
    "StatementRun",
]
