from datetime import date, time

import pytest

from quen.kit.moments import Spoken, spoken

SATURDAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("typed", "rest", "day", "at"),
    [
        ("call Lan tomorrow 9", "call Lan", date(2026, 11, 22), time(9)),
        ("call Lan tomorrow at 3pm", "call Lan", date(2026, 11, 22), time(15)),
        ("call Lan 9:30 monday", "call Lan", date(2026, 11, 23), time(9, 30)),
        ("call Lan in 3 days", "call Lan", date(2026, 11, 24), None),
        ("pay 5 invoices today", "pay 5 invoices", SATURDAY, None),
        ("gọi Lan ngày mai 9h30", "gọi Lan", date(2026, 11, 22), time(9, 30)),
        ("goi Lan ngay mai 2 gio chieu", "goi Lan", date(2026, 11, 22), time(14)),
        ("gọi Lan mai", "gọi Lan", date(2026, 11, 22), None),
        ("gọi chị Mai", "gọi chị Mai", None, None),
        ("gọi chị Mai mai 9", "gọi chị Mai", date(2026, 11, 22), time(9)),
        ("họp thứ sáu 14h", "họp", date(2026, 11, 27), time(14)),
        ("họp thứ bảy", "họp", date(2026, 11, 28), None),
        ("gửi báo giá 25/12", "gửi báo giá", date(2026, 12, 25), None),
        ("gửi báo giá 1/2", "gửi báo giá", date(2027, 2, 1), None),
        ("โทรหาคุณลาน พรุ่งนี้ 9 โมง", "โทรหาคุณลาน", date(2026, 11, 22), time(9)),
        ("โทรหาคุณลานพรุ่งนี้", "โทรหาคุณลาน", date(2026, 11, 22), None),
        ("ประชุม วันศุกร์ 10.30 น.", "ประชุม", date(2026, 11, 27), time(10, 30)),
        ("ส่งของ 15/3/2570", "ส่งของ", date(2027, 3, 15), None),
        ("ประชุม อาทิตย์หน้า", "ประชุม", date(2026, 11, 28), None),
        ("call Lan 9", "call Lan 9", None, None),
        ("31/2", "31/2", None, None),
        ("", "", None, None),
    ],
)
def test_a_day_and_a_time_are_read_from_the_end(typed, rest, day, at):
    assert spoken(typed, SATURDAY) == Spoken(rest, day, at)
