"""What the demo's people plan, do and write, in the customer's language."""

from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from random import Random
from zoneinfo import ZoneInfo

from quen.kit.workspace import workspace

TASKS = {
    "vi": ("Gọi lại cho khách", "Gửi báo giá", "Hẹn gặp tại cửa hàng", "Nhắc thanh toán đợt hai",
           "Gửi mẫu và catalogue", "Chốt ngày giao hàng"),
    "th": ("โทรกลับหาลูกค้า", "ส่งใบเสนอราคา", "นัดดูสินค้าที่ร้าน", "ส่งตัวอย่างสินค้า", "ติดตามการชำระเงิน"),
    "en": ("Call back", "Send the quote", "Meet at their office", "Send samples", "Agree on the delivery date"),
}  # fmt: skip
NOTES = {
    "vi": ("Hỏi giá cho đơn quý sau, hẹn gọi lại thứ Hai.", "Đã gửi báo giá qua Zalo, khách đang xem.",
           "Cần giao trước ngày 15, thanh toán hai đợt.", "Khách khen nhân viên giao hàng đúng giờ."),
    "th": ("ลูกค้าสนใจรุ่นใหม่ ขอใบเสนอราคา", "ส่งใบเสนอราคาทาง LINE แล้ว รอคำตอบ", "ขอส่งของก่อนวันที่ 15 แบ่งจ่ายสองงวด"),
    "en": ("Asked for references from the same industry.", "Wants delivery before the 15th, paid in two parts.",
           "Has the quote and talks to the director."),
}  # fmt: skip


def planned_day(dice: Random, today: date) -> date:
    """When a next step is due: few are late, some are for today, most lie ahead; never on a Sunday."""
    draw = dice.random()
    ahead = -dice.randrange(1, 4) if draw < 0.015 else 0 if draw < 0.05 else dice.randrange(1, 21)
    day = today + timedelta(days=ahead)
    return day + timedelta(days=1) if day.weekday() == 6 and ahead > 0 else day


def morning(day: date | None) -> datetime | None:
    """Nine o'clock of that day, as a task's next step has it."""
    if day is None:
        return None
    return datetime.combine(day, clock(9), tzinfo=ZoneInfo(workspace().zone)).astimezone(UTC)
