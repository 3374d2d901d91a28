"""With masking on, nobody of a masked role reads a phone or mail whole, wherever they look.

Canaries sit in every place that holds phones and mails: own and custom fields of people, companies and
deals, chat ids, history, merges, imports, notices. A colleague who may open every page walks them all.
"""

import json
import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from quen.accounts.actions.masking import set_masking
from quen.accounts.actions.tokens import add_token
from quen.accounts.models import Role, User
from quen.accounts.rights import RIGHTS
from quen.fields.actions.custom import add_field
from quen.fields.actions.exports import export
from quen.fields.actions.merging import merge_records
from quen.fields.everything import write_everything
from quen.kit.worker import work_all
from quen.people.actions.companies import add_company, change_company
from quen.people.actions.contacts import add_contact, change_contact
from quen.people.models import DuplicatePair
from quen.sales.actions.deals import add_deal, change_deal
from quen.timeline.actions.notices import mail_notices
from quen.timeline.models import Notice
from quen.work.actions.notes import add_note
from quen.work.actions.tasks import add_task
from tests.conftest import grants
from tests.test_rules import ROUTES, address

# The middle of a number is what a mask hides; each canary has a middle of its own.
NUMBERS = {
    "phone": "0912440178",
    "second": "0912440278",
    "former": "0912440378",
    "chat": "0912440478",
    "custom": "0912440578",
    "company": "0912440678",
    "firm": "0912440778",
    "deal": "0912440878",
    "nameless": "0912440978",
    "twin": "0912441078",
    "filed": "0912441178",
}
MAILS = {
    name: f"{name}-chimhoangyen@bird.vn"
    for name in (
        "own",
        "second",
        "former",
        "chat",
        "custom",
        "company",
        "firm",
        "deal",
        "filed",
        "unnamed",
    )
}


def sung(text: str) -> list[str]:
    """Those canaries that can be heard in a text, however its digits are spaced."""
    plain = re.sub(r"(?<=\d)[\s.\-()]+(?=\d)", "", text.replace("\u00a0", " "))
    return [name for name, n in NUMBERS.items() if n[1:] in plain] + re.findall(
        r"\w*-chimhoangyen", plain
    )


@pytest.fixture
def cage(office, stages, pipeline):
    """Binh sells and may open every page there is; everything of theirs holds a canary."""
    everything = dict.fromkeys(RIGHTS.keys() - {"fields.export_clear"}, "all") | grants("all")
    role = Role.objects.create(key="seller", name="seller", grants={**everything, "web.use": "all"})
    office.binh.roles.set([role])
    for type_key in ("contact", "company", "deal"):
        for kind in ("phone", "email"):
            add_field(type_key, by=office.giang, labels={"en": f"Other {kind}"}, kind=kind)
    _fill(office)
    set_masking(roles=[role], own=True, reveals_an_hour=60, by=office.giang)
    office.binh = User.objects.get(pk=office.binh.pk)
    return office


def _fill(office):
    by = office.giang
    office.company = add_company(
        {
            "name": "Thép Việt Á", "phone": NUMBERS["company"], "email": MAILS["company"],
            "custom": {"other_phone": NUMBERS["firm"], "other_email": MAILS["firm"]},
        },
        by=by,
    )  # fmt: skip
    given = {
        "full_name": "Nguyễn Thị Hồng",
        "phones": [{"value": NUMBERS["phone"]}, {"value": NUMBERS["former"]}],
        "emails": [{"value": MAILS["own"]}, {"value": MAILS["former"]}],
        "handles": [{"kind": "zalo", "value": NUMBERS["chat"]}, {"kind": "line", "value": MAILS["chat"]}],
        "company_id": office.company.pk,
        "birthday": f"1990-{timezone.localdate():%m-%d}",
        "custom": {"other_phone": NUMBERS["custom"], "other_email": MAILS["custom"]},
        "owner_id": office.binh.pk,
    }  # fmt: skip
    office.contact = add_contact(given, by=by)
    changed = {
        "phones": [{"value": NUMBERS["phone"]}, {"value": NUMBERS["second"]}],
        "emails": [{"value": MAILS["own"]}, {"value": MAILS["second"]}],
        "custom": {"other_phone": NUMBERS["custom"], "other_email": ""},
    }
    change_contact(office.contact, changed, by=by)
    change_contact(office.contact, {"custom": {"other_email": MAILS["custom"]}}, by=by)
    change_company(office.company, {"email": MAILS["company"]}, by=by)
    deal = {"other_phone": NUMBERS["deal"], "other_email": MAILS["deal"]}
    office.deal = add_deal(
        {"name": "Mái tôn", "contact_id": office.contact.pk, "company_id": office.company.pk,
         "custom": deal, "owner_id": office.binh.pk}, by=by,
    )  # fmt: skip
    change_deal(office.deal, {"custom": {"other_phone": "", "other_email": ""}}, by=by)
    change_deal(office.deal, {"custom": deal}, by=by)
    _neighbours(office)


def _neighbours(office):
    by = office.giang
    office.nameless = add_contact({"phone": NUMBERS["nameless"], "owner_id": office.binh.pk}, by=by)
    add_note("contact", office.nameless.pk, "Gọi lại", by=by)
    add_task(
        title="Gọi", by=by, owner=office.binh, type_key="contact", record_id=office.nameless.pk
    )
    twin = add_contact({"full_name": "Nguyen Thi Hong", "phone": NUMBERS["twin"]}, by=by)
    low, high = sorted((office.contact.pk, twin.pk))
    DuplicatePair.objects.create(
        type="contact", one_id=low, other_id=high, probability=0.99, levels={"phones": 1}
    )
    gone = add_contact(
        {"full_name": "Hồng", "phone": NUMBERS["filed"], "email": MAILS["filed"]}, by=by
    )
    unnamed = add_contact({"email": MAILS["unnamed"]}, by=by)
    merge_records("contact", office.contact.pk, [gone.pk, unnamed.pk], {}, by=by)


def _walk(cage, routes) -> list[str]:
    """The GET addresses of some routes with the ids of the cage, in each of the three types."""
    asked = []
    for route in routes:
        kinds = ("contact", "company", "deal") if "type_key" in route else ("contact",)
        for kind in kinds:
            url = address(route.replace("<slug:type_key>", kind))
            asked.append(url.replace("/1", f"/{getattr(cage, kind).pk}"))
    return asked


READABLE = [
    route
    for route, view, _name in ROUTES
    if not view.door.startswith(("public:", "api:"))
    and "live" not in route
    and "logout" not in route
]
COLUMNS = "custom.other_phone,custom.other_email"
LISTS = [
    f"/contacts/?columns=full_name,phone,email,{COLUMNS},company.phone,company.custom.other_email",
    f"/companies/?columns=name,phone,email,{COLUMNS}",
    f"/deals/?columns=name,contact.phone,contact.email,company.phone,{COLUMNS}",
    "/search/?q=nguyen",
    "/search/?q=thep",
    "/palette/?q=nguyen",
    "/palette/",
    "/",
    "/records/contact/choose/?q=nguyen",
    "/lists/contact/board/?by=source",
    "/lists/contact/calendar/?by=created_at",
    "/deals/board/",
    "/duplicates/contact/",
    "/notices/",
    "/settings/audit/",
]
EDITED = [
    ("contact", "phone"),
    ("contact", "email"),
    ("contact", "custom.other_phone"),
    ("contact", "custom.other_email"),
    ("company", "phone"),
    ("company", "email"),
    ("company", "custom.other_phone"),
    ("deal", "custom.other_phone"),
    ("deal", "custom.other_email"),
]


def _special(cage) -> list[str]:
    """Pages that want a word or an id of their own in the address."""
    pages = [f"/records/{t}/{getattr(cage, t).pk}/edit/{key}/" for t, key in EDITED]
    for kind in ("contact", "company", "deal"):
        one = f"/records/{kind}/{getattr(cage, kind).pk}"
        pages += [f"{one}/part/{name}/" for name in ("side", "timeline", "older")]
    nameless = cage.nameless.pk
    ids = f"{cage.contact.pk},{nameless}"
    return [*pages, f"/records/contact/merge/?ids={ids}", f"/contacts/{nameless}/", *LISTS]


def heard_on(client, urls, **asked) -> tuple[set[str], list[tuple[str, list[str]]]]:
    """What opened, and what could be heard where."""
    opened, told = set(), []
    for url in urls:
        answer = client.get(url, **asked)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if answer.status_code == 200:
            opened.add(url)
        if heard := sung(body.decode(errors="replace")):
            told.append((url, heard))
    return opened, told


@pytest.mark.once
@pytest.mark.parametrize("part", range(6))
def test_no_page_shows_a_whole_number_or_address(part, cage, client):
    client.force_login(cage.binh)
    opened, told = heard_on(client, _walk(cage, READABLE[part::6]))
    assert not told
    assert len(opened) > 8, "a walk of refusals proves nothing"


@pytest.mark.once
def test_nor_does_any_list_editor_or_part_of_a_page(cage, client):
    client.force_login(cage.binh)
    asked = _special(cage)
    opened, told = heard_on(client, asked, headers={"HX-Request": "true"})
    assert not told
    assert opened == set(asked)


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("/lists/contact/print/?columns=full_name,phone,email,custom.other_phone", {}),
        ("/lists/deal/print/?columns=name,contact.phone,custom.other_phone", {}),
        ("/records/contact/{contact}/print/", {}),
        ("/records/company/{company}/print/", {}),
        ("/records/contact/alike/", {"full_name": "Nguyễn Thị Hồng", "phone": NUMBERS["nameless"]}),
        ("/quick/whose/", {"typed": NUMBERS["phone"]}),
        (
            "/lists/contact/bulk/preview/",
            {"key": "{contact}", "field": "custom.other_phone", "value-custom.other_phone": ""},
        ),
    ],
)
def test_nor_does_what_is_answered_to_a_post(url, sent, cage, client):
    client.force_login(cage.binh)
    ids = {"contact": cage.contact.pk, "company": cage.company.pk}
    given = {key: value.format(**ids) for key, value in sent.items()}
    answer = client.post(url.format(**ids), given)
    assert answer.status_code == 200, answer.content[-400:]
    told = [
        name for name in sung(answer.content.decode()) if NUMBERS.get(name) not in sent.values()
    ]
    assert not told
    assert any(name in answer.content.decode() for name in ("Nguyễn Thị Hồng", "•", "Thép", "Mái"))


def test_who_reads_them_whole_hears_every_canary_on_the_same_walk(cage, client):
    """Else the walk would prove nothing; and the masks belong to the role, not to the page."""
    client.force_login(cage.giang)
    _opened, told = heard_on(client, _special(cage), headers={"HX-Request": "true"})
    heard = {name for _url, names in told for name in names}
    silent = {"chat", "filed", "chat-chimhoangyen", "filed-chimhoangyen"}  # pages show no chat ids
    assert heard >= {*NUMBERS, *(f"{name}-chimhoangyen" for name in MAILS)} - silent


def test_the_api_answers_masked_in_every_operation(cage, client):
    _token, secret = add_token(cage.binh, name="t", by=None, scope="write")
    headers = {"Authorization": f"Bearer {secret}"}
    every = [
        r.replace("(?P<pk>[0-9]+)", "<int:pk>") for r, v, _n in ROUTES if v.door == "api:token"
    ]
    opened, told = heard_on(client, _walk(cage, dict.fromkeys(every)), headers=headers)
    assert not told
    lists = ("contacts", "companies", "deals", "tasks", "notes", "events", "imports", "users")
    assert opened >= {f"/api/v1/{name}" for name in lists}
    answer = client.get(f"/api/v1/contacts/{cage.contact.pk}", headers=headers).json()
    assert answer["phone"] == "+84 91• ••• 178"
    assert [one["value"] for one in answer["emails"]] == [
        "o•••@bird.vn",
        "s•••@bird.vn",
        "f•••@bird.vn",
        "u•••@bird.vn",
    ]
    assert {one["value"] for one in answer["handles"]} == {"09•••••478", "c•••@bird.vn"}
    assert answer["custom"] == {"other_phone": "+84 91• ••• 578", "other_email": "c•••@bird.vn"}
    sparse = client.get("/api/v1/contacts?fields=phone,phones", headers=headers)
    assert "owner_id" not in sparse.json()["items"][0]
    assert sung(sparse.content.decode()) == []


def test_writing_through_the_api_answers_masked_too(cage, client):
    _token, secret = add_token(cage.binh, name="t", by=None, scope="write")
    asked = {"headers": {"Authorization": f"Bearer {secret}"}, "content_type": "application/json"}
    one = f"/api/v1/contacts/{cage.contact.pk}"
    changed = client.patch(one, json.dumps({"nickname": "Hồng", "version": 99}), **asked)
    assert changed.status_code == 412
    version = client.get(one, headers=asked["headers"]).json()["version"]
    changed = client.patch(one, json.dumps({"nickname": "H", "version": version}), **asked)
    assert changed.status_code == 200
    assert sung(changed.content.decode()) == []
    typed = json.dumps({"items": [{"phone": NUMBERS["phone"], "nickname": "Há"}], "match": "phone"})
    matched = client.post("/api/v1/contacts/batch", typed, **asked).json()
    assert matched["items"] == [{"status": 200, "id": cage.contact.pk}]


@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
def test_files_that_are_given_out_are_masked_but_for_who_may_have_them_whole(form, cage):
    for type_key in ("contact", "company", "deal"):
        assert sung(_file(type_key, form, cage.binh)) == []
        assert sung(_file(type_key, form, cage.giang))
    cage.binh.grants["fields.export_clear"] = "all"
    assert "custom" in sung(_file("contact", form, cage.binh))


def _file(type_key: str, form: str, user) -> str:
    written = b"".join(export(type_key, [], form, by=user))
    if form != "xlsx":
        return written.decode()
    rows = load_workbook(BytesIO(written)).worksheets[0].iter_rows(values_only=True)
    return "\n".join(str(row) for row in rows)


def test_everything_as_one_file_is_masked(cage, tmp_path):
    target = tmp_path / "all.zip"
    write_everything(target, cage.binh, lambda rows: None)
    with ZipFile(target) as packed:
        for name in ("contacts.csv", "companies.csv", "deals.csv", "notes.json", "tasks.json"):
            assert sung(packed.read(name).decode()) == [], name


def test_notices_and_mails_to_a_masked_colleague_name_nobody_by_number(cage, client, mailoutbox):
    work_all()
    Notice.objects.filter(user=cage.binh).update(mail_at=timezone.now())
    assert mail_notices(cage.binh.pk)
    told = "\n".join(one.subject + one.body for one in mailoutbox)
    assert "+84 91• ••• 978" in told
    assert sung(told) == []
    client.force_login(cage.binh)
    assert "+84 91• ••• 978" in client.get("/notices/").content.decode()


def test_live_names_say_nothing_of_values(cage, client):
    client.force_login(cage.binh)
    told = client.get(
        f"/live/?on=contact-{cage.contact.pk},contacts", headers={"Accept": "application/json"}
    )
    assert sung(told.content.decode()) == []
