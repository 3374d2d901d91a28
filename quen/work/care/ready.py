"""The two plans that come ready, in three languages."""

from typing import Any

Words = dict[str, str]


def _line(days: int, kind: str, labels: Words, texts: Words | None = None, shown: Words | None = None) -> dict[str, Any]:  # fmt: skip
    return {
        "days": days,
        "kind": kind,
        "labels": labels,
        "texts": texts or {},
        "shown": shown or {},
    }


READY: dict[str, dict[str, Any]] = {
    "after_sale": {
        "labels": {"vi": "Chăm sóc sau bán", "th": "ดูแลหลังการขาย", "en": "After-sale care"},
        "type": "deal",
        "starts_on": "deal.won",
        "stops_on_answer": False,
        "is_shown": False,
        "lines": [
            _line(1, "call", {"vi": "Gọi cảm ơn khách", "th": "โทรขอบคุณลูกค้า", "en": "Call to say thank you"}),
            _line(
                7,
                "mail",
                {"vi": "Anh/chị dùng có ổn không?", "th": "ใช้งานเป็นอย่างไรบ้าง", "en": "How is it going?"},
                {
                    "vi": "Chào {name},\n\nAnh/chị đã dùng sản phẩm được một tuần. Mọi thứ có ổn không? Chỉ cần trả lời thư này, chúng tôi sẽ hỗ trợ ngay.",
                    "th": "สวัสดีคุณ {name}\n\nครบหนึ่งสัปดาห์แล้วหลังจากที่คุณเริ่มใช้งาน ทุกอย่างเรียบร้อยดีไหม ตอบกลับอีเมลนี้ได้เลย เรายินดีช่วยเหลือ",
                    "en": "Hello {name},\n\nyou have had it for a week now. Is everything all right? Just answer this mail and we will help at once.",
                },
            ),
            _line(30, "call", {"vi": "Gọi hỏi thăm sau một tháng", "th": "โทรสอบถามหลังครบหนึ่งเดือน", "en": "Check-in call after a month"}),
            _line(90, "call", {"vi": "Gọi hỏi nhu cầu tiếp theo", "th": "โทรสอบถามความต้องการครั้งต่อไป", "en": "Ask what they need next"}),
        ],
    },
    "onboarding": {
        "labels": {"vi": "Đón khách hàng mới", "th": "ต้อนรับลูกค้าใหม่", "en": "Onboarding"},
        "type": "deal",
        "starts_on": "deal.won",
        "stops_on_answer": False,
        "is_shown": True,
        "lines": [
            _line(
                0, "task",
                {"vi": "Chuẩn bị hồ sơ khách hàng", "th": "เตรียมข้อมูลลูกค้า", "en": "Prepare the customer's file"},
                shown={"vi": "Chúng tôi chuẩn bị cho bạn", "th": "เราเตรียมทุกอย่างให้คุณ", "en": "We get everything ready"},
            ),
            _line(
                1, "call",
                {"vi": "Gọi chào mừng, hẹn ngày bắt đầu", "th": "โทรต้อนรับและนัดวันเริ่มต้น", "en": "Welcome call: agree on the first day"},
                shown={"vi": "Gọi chào mừng", "th": "โทรต้อนรับ", "en": "Welcome call"},
            ),
            _line(
                3, "task",
                {"vi": "Bàn giao và hướng dẫn sử dụng", "th": "ส่งมอบและสอนการใช้งาน", "en": "Hand over and show how it works"},
                shown={"vi": "Bàn giao và hướng dẫn", "th": "ส่งมอบและสอนการใช้งาน", "en": "Hand-over and training"},
            ),
            _line(
                10, "call",
                {"vi": "Kiểm tra sau mười ngày", "th": "ตรวจสอบหลังสิบวัน", "en": "Check after ten days"},
                shown={"vi": "Kiểm tra lại cùng bạn", "th": "ตรวจสอบร่วมกับคุณ", "en": "Check-up with you"},
            ),
            _line(14, "task", {"vi": "Hỏi khách đánh giá", "th": "ขอความคิดเห็นจากลูกค้า", "en": "Ask how satisfied they are"}),
        ],
    },
}  # fmt: skip
