"""Names of people and firms of three countries, put together by a seeded dice."""

from random import Random

VI_FAMILIES = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Đinh",
    "Mai",
    "Trịnh",
    "Tạ",
]
VI_WEIGHTS = (38, 12, 10, 7, 5, 5, 4, 4, 4, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1, 1)
VI_FEMALE = (
    ["Thị", "Thu", "Ngọc", "Minh", "Thanh", "Kim", "Bích", "Mỹ"],
    [
        "Hồng",
        "Lan",
        "Hương",
        "Mai",
        "Hoa",
        "Linh",
        "Trang",
        "Thảo",
        "Ngân",
        "Phương",
        "Yến",
        "Tuyết",
        "Ánh",
        "Nhung",
        "Vy",
        "Hà",
        "Quỳnh",
        "Châu",
    ],
)
VI_MALE = (
    ["Văn", "Quốc", "Minh", "Hữu", "Đức", "Thanh", "Công", "Gia"],
    [
        "Đức",
        "Hùng",
        "Dũng",
        "Tuấn",
        "Nam",
        "Khang",
        "Bảo",
        "Long",
        "Sơn",
        "Phúc",
        "Thành",
        "Đạt",
        "Hiếu",
        "Kiên",
        "Quân",
        "Tâm",
        "Vinh",
        "An",
    ],
)
TH_MALE = [
    "สมชาย",
    "ธนากร",
    "วิชัย",
    "ประเสริฐ",
    "กิตติ",
    "อนุชา",
    "ณัฐพล",
    "ศักดิ์ชัย",
    "ปิยะ",
    "ชาญวิทย์",
    "ธีรพงษ์",
    "เอกชัย",
]
TH_FEMALE = [
    "กนกวรรณ",
    "สุดา",
    "พิมพ์ใจ",
    "นภา",
    "อรุณี",
    "วราภรณ์",
    "ศิริพร",
    "จันทร์เพ็ญ",
    "ปวีณา",
    "สุภาพร",
    "ธิดา",
    "มาลี",
]
TH_FAMILIES = [
    "วงศ์สุวรรณ",
    "ศรีสุข",
    "แก้วมณี",
    "ทองดี",
    "บุญมา",
    "ใจดี",
    "พงษ์ไพบูลย์",
    "รัตนกุล",
    "สายทอง",
    "อินทร์แก้ว",
    "จันทร์ดี",
    "ชัยวัฒน์",
]
EN_FIRST = [
    "Oliver",
    "Emma",
    "Liam",
    "Sofia",
    "Noah",
    "Mia",
    "Lucas",
    "Ava",
    "Ethan",
    "Chloe",
    "Daniel",
    "Grace",
    "Marco",
    "Elena",
    "Pierre",
    "Yuki",
]
EN_LAST = [
    "Bennett",
    "Carter",
    "Hughes",
    "Müller",
    "Rossi",
    "Dubois",
    "Tanaka",
    "Kim",
    "Schmidt",
    "Novak",
    "Silva",
    "Ivanov",
    "Lopez",
    "Wong",
]

VI_FIRMS = [
    "Thép",
    "Gốm sứ",
    "Cà phê",
    "Nội thất",
    "Bao bì",
    "Vận tải",
    "Dược phẩm",
    "Thực phẩm",
    "Xây dựng",
    "May mặc",
    "Phần mềm",
    "Nông sản",
    "Thủy sản",
    "Du lịch",
    "Giáo dục",
    "Máy móc",
    "Spa",
    "Nha khoa",
    "Vật liệu",
    "In ấn",
]
VI_MARKS = [
    "Việt Á",
    "Minh Long",
    "Ban Mai",
    "Hòa Phát",
    "An Phát",
    "Sông Hương",
    "Đại Nam",
    "Trường Sơn",
    "Phú Quý",
    "Hoàng Gia",
    "Thành Công",
    "Tân Tiến",
    "Cửu Long",
    "Bình Minh",
    "Hưng Thịnh",
    "Sao Mai",
]
TH_FIRMS = [
    "สยาม",
    "ไทยรุ่งเรือง",
    "บ้านไทย",
    "เชียงใหม่",
    "กรุงเทพ",
    "อันดามัน",
    "ล้านนา",
    "เจริญชัย",
    "มั่งมี",
    "ศรีไทย",
]
TH_TRADES = ["ค้าปลีก", "สปา", "อาหาร", "ขนส่ง", "เกษตร", "ก่อสร้าง", "เครื่องจักร", "การศึกษา"]
EN_FIRMS = [
    "Northwind",
    "Sunrise",
    "Green Farm",
    "Blue Ocean",
    "Lotus",
    "Mekong",
    "Harbour",
    "Pacific",
    "Summit",
    "Orchid",
]
EN_TRADES = [
    "Trading",
    "Logistics",
    "Foods",
    "Retail",
    "Software",
    "Ceramics",
    "Interiors",
    "Travel",
]
INDUSTRIES = {
    "VN": ["Thép", "Gốm sứ", "Thực phẩm", "Bán lẻ", "Vận tải", "Giáo dục", "Y tế", "Phần mềm", "Xây dựng", "Du lịch"],
    "TH": ["เหล็ก", "เซรามิก", "อาหาร", "ค้าปลีก", "ขนส่ง", "การศึกษา", "สุขภาพ", "ซอฟต์แวร์", "ก่อสร้าง", "ท่องเที่ยว"],
    "SG": ["Steel", "Ceramics", "Food", "Retail", "Logistics", "Education", "Health", "Software", "Construction", "Travel"],
}  # fmt: skip


def person(dice: Random) -> tuple[str, str, str]:
    """(full name, language, gender): 60 % Vietnamese, 25 % Thai, 15 % from elsewhere."""
    gender = dice.choice(("female", "male"))
    draw = dice.random()
    if draw < 0.60:
        middles, givens = VI_FEMALE if gender == "female" else VI_MALE
        family = dice.choices(VI_FAMILIES, VI_WEIGHTS)[0]
        parts = [family, dice.choice(middles), dice.choice(givens)]
        if dice.random() < 0.25:
            parts.insert(2, dice.choice(givens))
        return " ".join(parts), "vi", gender
    if draw < 0.85:
        first = dice.choice(TH_FEMALE if gender == "female" else TH_MALE)
        return f"{first} {dice.choice(TH_FAMILIES)}", "th", gender
    return f"{dice.choice(EN_FIRST)} {dice.choice(EN_LAST)}", "en", gender


def firm(dice: Random, number: int) -> tuple[str, str]:
    """(name, country); the number keeps large companies' lists free of doubles."""
    draw = dice.random()
    mark = f" {number}" if number >= 300 else ""
    if draw < 0.65:
        return f"{dice.choice(VI_FIRMS)} {dice.choice(VI_MARKS)}{mark}", "VN"
    if draw < 0.88:
        return f"{dice.choice(TH_FIRMS)}{dice.choice(TH_TRADES)}{mark}", "TH"
    return f"{dice.choice(EN_FIRMS)} {dice.choice(EN_TRADES)}{mark}", "SG"


def phone(dice: Random, language: str, number: int) -> str:
    """A number nobody else of the demo has, in E.164."""
    if language == "th":
        return f"+668{number % 10**8:08}"
    if language == "en":
        return f"+658{number % 10**7:07}"
    return f"+849{number % 10**8:08}"
