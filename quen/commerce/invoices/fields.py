"""What can be asked of invoices (the catalogue's built-in fields)."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quen.commerce.models import Invoice, InvoiceRate
from quen.fields.catalogue import built_in
from quen.people.calling import ONE
from quen.people.choices import fixed, teams
from quen.people.headers import EMPLOYER, TAGS, TAX
from quen.people.owner_fields import owner_field

# fmt: off
NUMBER = ("số hóa đơn", "số hđ", "số", "เลขที่ใบกำกับภาษี", "เลขที่ใบกำกับ", "เลขที่ใบแจ้งหนี้", "invoice number", "invoice no", "number")
SERIES = ("ký hiệu", "ký hiệu hóa đơn", "mẫu số ký hiệu", "เล่มที่", "series", "form sign", "serial")
CODE = ("mã tra cứu", "mã nhận hóa đơn", "รหัสตรวจสอบ", "lookup code")
ORDER = ("đơn hàng", "số đơn hàng", "số đơn", "mã tham chiếu", "คำสั่งซื้อ", "เลขที่คำสั่งซื้อ", "order", "order number", "reference")
BUYER = ("tên người mua", "người mua", "tên khách hàng", "tên đơn vị", "ชื่อผู้ซื้อ", "buyer", "customer name", "customer")
ISSUED = ("ngày hóa đơn", "ngày lập", "ngày phát hành", "วันที่ใบกำกับ", "วันที่ออก", "invoice date", "issued on", "date")
DUE = ("hạn thanh toán", "ngày đến hạn", "วันครบกำหนด", "due date", "due on")
NET = ("doanh số chưa thuế", "tiền chưa thuế", "thành tiền", "tiền hàng", "มูลค่าก่อนภาษี", "ยอดก่อน vat", "net", "amount before tax", "subtotal")
PERCENT = ("thuế suất", "thuế suất gtgt", "อัตราภาษี", "vat rate", "tax rate", "vat %")
VAT = ("thuế gtgt", "tiền thuế", "tiền thuế gtgt", "ภาษีมูลค่าเพิ่ม", "vat", "vat amount", "tax amount")
STATE = ("trạng thái", "trạng thái hóa đơn", "สถานะ", "status", "state")
SOURCE = ("nguồn", "phần mềm", "โปรแกรม", "source", "program")
EXTERNAL = ("mã ngoài", "id hóa đơn", "external id", "transaction id")
# fmt: on


def declare() -> None:
    """Lend the fields to the catalogue (once, at start)."""
    _what()
    _whose()
    _how_much()
    _rest()


def _text(key: str, label: Any, words: tuple[str, ...], **facts: Any) -> None:
    built_in("invoice", key, label, "text", column=key, write=key, words=words, **facts)


def _what() -> None:
    _text("number", pgettext_lazy("column", "Invoice"), NUMBER, required=True, listed=True, bulk=False)  # fmt: skip
    _text("series", _("Sign of the form"), SERIES)
    _text("lookup_code", _("Lookup code"), CODE, bulk=False)
    built_in(
        "invoice", "state", _("State"), "choice", column="state", write="state", listed=True,
        choices=fixed(tuple(Invoice.State.choices)), words=STATE,
    )  # fmt: skip
    built_in(
        "invoice", "issued_on", _("Issued on"), "date", column="issued_on", write="issued_on",
        required=True, sortable=True, listed=True, words=ISSUED,
    )  # fmt: skip
    built_in(
        "invoice", "due_on", _("Due on"), "date", column="due_on", write="due_on", words=DUE
    )  # fmt: skip


def _whose() -> None:
    for key, label, words, listed in (
        ("company_id", _("Company"), EMPLOYER, True),
        ("contact_id", ONE, (), False),
        ("order_id", _("Order"), ORDER, True),
    ):
        built_in(
            "invoice", key, label, "relation", column=key, related=key.removesuffix("_id"),
            write=key, listed=listed, bulk=False, words=words,
        )  # fmt: skip
    _text("buyer", _("Buyer"), BUYER)
    _text("tax_id", _("Tax id"), TAX, help=_("A company that bears it is found by it."))


def _how_much() -> None:
    for key, label, words, told in (
        (
            "net",
            _("Before VAT"),
            NET,
            _("At one rate of VAT; each further rate is a row of its own."),
        ),
        ("vat", _("VAT"), VAT, _("Left empty it is worked out from the rate.")),
    ):
        built_in("invoice", key, label, "money", column=key, write=key, bulk=False, help=told, words=words)  # fmt: skip
    built_in(
        "invoice", "vat_percent", _("VAT %"), "number", write="vat_percent", look=_at_rate,
        bulk=False, words=PERCENT,
    )  # fmt: skip
    built_in("invoice", "total", _("Total"), "money", column="total", sortable=True, listed=True)


def _rest() -> None:
    _text("source", _("Accounting program"), SOURCE)
    _text("external_id", _("Its id there"), EXTERNAL, bulk=False)
    owner_field("invoice")
    built_in("invoice", "team_id", _("Team"), "team", column="team_id", choices=teams)
    built_in("invoice", "tags", _("Tags"), "tags", write="tags", words=TAGS)
    for key, label in (("created_at", _("Added")), ("updated_at", _("Changed"))):
        built_in("invoice", key, label, "datetime", column=key)


def _at_rate(op: str, value: Any, asker: Any) -> Q:
    """Invoices with a sum at such a rate of VAT; empty: with one on which none is due."""
    words = {"is": "", "is_not": "", "above": "__gt", "below": "__lt", "in": "__in"}
    if op in ("empty", "not_empty"):
        rule = Q(vat_percent__isnull=op == "empty")
    elif op == "between":
        rule = Q(vat_percent__gte=value[0], vat_percent__lte=value[1])
    else:
        rule = Q(**{f"vat_percent{words[op]}": value})
    found = Q(Exists(InvoiceRate.objects.filter(rule, invoice=OuterRef("pk"))))
    return ~found if op == "is_not" else found
