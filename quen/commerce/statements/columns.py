"""Which column of a bank's file means what: as it was chosen last for the account, else by its name."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from quen.kit.text import fold

KEYS = {
    "day": _("Day"),
    "amount": _("Amount (in above zero, out below)"),
    "credit": _("Money in"),
    "text": _("Text"),
    "payer": _("Payer"),
    "external_id": _("The bank's own id"),
    "balance": _("Balance"),
}
_NAMES: dict[str, tuple[str, ...]] = {
    "day": ("ngay giao dich", "ngay gd", "ngay hieu luc", "ngay", "transaction date", "value date",
            "booking date", "date", "วันที่ทำรายการ", "วันที่"),
    "credit": ("ghi co", "so tien ghi co", "phat sinh co", "tien vao", "credit", "credit amount",
               "money in", "deposit", "เงินเข้า", "ฝากเงิน", "เงินฝาก"),
    "amount": ("so tien", "so tien giao dich", "amount", "จำนวนเงิน"),
    "text": ("noi dung", "noi dung giao dich", "dien giai", "mo ta", "noi dung chi tiet", "description",
             "details", "remark", "narrative", "รายละเอียด", "รายการ", "หมายเหตุ"),
    "payer": ("ten nguoi chuyen", "nguoi chuyen", "tai khoan doi ung", "ten doi ung",
              "ten tai khoan doi ung", "doi tac", "payer", "sender", "counterparty", "ผู้โอน", "ชื่อผู้โอน"),
    "external_id": ("so giao dich", "ma giao dich", "so tham chieu", "ma gd", "so but toan", "so ct",
                    "transaction id", "reference number", "ref no", "reference", "เลขที่อ้างอิง"),
    "balance": ("so du", "so du cuoi", "so du luy ke", "balance", "running balance", "คงเหลือ", "ยอดคงเหลือ"),
}  # fmt: skip


def guessed(names: Sequence[str]) -> dict[str, str]:
    """Columns by what their names say, each once: {"day": "Ngày GD"}."""
    plain = {name: " ".join(fold(name).replace(".", " ").split()) for name in names}
    told: dict[str, str] = {}
    for key, known in _NAMES.items():
        rest = {name: said for name, said in plain.items() if name not in told.values() and said}
        exact = [name for word in known for name, said in rest.items() if said == word]
        begun = [name for word in known for name, said in rest.items() if said.startswith(word)]
        if found := [*exact, *begun]:
            told[key] = found[0]
    return told


def chosen(
    names: Sequence[str], kept: Mapping[str, Any], asked: Mapping[str, str]
) -> dict[str, str]:
    """What a person chose now, else what holds of what was kept, else what names say."""
    here = {key: asked[key] for key in KEYS if asked.get(key) in names}
    if here:
        return here
    before = {key: str(name) for key, name in kept.items() if key in KEYS and name in names}
    return before if complete(before) else guessed(names)


def complete(columns: Mapping[str, str]) -> bool:
    """Whether a day, an amount and a text are known."""
    return bool({"day", "text"} <= set(columns) and {"amount", "credit"} & set(columns))
