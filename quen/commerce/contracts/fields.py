"""What can be asked of contracts (the catalogue's built-in fields)."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quen.commerce.models import Contract
from quen.commerce.models.contract import standing
from quen.fields.catalogue import built_in
from quen.kit.workspace import today
from quen.people.calling import ONE
from quen.people.choices import fixed, teams
from quen.people.headers import EMPLOYER, TAGS
from quen.people.owner_fields import owner_field

# fmt: off
NAME = ("tên hợp đồng", "hợp đồng", "ชื่อสัญญา", "สัญญา", "contract name", "contract", "name", "title")
NUMBER = ("số hợp đồng", "số hđ", "mã hợp đồng", "เลขที่สัญญา", "contract number", "contract no", "number")
CUSTOMER = ("khách hàng", "người liên hệ", "ลูกค้า", "contact", "contact name", "contact person", "customer")
ORDER = ("đơn hàng", "số đơn hàng", "คำสั่งซื้อ", "เลขที่คำสั่งซื้อ", "order", "order number")
AMOUNT = ("giá trị", "giá trị hợp đồng", "số tiền", "มูลค่า", "มูลค่าสัญญา", "ยอดเงิน", "amount", "value", "contract value")
BILLING = ("kỳ thanh toán", "chu kỳ", "รอบบิล", "รอบชำระ", "billing", "billing period", "billing cycle")
SIGNED = ("ngày ký", "ký ngày", "วันที่ลงนาม", "วันที่เซ็นสัญญา", "signed on", "signed", "signature date")
STARTS = ("ngày bắt đầu", "ngày hiệu lực", "từ ngày", "วันเริ่มต้น", "วันที่เริ่ม", "start date", "starts on", "start", "from")
ENDS = ("ngày kết thúc", "ngày hết hạn", "đến ngày", "วันสิ้นสุด", "วันหมดอายุ", "end date", "ends on", "expiry date", "end", "until")
NOTICE = ("báo trước", "số ngày báo trước", "แจ้งล่วงหน้า", "notice days", "renewal notice")
AUTO = ("tự động gia hạn", "ต่ออายุอัตโนมัติ", "auto renew", "auto renewal", "auto-renews")
TERMS = ("điều khoản", "nội dung hợp đồng", "เงื่อนไข", "ข้อกำหนด", "terms", "terms and conditions")
NOTES = ("ghi chú", "diễn giải", "หมายเหตุ", "notes", "note", "description")
# fmt: on


def declare() -> None:
    """Lend the fields to the catalogue (once, at start)."""
    _what()
    _how_much()
    _when()
    _rest()


def _what() -> None:
    name = "contract"
    built_in(
        name, "name", pgettext_lazy("column", "Contract"), "text", column="name_key", folded="norm",
        sortable=True, write="name", required=True, listed=True, words=NAME,
    )  # fmt: skip
    built_in(
        name, "number", pgettext_lazy("column", "Number"), "text", column="number", write="number",
        help=_("Left empty it is the next one."), bulk=False, words=NUMBER,
    )  # fmt: skip
    built_in(
        name, "company_id", _("Company"), "relation", column="company_id", related="company",
        write="company_id", listed=True, words=EMPLOYER,
    )  # fmt: skip
    built_in(
        name, "contact_id", ONE, "relation", column="contact_id", related="contact",
        write="contact_id", words=CUSTOMER,
    )  # fmt: skip
    built_in(
        name, "order_id", _("Order"), "relation", column="order_id", related="order",
        write="order_id", bulk=False, help=_("The number of the order that it came of."),
        words=ORDER,
    )  # fmt: skip
    built_in(
        name, "renews_id", _("Continues"), "relation", column="renews_id", related="contract",
        write="renews_id", bulk=False, help=_("The contract that this one renews."),
    )  # fmt: skip


def _how_much() -> None:
    built_in(
        "contract", "amount", _("Amount"), "money", column="amount", sortable=True, write="amount",
        listed=True, help=_("What is paid in each period."), words=AMOUNT,
    )  # fmt: skip
    built_in(
        "contract", "billing", _("Billed"), "choice", column="billing", write="billing",
        choices=fixed(tuple(Contract.Billing.choices)), words=BILLING,
    )  # fmt: skip


def _when() -> None:
    name = "contract"
    built_in(
        name, "state", _("State"), "choice", choices=fixed(tuple(Contract.State.choices)),
        look=_stands, cheap=True, listed=True,
    )  # fmt: skip
    for key, label, words in (
        ("signed_on", _("Signed on"), SIGNED),
        ("starts_on", _("Begins on"), STARTS),
    ):
        built_in(
            name, key, label, "date", column=key, write=key, required=key == "starts_on",
            words=words,
        )  # fmt: skip
    built_in(
        name, "ends_on", _("Ends on"), "date", column="ends_on", write="ends_on", sortable=True,
        nullable=True, listed=True, help=_("Empty for one without an end."), words=ENDS,
    )  # fmt: skip
    built_in(
        name, "days_left", _("Days until the end"), "number", look=_days_left, cheap=True,
    )  # fmt: skip
    built_in(
        name, "renew_days_before", _("Days of notice"), "number", column="renew_days_before",
        write="renew_days_before", words=NOTICE,
        help=_("So many days before its end the renewal begins; 30 where nobody says otherwise."),
    )  # fmt: skip
    built_in(
        name, "auto_renews", _("Renews by itself"), "boolean", column="auto_renews",
        write="auto_renews", help=_("It goes on after its end unless somebody ends it."), words=AUTO,
    )  # fmt: skip
    built_in(name, "renewed", _("Renewed"), "boolean", look=_is_renewed)
    built_in(name, "ended_at", _("Ended early"), "datetime", column="ended_at")


def _rest() -> None:
    name = "contract"
    built_in(
        name, "terms", _("Terms"), "long_text", column="terms", write="terms", words=TERMS,
        help=_("They stand on the contract's paper."),
    )  # fmt: skip
    built_in(
        name, "notes", _("Notes"), "long_text", column="notes", write="notes", words=NOTES
    )  # fmt: skip
    owner_field(name)
    built_in(name, "team_id", _("Team"), "team", column="team_id", choices=teams)
    built_in(name, "tags", _("Tags"), "tags", write="tags", words=TAGS)
    built_in(name, "created_at", _("Added"), "datetime", column="created_at", sortable=True)
    built_in(name, "updated_at", _("Changed"), "datetime", column="updated_at")


def _stands(op: str, value: Any, asker: Any) -> Q:
    """By its days; every contract stands in one state."""
    if op in ("empty", "not_empty"):
        return Q(pk__isnull=op == "empty")
    found = Q(pk__in=[])
    for state in value if isinstance(value, list) else [value]:
        found |= standing(state, today())
    return ~found if op in ("is_not", "not_in") else found


def _days_left(op: str, value: Any, asker: Any) -> Q:
    """Whole days from today to the last day, of contracts that are not over: below 90, between 30 and 60."""
    going = Q(ended_at=None, ends_on__gte=today())
    if op in ("empty", "not_empty"):
        return ~going if op == "empty" else going
    if op == "between":
        low, high = (_day_in(one) for one in value)
        return going & Q(ends_on__gte=low, ends_on__lte=high)
    if op == "in":
        return going & Q(ends_on__in=[_day_in(one) for one in value])
    rule = Q(**{f"ends_on__{_WORDS[op]}": _day_in(value)})
    return going & (~rule if op == "is_not" else rule)


_WORDS = {"is": "exact", "is_not": "exact", "above": "gt", "below": "lt"}


def _day_in(days: Any) -> date:
    """The day that lies so many whole days ahead; what no calendar holds is as far as one goes."""
    return today() + timedelta(days=max(min(int(days), 36_500), -36_500))


def _is_renewed(op: str, value: Any, asker: Any) -> Q:
    later = Contract._base_manager.filter(renews__isnull=False, deleted_at=None)
    rule = Q(pk__in=later.values("renews_id"))
    return rule if op == "not_empty" or value is True else ~rule
