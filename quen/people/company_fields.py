"""What can be asked of companies (the catalogue's built-in fields)."""

from django.utils.translation import gettext_lazy as _

from quen.fields.catalogue import built_in
from quen.people.choices import SOURCES, fixed, teams
from quen.people.handle_conditions import handle_conditions
from quen.people.headers import COMPANY_NAME, EMAIL, EMPLOYEES, INDUSTRY, PHONE, SOURCE, TAGS, TAX
from quen.people.owner_fields import owner_field


def declare() -> None:
    """Lend the fields to the catalogue (once, at start)."""
    _company_fields()
    _company_figures()


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
            **handle_conditions(kind, "company"),
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
