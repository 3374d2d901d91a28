"""What can be asked of contacts (the catalogue's built-in fields)."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from quen.fields.catalogue import Choice, built_in
from quen.fields.comparing import text_rule
from quen.people.choices import CALENDARS, GENDERS, LANGUAGES, SOURCES, fixed, teams
from quen.people.facts import stage_key
from quen.people.handle_conditions import handle_conditions
from quen.people.headers import EMAIL, EMPLOYER, FAMILY, FULL_NAME, GIVEN, JOB, PHONE, SOURCE, TAGS
from quen.people.models import Address, Contact
from quen.people.owner_fields import owner_field
from quen.people.staging import stages


def _stages() -> list[Choice]:
    return [Choice(s.key, s.label, s.loop) for s in stages() if s.removed_at is None]


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
        **handle_conditions("phone", "contact"),
    )
    built_in(
        name,
        "email",
        _("E-mail"),
        "email",
        column="email",
        write="email",
        words=EMAIL,
        **handle_conditions("email", "contact"),
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
