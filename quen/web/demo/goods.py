"""What the demo company sells, under which names, and where its customers pay."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, NamedTuple

from quen.accounts.actions.letterhead import change_letterhead
from quen.accounts.actions.rates import From, set_rates
from quen.accounts.models import User
from quen.commerce.actions.categories import save_category
from quen.commerce.actions.payment_accounts import save_account
from quen.commerce.drafts import code_key
from quen.commerce.models import Product
from quen.kit.sorting import name_key
from quen.kit.text import fold
from quen.web.demo.loading import load, moment, next_id

CURRENCIES = {"vi": "VND", "th": "THB", "en": "USD"}
VAT = {"vi": Decimal(10), "th": Decimal(7), "en": None}
# By the language of its buyers: how a deal for it is called, its own name, unit, price, category, and how
# many of it one buys at a time, about.
GOODS = {
    "vi": (
        ("Thép hình quý {q}", "Thép hình H200", "cây", 1_850_000, "Vật liệu", 40),
        ("Tôn lợp nhà xưởng", "Tôn lạnh 0,45 mm", "m²", 125_000, "Vật liệu", 600),
        ("Phần mềm POS {n} quầy", "Phần mềm POS, 1 năm", "quầy", 3_600_000, "Phần mềm", 8),
        ("Combo spa {n} chi nhánh", "Bộ mỹ phẩm spa", "bộ", 2_400_000, "Làm đẹp", 20),
        ("Hợp đồng khung {y}", "Vật tư theo hợp đồng khung", "đợt", 48_000_000, "Vật liệu", 4),
        ("Bao bì in offset", "Hộp giấy in offset", "hộp", 6_500, "Bao bì", 9_000),
        ("Gốm sứ quà tặng", "Bộ ấm chén Bát Tràng", "bộ", 780_000, "Quà tặng", 60),
        ("Nội thất văn phòng", "Bàn làm việc 1,4 m", "chiếc", 3_250_000, "Nội thất", 16),
        ("Cà phê rang {n} tạ", "Cà phê rang xay", "kg", 245_000, "Thực phẩm", 300),
        ("Máy đóng gói", "Máy đóng gói tự động", "máy", 128_000_000, "Máy móc", 2),
        ("Khóa học nhân viên", "Khóa bán hàng 2 ngày", "khóa", 12_500_000, "Đào tạo", 3),
    ),
    "th": (
        ("ระบบขนส่ง {n} สาขา", "ระบบจัดการขนส่ง 1 ปี", "สาขา", 14_500, "ซอฟต์แวร์", 6),
        ("ชุดสปา {n} สาขา", "ชุดผลิตภัณฑ์สปา", "ชุด", 3_900, "ความงาม", 20),
        ("โปรแกรมหน้าร้าน {n} เครื่อง", "โปรแกรมหน้าร้าน 1 ปี", "เครื่อง", 5_400, "ซอฟต์แวร์", 8),
        ("เครื่องจักรบรรจุภัณฑ์", "เครื่องบรรจุอัตโนมัติ", "เครื่อง", 185_000, "เครื่องจักร", 2),
        ("เฟอร์นิเจอร์สำนักงาน", "โต๊ะทำงาน 1.4 ม.", "ตัว", 4_900, "เฟอร์นิเจอร์", 14),
        ("สัญญาจัดซื้อปี {y}", "วัสดุตามสัญญา", "งวด", 72_000, "วัสดุ", 4),
        ("กล่องพิมพ์ลายไตรมาส {q}", "กล่องกระดาษพิมพ์ลาย", "กล่อง", 9, "บรรจุภัณฑ์", 8_000),
    ),
    "en": (
        ("Annual supply {y}", "Supplies, one quarter", "quarter", 2_600, "Materials", 4),
        ("Packaging line", "Packaging machine", "machine", 6_900, "Machines", 2),
        ("Office furniture", "Desk, 1.4 m", "piece", 160, "Furniture", 16),
        ("POS for {n} tills", "POS software, one year", "till", 170, "Software", 8),
        ("Training Q{q}", "Sales training, two days", "course", 640, "Training", 3),
    ),
}  # fmt: skip
RATES = {"THB": Decimal(745), "USD": Decimal(25_600)}
# A number that no bank gives out: nobody pays the demo company by mistake.
ACCOUNT = {"kind": "bank_vn", "bank_bin": "970436", "number": "0000000000", "holder": "QUEN DEMO"}


class Ware(NamedTuple):
    """A product as the demo's deals need it: `lot` is how many are bought at a time."""

    pk: int
    deal_name: str
    name: str
    unit: str
    price: int
    vat: Decimal | None
    lot: int


Shelf = dict[str, list[Ware]]


def stock(by: User, dice: Random, now: datetime) -> Shelf:
    """Write letterhead, account, rates, categories and products; gives the products by language."""
    change_letterhead(
        by=by,
        legal_name="Công ty TNHH Quen Demo",
        address="12 Lê Lợi, phường Thuận Hóa, thành phố Huế",
        phone="0234 000 000",
        email="xin-chao@demo.quen",
    )
    save_account(None, by=by, is_default=True, **ACCOUNT)
    set_rates(dict(_rates(dice, now.date())), by=by)
    wares = list(_wares(next_id(Product)))
    _load_products(wares, by, now)
    return {
        language: [ware for speaks, ware, _category in wares if speaks == language]
        for language in GOODS
    }


def _rates(dice: Random, today: date) -> Iterator[tuple[From, Decimal]]:
    """A rate every thirty days that goes up and down a little."""
    for currency, rate in RATES.items():
        for days in range(930, -1, -30):
            moved = rate * Decimal(round(dice.uniform(0.985, 1.015), 4))
            yield From(currency, today - timedelta(days=days)), moved.quantize(Decimal("0.01"))


def _wares(first: int) -> Iterator[tuple[str, Ware, str]]:
    every = [(language, row) for language, rows in GOODS.items() for row in rows]
    for n, (language, (deal_name, name, unit, price, category, lot)) in enumerate(every):
        yield language, Ware(first + n, deal_name, name, unit, price, VAT[language], lot), category


def _load_products(wares: list[tuple[str, Ware, str]], by: User, now: datetime) -> None:
    categories = {
        name: save_category(None, by=by, name=name).pk
        for name in dict.fromkeys(category for _language, _ware, category in wares)
    }
    columns = [
        "id", "name", "name_key", "norm", "name_vi", "name_th", "name_en", "code", "code_key", "category",
        "unit", "description", "vat_percent", "price", "currency", "state", "custom", "owner", "version",
        "created_at", "updated_at",
    ]  # fmt: skip
    load(Product, columns, (_product_row(*ware, categories, now) for ware in wares))


def _product_row(
    language: str, ware: Ware, category: str, categories: dict[str, int], now: datetime
) -> tuple[Any, ...]:
    code = f"{language.upper()}-{ware.pk:03d}"
    return (
        ware.pk, ware.name, name_key(ware.name)[:220], fold(ware.name)[:200], "", "", "", code, code_key(code),
        categories[category], ware.unit, "", _number(ware.vat), _number(ware.price), CURRENCIES[language],
        "active", "{}", None, 1, moment(now), moment(now),
    )  # fmt: skip


def _number(value: Decimal | int | None) -> str | None:
    return None if value is None else str(value)
