"""What a new workspace starts with: stages over the loop, relations, purposes of consent."""

from collections.abc import Iterable, Iterator

from django.db.models import Model

from quen.fields.catalogue import forget_custom
from quen.fields.models import CustomField
from quen.people.models import ConsentPurpose, RelationKind, Stage

STAGES = (
    ("subscriber", "reach", "Người theo dõi", "ผู้ติดตาม", "Subscriber"),
    ("lead", "acquire", "Khách tiềm năng", "ลูกค้าเป้าหมาย", "Lead"),
    ("mql", "acquire", "MQL", "MQL", "MQL"),
    ("sql", "convert", "SQL", "SQL", "SQL"),
    ("customer", "retain", "Khách hàng đã mua", "ลูกค้า", "Customer"),
    ("dormant", "retain", "Lâu không mua", "ลูกค้าเงียบหาย", "Dormant"),
    ("loyal", "loyalty", "Khách quen", "ลูกค้าประจำ", "Loyal"),
    ("lost", "", "Đã mất", "เสียลูกค้า", "Lost"),
)
RELATIONS = (
    (
        "decision_maker",
        "contact",
        "company",
        ("Người quyết định của", "ผู้มีอำนาจตัดสินใจของ", "Decision maker of"),
        ("Người quyết định", "ผู้มีอำนาจตัดสินใจ", "Decision maker"),
    ),
    (
        "works_for",
        "contact",
        "company",
        ("Làm việc tại", "ทำงานที่", "Works for"),
        ("Nhân viên", "พนักงาน", "Employee"),
    ),
    (
        "referred_by",
        "contact",
        "contact",
        ("Được giới thiệu bởi", "แนะนำโดย", "Referred by"),
        ("Đã giới thiệu", "แนะนำ", "Referred"),
    ),
    (
        "household",
        "contact",
        "contact",
        ("Cùng gia đình với", "ครอบครัวเดียวกับ", "Same household as"),
        ("Cùng gia đình với", "ครอบครัวเดียวกับ", "Same household as"),
    ),
    (
        "partner",
        "company",
        "company",
        ("Đối tác của", "คู่ค้าของ", "Partner of"),
        ("Đối tác của", "คู่ค้าของ", "Partner of"),
    ),
)
PURPOSES = (
    ("news", "Tin tức và ưu đãi", "ข่าวสารและโปรโมชัน", "News and offers"),
    ("care", "Chăm sóc sau bán", "การดูแลหลังการขาย", "After-sale care"),
    ("advertising", "Quảng cáo trên mạng xã hội", "โฆษณาบนโซเชียล", "Advertising"),
)


LEVELS = (
    ("low", "Thấp", "น้อย", "Low"),
    ("middle", "Trung bình", "ปานกลาง", "Middle"),
    ("high", "Cao", "สูง", "High"),
)
ATTITUDES = (
    ("positive", "Tích cực", "เชิงบวก", "Positive"),
    ("neutral", "Trung lập", "เป็นกลาง", "Neutral"),
    ("negative", "Tiêu cực", "เชิงลบ", "Negative"),
)
READINESS = (
    ("cold", "Chưa sẵn sàng", "ยังไม่พร้อม", "Cold"),
    ("warm", "Đang cân nhắc", "กำลังพิจารณา", "Warm"),
    ("hot", "Sẵn sàng mua", "พร้อมซื้อ", "Hot"),
)
CHANNELS = (
    ("phone", "Điện thoại", "โทรศัพท์", "Phone"),
    ("zalo", "Zalo", "Zalo", "Zalo"),
    ("line", "LINE", "LINE", "LINE"),
    ("facebook", "Facebook", "Facebook", "Facebook"),
    ("sms", "SMS", "SMS", "SMS"),
    ("email", "Email", "อีเมล", "E-mail"),
)
# Rows S60 to S63: what a company wants to know of a person differs, so these are custom fields.
PROFILE = (
    ("interests", "text", "Sở thích", "ความสนใจ", "Interests", ()),
    ("needs", "long_text", "Nhu cầu", "ความต้องการ", "Needs", ()),
    ("income", "choice", "Thu nhập", "รายได้", "Income", LEVELS),
    ("preferred_channel", "choice", "Kênh ưa thích", "ช่องทางที่สะดวก", "Preferred channel", CHANNELS),
    ("attitude", "choice", "Thái độ", "ทัศนคติ", "Attitude", ATTITUDES),
    ("readiness", "choice", "Mức sẵn sàng mua", "ความพร้อมซื้อ", "Readiness to buy", READINESS),
)


def labels(vi: str, th: str, en: str) -> dict[str, str]:
    """The three languages as they are stored."""
    return {"vi": vi, "th": th, "en": en}


def add_defaults() -> None:
    """Make what is missing; what a company has edited stays."""
    missing(
        Stage(key=key, labels=labels(*words), loop=loop, position=position)
        for position, (key, loop, *words) in enumerate(STAGES)
    )
    missing(
        RelationKind(
            key=key,
            from_type=from_type,
            to_type=to_type,
            labels=labels(*forth),
            reverse_labels=labels(*back),
            position=position,
        )
        for position, (key, from_type, to_type, forth, back) in enumerate(RELATIONS)
    )
    missing(ConsentPurpose(key=key, labels=labels(*words), wordings={}) for key, *words in PURPOSES)
    missing(_profile())
    forget_custom()


def missing(rows: Iterable[Model]) -> None:
    """Add the rows whose key nobody has yet, in one statement."""
    made = list(rows)
    type(made[0])._base_manager.bulk_create(made, ignore_conflicts=True)


def _profile() -> Iterator[CustomField]:
    for position, (key, kind, vi, th, en, choices) in enumerate(PROFILE):
        yield CustomField(
            type="contact",
            key=key,
            kind=kind,
            labels=labels(vi, th, en),
            choices=[{"key": k, "labels": labels(*words)} for k, *words in choices],
            section="person",
            position=position,
        )
