"""What can be asked of contacts and companies (the catalogue's built-in fields)."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from quen.accounts.models import Team, User
from quen.fields.catalogue import Choice, built_in
from quen.fields.comparing import text_rule
from quen.kit import phones
from quen.kit.workspace import workspace
from quen.people.facts import stage_key
from quen.people.models import Address, Contact, Handle
from quen.people.staging import stages

# fmt: off
# What columns of people's files are called, beside the field's own name.
FULL_NAME = (
    "họ tên", "họ và tên", "tên khách", "tên khách hàng", "tên kh", "khách hàng", "người liên hệ",
    "tên liên hệ", "tên", "ชื่อ", "ชื่อ-นามสกุล", "ชื่อ นามสกุล", "ชื่อลูกค้า", "ชื่อผู้ติดต่อ", "name", "full name",
    "display name", "contact name", "customer name", "lead name",
)
GIVEN = ("tên gọi", "tên riêng", "ชื่อจริง", "ชื่อต้น", "first name", "given name", "firstname")
FAMILY = ("họ", "họ đệm", "họ và đệm", "họ và tên đệm", "họ lót", "นามสกุล", "last name", "family name", "surname", "lastname")
EMPLOYER = (
    "công ty", "tên công ty", "đơn vị", "tổ chức", "cơ quan", "nơi làm việc", "บริษัท", "ชื่อบริษัท", "หน่วยงาน",
    "company", "company name", "associated company", "account", "account name", "organization",
    "organization name", "organization 1 - name",
)
COMPANY_NAME = ("tên công ty", "tên khách hàng", "tên đơn vị", "công ty", "ชื่อบริษัท", "company name", "account name", "account", "company", "organization name")
PHONE = (
    "điện thoại", "số điện thoại", "sđt", "số đt", "đt", "đtdđ", "di động", "điện thoại di động", "số di động",
    "โทรศัพท์", "เบอร์", "เบอร์โทร", "เบอร์โทรศัพท์", "เบอร์มือถือ", "มือถือ", "โทร", "phone", "phone number", "mobile",
    "mobile phone", "mobile phone number", "mobile number", "cell", "cell phone", "tel", "telephone", "primary phone",
    "phone 1 - value", "hotline",
)
EMAIL = ("email", "thư điện tử", "địa chỉ email", "อีเมล", "อีเมล์", "e-mail", "mail", "email address", "e-mail 1 - value", "primary email", "work email")
SOURCE = ("nguồn", "nguồn khách", "nguồn khách hàng", "nguồn gốc", "แหล่งที่มา", "ที่มา", "source", "lead source", "original source", "account source", "kênh")
OWNER = (
    "người phụ trách", "nhân viên phụ trách", "nv phụ trách", "nhân viên kinh doanh", "nvkd", "phụ trách", "sale phụ trách",
    "ผู้รับผิดชอบ", "พนักงานขาย", "ผู้ดูแล", "owner", "lead owner", "sales rep", "salesperson", "hubspot owner",
)
TAGS = ("nhãn", "thẻ", "nhóm", "nhóm khách", "nhóm khách hàng", "แท็ก", "ป้ายกำกับ", "กลุ่ม", "กลุ่มลูกค้า", "tags", "tag", "label", "labels", "group membership")
JOB = ("chức vụ", "chức danh", "vị trí", "ตำแหน่ง", "title", "job title", "position", "organization 1 - title", "organization title", "occupation")
TAX = ("mã số thuế", "mst", "เลขผู้เสียภาษี", "เลขประจำตัวผู้เสียภาษี", "tax id", "tax code", "vat number")
EMPLOYEES = ("nhân viên", "số nhân viên", "พนักงาน", "employees", "number of employees", "no of employees")
INDUSTRY = ("ngành", "ngành nghề", "lĩnh vực", "อุตสาหกรรม", "industry", "sector")
# fmt: on
GENDERS = (("female", _("Female")), ("male", _("Male")), ("other", _("Other")))
LANGUAGES = (("vi", "Tiếng Việt"), ("th", "ไทย"), ("en", "English"))
CALENDARS = (("solar", _("Solar")), ("lunar", _("Lunar")))
CHANNELS = (
    ("phone", _("Phone")),
    ("zalo", "Zalo"),
    ("line", "LINE"),
    ("facebook", "Facebook"),
    ("sms", "SMS"),
    ("email", _("E-mail")),
)
SOURCES = (
    ("website", _("Website")),
    ("form", _("Form")),
    ("booking", _("Booking page")),
    ("chat", _("Chat")),
    ("zalo", "Zalo"),
    ("line", "LINE"),
    ("facebook", "Facebook"),
    ("google_ads", "Google Ads"),
    ("email", _("E-mail")),
    ("phone", _("Phone")),
    ("event", _("Event")),
    ("referral", _("Referral")),
    ("walk_in", _("Walk-in")),
    ("import", _("Import")),
    ("other", _("Other")),
)


def fixed(pairs: Sequence[tuple[str, Any]]):
    """Choices that are part of the product."""
    choices = [Choice(key, label) for key, label in pairs]
    return lambda: choices


def _stages() -> list[Choice]:
    return [Choice(s.key, s.label, s.loop) for s in stages() if s.removed_at is None]


def owner_field(name: str, *words: str) -> None:
    """Who looks after a record; `words` are further headers of columns that mean it."""
    built_in(
        name,
        "owner_id",
        _("Owner"),
        "user",
        column="owner_id",
        choices=users,
        write="owner_id",
        listed=True,
        related="user",
        words=(*OWNER, *words),
    )


def users() -> list[Choice]:
    """Colleagues to choose from."""
    return [Choice(u.pk, u.full_name) for u in User.objects.active().only("pk", "full_name")]


def teams() -> list[Choice]:
    """Teams to choose from."""
    return [Choice(t.pk, t.name) for t in Team.objects.all()]


def _handles(kind: str, holder: str):
    """Conditions over all phones or mails of a record, not only the primary one."""

    def look(op: str, value: Any, asker: Any) -> Q:
        rows = Handle.objects.filter(kind=kind, **{holder: OuterRef("pk")})
        return Q(Exists(rows if op == "not_empty" else rows.filter(_normal(kind, op, value))))

    def drive(op: str, value: Any, asker: Any):
        if op in ("contains", "not_empty"):
            return None
        rows = Handle.objects.filter(kind=kind, **{f"{holder}__isnull": False})
        return rows.filter(_normal(kind, op, value)).values_list(f"{holder}_id", flat=True)

    return {"look": look, "drive": drive}


def _normal(kind: str, op: str, value: Any) -> Q:
    if op in ("is", "in"):
        many = value if isinstance(value, list) else [value]
        return Q(normal__in=[_normalised(kind, one) for one in many])
    return text_rule("normal", op, str(value).strip().lower())


def _normalised(kind: str, text: str) -> str:
    if kind != "phone":
        return text.strip().lower()
    try:
        return phones.parse(text, workspace().country).e164
    except ValueError:
        return text.strip()


def _province(op: str, value: Any, asker: Any) -> Q:
    rows = Address.objects.filter(contact=OuterRef("pk"))
    if op == "not_empty":
        return Q(Exists(rows.exclude(province="")))
    return Q(Exists(rows.filter(text_rule("province", op, value, ignore_case=True))))


def _in_stage(op: str, value: Any, asker: Any) -> Q:
    """By literal stage ids: a join to the stages would take the covering index away."""
    if op == "not_empty":
        return Q()
    wanted = value if isinstance(value, list) else [value]
    return Q(stage_id__in=[s.pk for s in stages() if s.key in wanted])


def _driven_by_stage(op: str, value: Any, asker: Any):
    rows = Contact.objects.filter(_in_stage(op, value, asker), deleted_at=None)
    return rows.order_by().values_list("pk", flat=True)


def declare() -> None:
    """Lend the fields to the catalogue (once, at start)."""
    _contact_fields()
    _contact_reach()
    _contact_place()
    _contact_groups()
    _company_fields()
    _company_figures()


def _contact_fields() -> None:
    name = "contact"
    built_in(
        name,
        "full_name",
        _("Name"),
        "text",
        column="name_key",
        folded="norm",
        sortable=True,
        write="full_name",
        listed=True,
        words=FULL_NAME,
    )
    built_in(
        name,
        "company_id",
        _("Company"),
        "relation",
        column="company_id",
        related="company",
        write="company_id",
        listed=True,
        words=EMPLOYER,
    )
    built_in(
        name,
        "lifecycle_stage",
        _("Stage"),
        "choice",
        column="stage_id",
        choices=_stages,
        look=_in_stage,
        drive=_driven_by_stage,
        cheap=True,
        of_column=stage_key,
        write="lifecycle_stage",
        listed=True,
        words=("giai đoạn", "ระยะ", "stage", "lifecycle", "lifecycle stage", "trạng thái khách"),
    )
    built_in(name, "score", _("Score"), "number", column="score", sortable=True, listed=True)


def _contact_reach() -> None:
    name = "contact"
    built_in(
        name,
        "phone",
        _("Phone"),
        "phone",
        column="phone",
        write="phone",
        listed=True,
        words=PHONE,
        **_handles("phone", "contact"),
    )
    built_in(
        name,
        "email",
        _("E-mail"),
        "email",
        column="email",
        write="email",
        words=EMAIL,
        **_handles("email", "contact"),
    )
    built_in(
        name,
        "source",
        _("Source"),
        "choice",
        column="source",
        choices=fixed(SOURCES),
        write="source",
        listed=True,
        words=SOURCE,
    )


def _contact_place() -> None:
    name = "contact"
    owner_field(name, "contact owner")
    built_in(
        name,
        "last_activity_at",
        _("Activity"),
        "datetime",
        column="last_activity_at",
        sortable=True,
        listed=True,
    )
    built_in(name, "team_id", _("Team"), "team", column="team_id", choices=teams)
    built_in(name, "tags", _("Tags"), "tags", write="tags", words=TAGS)
    built_in(name, "created_at", _("Added"), "datetime", column="created_at", sortable=True)
    built_in(
        name,
        "next_step_at",
        _("Next step"),
        "datetime",
        column="next_step_at",
        sortable=True,
        nullable=True,
    )
    built_in(
        name, "stage_entered_at", _("In the stage since"), "datetime", column="stage_entered_at"
    )


def _contact_groups() -> None:
    name = "contact"
    plain = (
        ("job_title", _("Job title"), JOB),
        ("nickname", _("Nickname"), ("biệt danh", "ชื่อเล่น", "nickname")),
        ("given_name", _("Given name"), GIVEN),
        ("family_name", _("Family name"), FAMILY),
        (
            "form_of_address",
            _("Form of address"),
            ("xưng hô", "danh xưng", "คำนำหน้า", "salutation", "name prefix", "prefix"),
        ),
    )
    for key, label, words in plain:
        built_in(name, key, label, "text", column=key, write=key, section="person", words=words)
    chosen = (
        ("gender", _("Sex"), GENDERS, ("giới tính", "phái", "เพศ", "gender", "sex")),
        (
            "language",
            _("Language"),
            LANGUAGES,
            ("ngôn ngữ", "ภาษา", "language", "preferred language"),
        ),
        ("birthday_calendar", _("Birthday's calendar"), CALENDARS, ("lịch sinh nhật",)),
    )
    for key, label, pairs, said in chosen:
        built_in(
            name,
            key,
            label,
            "choice",
            column=key,
            choices=fixed(pairs),
            write=key,
            section="person",
            words=said,
        )
    built_in(
        name,
        "birthday",
        _("Birthday"),
        "text",
        column="birthday",
        write="birthday",
        section="person",
        words=("ngày sinh", "sinh nhật", "วันเกิด", "birthday", "birthdate", "date of birth", "dob"),
    )
    built_in(
        name,
        "province",
        _("Province"),
        "text",
        column="",
        look=_province,
        section="person",
        words=("tỉnh", "จังหวัด", "province", "city"),
    )


def _company_fields() -> None:
    name = "company"
    built_in(
        name,
        "name",
        _("Name"),
        "text",
        column="name_key",
        folded="norm",
        sortable=True,
        write="name",
        required=True,
        listed=True,
        words=COMPANY_NAME,
    )
    built_in(
        name,
        "industry",
        _("Industry"),
        "text",
        column="industry",
        write="industry",
        listed=True,
        words=INDUSTRY,
    )
    plain = (
        (
            "tax_id",
            _("Tax id"),
            "tax_id",
            TAX,
        ),
        (
            "website",
            _("Website"),
            "url",
            ("website", "trang web", "เว็บไซต์", "domain", "website url", "company domain name"),
        ),
        ("location", _("Location"), "text", ("địa điểm", "ที่ตั้ง", "location", "office_location")),
    )
    for key, label, kind, words in plain:
        built_in(name, key, label, kind, column=key, write=key, words=words)
    for kind, label in (("phone", _("Phone")), ("email", _("E-mail"))):
        built_in(
            name,
            kind,
            label,
            kind,
            column=kind,
            write=kind,
            listed=kind == "phone",
            words=PHONE if kind == "phone" else EMAIL,
            **_handles(kind, "company"),
        )


def _company_figures() -> None:
    name = "company"
    numbers = (
        (
            "employees",
            _("Employees"),
            "number",
            EMPLOYEES,
        ),
        ("revenue", _("Revenue"), "money", ("doanh thu", "รายได้", "revenue", "annual revenue")),
        (
            "founded",
            _("Founded"),
            "number",
            ("năm thành lập", "ปีก่อตั้ง", "year_established", "year founded", "founded"),
        ),
    )
    for key, label, kind, words in numbers:
        built_in(name, key, label, kind, column=key, write=key, words=words)
    built_in(
        name,
        "parent_id",
        _("Parent company"),
        "relation",
        column="parent_id",
        related="company",
        write="parent_id",
        words=(
            "công ty mẹ",
            "บริษัทแม่",
            "parent",
            "parent account",
            "parent company",
            "subsidiary_of",
        ),
    )
    built_in(
        name,
        "source",
        _("Source"),
        "choice",
        column="source",
        choices=fixed(SOURCES),
        write="source",
        words=SOURCE,
    )
    owner_field(name, "account owner", "company owner")
    built_in(name, "team_id", _("Team"), "team", column="team_id", choices=teams)
    built_in(name, "tags", _("Tags"), "tags", write="tags", words=TAGS)
    built_in(
        name,
        "last_activity_at",
        _("Activity"),
        "datetime",
        column="last_activity_at",
        sortable=True,
        listed=True,
    )
    built_in(name, "created_at", _("Added"), "datetime", column="created_at")
