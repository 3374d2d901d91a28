"""What a new workspace starts with: stages over the loop, relations, purposes of consent."""

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


def labels(vi: str, th: str, en: str) -> dict[str, str]:
    """The three languages as they are stored."""
    return {"vi": vi, "th": th, "en": en}


def add_defaults() -> None:
    """Make what is missing; what a company has edited stays."""
    for position, (key, loop, *words) in enumerate(STAGES):
        facts = {"labels": labels(*words), "loop": loop, "position": position}
        Stage.objects.get_or_create(key=key, defaults=facts)
    for position, (key, from_type, to_type, forth, back) in enumerate(RELATIONS):
        facts = {
            "from_type": from_type,
            "to_type": to_type,
            "labels": labels(*forth),
            "reverse_labels": labels(*back),
            "position": position,
        }
        RelationKind.objects.get_or_create(key=key, defaults=facts)
    for key, *words in PURPOSES:
        facts = {"labels": labels(*words), "wordings": {}}
        ConsentPurpose.objects.get_or_create(key=key, defaults=facts)
