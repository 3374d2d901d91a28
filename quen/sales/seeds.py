"""The pipeline, playbook and reasons a new workspace starts with."""

from typing import Any

from quen.people.seeds import missing
from quen.sales.models import Pipeline, PlaybookItem, Reason, Stage

Words = tuple[str, str, str]
# key, kind, step, probability, days without contact until a deal rots, words
STAGES: tuple[tuple[str, str, str, int, int | None, Words], ...] = (
    ("approach", "open", "approach", 12, 14, ("Tiếp cận", "เริ่มติดต่อ", "Approach")),
    ("negotiate", "open", "negotiate", 38, 14, ("Đàm phán", "เจรจา", "Negotiate")),
    ("quote", "open", "quote", 64, 10, ("Gửi báo giá", "ส่งใบเสนอราคา", "Quote sent")),
    ("closing", "open", "close", 86, 7, ("Chờ chốt", "รอปิดการขาย", "Closing")),
    ("won", "won", "close", 100, None, ("Thắng", "ปิดการขายได้", "Won")),
    ("lost", "lost", "close", 0, None, ("Thua", "เสียดีล", "Lost")),
)
GOALS: dict[str, Words] = {
    "approach": (
        "Hiểu khách cần gì, bao nhiêu, khi nào và ai quyết định.",
        "รู้ว่าลูกค้าต้องการอะไร เท่าไร เมื่อไร และใครเป็นคนตัดสินใจ",
        "Know what they need, how much, by when, and who decides.",
    ),
    "negotiate": (
        "Thống nhất giải pháp và ngân sách với người quyết định.",
        "ตกลงเรื่องโซลูชันและงบประมาณกับผู้ตัดสินใจ",
        "Agree on the solution and the budget with the decision maker.",
    ),
    "quote": (
        "Khách nhận báo giá, đã xem và hẹn ngày trả lời.",
        "ลูกค้าได้รับใบเสนอราคา เปิดดูแล้ว และนัดวันตอบ",
        "They have the quote, have looked at it and named a day to answer.",
    ),
    "closing": (
        "Gỡ nốt điều khách còn lo và chốt ngày.",
        "เคลียร์ข้อกังวลสุดท้ายและนัดวันปิดการขาย",
        "Settle what still worries them and agree on the day.",
    ),
}
SCRIPTS: dict[str, Words] = {
    "approach": (
        "Chào anh/chị, em gọi vì anh/chị đã hỏi về sản phẩm bên em. Anh/chị đang dùng cách nào, và điều gì làm anh/chị muốn đổi?",
        "สวัสดีค่ะ ติดต่อมาเพราะคุณลูกค้าสอบถามสินค้าของเรา ตอนนี้ใช้แบบไหนอยู่ และอะไรทำให้อยากเปลี่ยนคะ",
        "I am calling because you asked about our product. What do you use today, and what makes you want to change?",
    ),
    "negotiate": (
        "Ngoài anh/chị, còn ai cùng quyết định? Ngân sách dự kiến khoảng bao nhiêu, và bao giờ cần có hàng?",
        "นอกจากคุณลูกค้าแล้ว ใครร่วมตัดสินใจอีกบ้าง งบประมาณประมาณเท่าไร และต้องการของเมื่อไรคะ",
        "Who else decides with you? What budget do you have in mind, and when must it be there?",
    ),
    "quote": (
        "Em vừa gửi báo giá. Phần nào anh/chị muốn em giải thích thêm? Em gọi lại ngày nào thì tiện?",
        "ส่งใบเสนอราคาให้แล้วนะคะ มีส่วนไหนอยากให้อธิบายเพิ่มไหม สะดวกให้โทรกลับวันไหนคะ",
        "I have just sent the quote. Which part shall I explain? On which day may I call again?",
    ),
    "closing": (
        "Nếu mọi thứ đã ổn, mình chốt hôm nay để em giữ hàng và lịch giao cho anh/chị nhé?",
        "ถ้าทุกอย่างเรียบร้อย ยืนยันวันนี้เลยไหมคะ จะได้จองของและวันส่งให้",
        "If all is well, shall we settle it today so that I can keep the goods and the delivery day for you?",
    ),
}
# stage, required, words
CHECKLIST: tuple[tuple[str, bool, Words], ...] = (
    ("approach", False, ("Gọi lần đầu", "โทรครั้งแรก", "Make the first call")),
    ("approach", False, ("Ghi rõ nhu cầu", "จดความต้องการให้ชัด", "Write down what they need")),
    ("negotiate", False, ("Gặp người quyết định", "พบผู้ตัดสินใจ", "Meet the decision maker")),
    ("negotiate", False, ("Hỏi ngân sách", "ถามงบประมาณ", "Ask for the budget")),
    ("quote", False, ("Hẹn ngày trả lời", "นัดวันตอบ", "Agree on a day to answer")),
    ("closing", False, ("Thống nhất cách thanh toán", "ตกลงวิธีชำระเงิน", "Agree on the way of paying")),
)  # fmt: skip
# key, kind, key of the one above, asks for the competitor, words
REASONS: tuple[tuple[str, str, str, bool, Words], ...] = (
    ("price", "lost", "", False, ("Giá", "ราคา", "Price")),
    ("over_budget", "lost", "price", False, ("Vượt ngân sách", "เกินงบประมาณ", "Over their budget")),
    ("no_discount", "lost", "price", False, ("Không giảm được thêm", "ลดราคาเพิ่มไม่ได้", "No further discount")),
    ("product", "lost", "", False, ("Sản phẩm không hợp", "สินค้าไม่ตรงความต้องการ", "Product does not fit")),
    ("service", "lost", "", False, ("Dịch vụ", "การบริการ", "Service")),
    ("skill", "lost", "", False, ("Kỹ năng bán hàng", "ทักษะการขาย", "Selling skill")),
    ("timing", "lost", "", False, ("Chưa đúng lúc", "ยังไม่ถึงเวลา", "Timing")),
    ("competitor", "lost", "", True, ("Chọn đối thủ", "เลือกคู่แข่ง", "Chose a competitor")),
    ("no_answer", "lost", "", False, ("Không liên lạc được", "ติดต่อไม่ได้", "No answer")),
    ("other", "lost", "", False, ("Lý do khác", "อื่น ๆ", "Other")),
    ("won_price", "won", "", False, ("Giá tốt", "ราคาดี", "Good price")),
    ("won_product", "won", "", False, ("Sản phẩm hợp", "สินค้าตรงความต้องการ", "Product fits")),
    ("won_service", "won", "", False, ("Dịch vụ tốt", "บริการดี", "Good service")),
    ("won_trust", "won", "", False, ("Tin tưởng, quen biết", "ความไว้วางใจ", "Trust")),
    ("won_speed", "won", "", False, ("Phản hồi nhanh", "ตอบเร็ว", "Fast answers")),
)  # fmt: skip


def labels(words: tuple[str, str, str]) -> dict[str, str]:
    """The three languages as they are stored."""
    return dict(zip(("vi", "th", "en"), words, strict=True))


def add_defaults() -> Pipeline:
    """Make what is missing; what a company has edited stays."""
    pipeline, new = Pipeline.objects.get_or_create(
        key="sales", defaults={"labels": labels(("Bán hàng", "การขาย", "Sales"))}
    )
    if new:
        Stage.objects.bulk_create(
            Stage(pipeline=pipeline, position=n, **facts) for n, facts in enumerate(usual_stages())
        )
        PlaybookItem.objects.bulk_create(_checklist(pipeline))
    _add_reasons()
    return pipeline


def usual_stages() -> list[dict[str, Any]]:
    """The stages of a new pipeline, with their goals and scripts."""
    return [
        {
            "key": key,
            "kind": kind,
            "step": step,
            "probability": probability,
            "rot_days": rot_days,
            "labels": labels(words),
            "goal": labels(GOALS[key]) if key in GOALS else {},
            "script": labels(SCRIPTS[key]) if key in SCRIPTS else {},
        }
        for key, kind, step, probability, rot_days, words in STAGES
    ]


def _checklist(pipeline: Pipeline) -> list[PlaybookItem]:
    stages = {stage.key: stage for stage in Stage.objects.filter(pipeline=pipeline)}
    return [
        PlaybookItem(stage=stages[key], required=required, position=n, labels=labels(words))
        for n, (key, required, words) in enumerate(CHECKLIST)
    ]


def _add_reasons() -> None:
    """Groups first: what hangs below them names them."""
    for finer in (False, True):
        known = dict(Reason.objects.values_list("key", "pk"))
        missing(
            Reason(
                key=key,
                kind=kind,
                parent_id=known.get(above),
                names_competitor=against,
                labels=labels(words),
                position=n,
            )
            for n, (key, kind, above, against, words) in enumerate(REASONS)
            if bool(above) is finer
        )
