"""Masked phones and mails: shown whole one at a time, told and counted; edited without being read; asked whole."""

import json
import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quen.accounts.actions.masking import set_masking
from quen.accounts.actions.rights import refresh
from quen.accounts.actions.tokens import add_token
from quen.accounts.models import Role, User
from quen.fields.actions import revealing
from quen.fields.actions.bulk import start_bulk
from quen.fields.actions.custom import add_field
from quen.fields.actions.exports import export
from quen.fields.actions.merging import merge_records
from quen.fields.catalogue import catalogue
from quen.fields.conditions import BadRule, matching
from quen.fields.masking import in_history
from quen.fields.merging.showing import side_by_side
from quen.fields.models import SavedView
from quen.fields.searching import find
from quen.kit import masks
from quen.kit.refused import Refused
from quen.kit.worker import work_all
from quen.kit.workspace import change_workspace
from quen.people.actions.contacts import add_contact, change_contact
from quen.people.duplicates.evidence import evidence
from quen.people.models import Contact, Handle
from quen.timeline.models import Event, Notice
from tests.fields.test_imports import bring_in, data_folder  # noqa: F401 - the fixture holds its files

HX = {"HX-Request": "true"}
MAIL, PHONE = "hong@thepvieta.vn", "+84903221884"


@pytest.fixture
def masked(office, contact):
    """Binh and Chi sell and read phones and mails masked."""
    add_field("contact", by=office.giang, labels={"en": "Hotline"}, kind="phone")
    change_contact(contact, {"custom": {"hotline": "02838221234"}}, by=office.giang)
    mask(office)
    return Contact.objects.get(pk=contact.pk)


def mask(office, *, own=True, an_hour=60):
    rep = Role.objects.get(key="rep")
    set_masking(roles=[rep], own=own, reveals_an_hour=an_hour, by=office.giang)
    office.binh, office.chi = (User.objects.get(pk=one.pk) for one in (office.binh, office.chi))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (PHONE, "+84 90• ••• 884"),
        ("+842838221234", "+84 28 •••• •234"),
        ("+66812345678", "+66 81 ••• •678"),
        ("+6621234567", "+66 2 ••• ••67"),
        ("1900 1234", "1••• ••34"),
        ("113", "•••"),
    ],
)
def test_a_masked_number_keeps_enough_to_tell_two_apart(value, shown):
    assert masks.phone(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [("linh@gmail.com", "l•••@gmail.com"), ("a@b.vn", "a•••@b.vn"), ("linh", "l•••")],
)
def test_a_masked_address_keeps_its_first_letter_and_its_house(value, shown):
    assert masks.mail(value) == shown


def test_a_chat_id_is_masked_where_it_is_a_number_or_an_address():
    assert masks.either("0903221884") == "09• •• ••884".replace(" ", "")
    assert masks.either("linh@gmail.com") == "l•••@gmail.com"
    assert masks.either("linh.nguyen.92") == "linh.nguyen.92"


def test_a_masked_value_can_never_be_stored(masked):
    masked.phone = masks.phone(masked.phone)
    with pytest.raises(ValueError, match="never stored"), transaction.atomic():
        masked.save()
    assert Contact.objects.get(pk=masked.pk).phone == PHONE


# Shown whole


def shown(masked, key="phone", place=0):
    return reverse("records:reveal", args=["contact", masked.pk, key, place])


def test_one_value_is_shown_in_its_place_and_told_to_the_audit(masked, office, client):
    client.force_login(office.binh)
    page = client.get(reverse("people:contact", args=[masked.pk])).content.decode()
    assert "+84 90• ••• 884" in page
    assert "221 884" not in page
    assert f'hx-post="{shown(masked)}"' in page
    told = client.post(shown(masked), headers=HX).content.decode()
    assert f'href="tel:{PHONE}"' in told
    assert "+84 903 221 884" in told
    assert MAIL in client.post(shown(masked, "email"), headers=HX).content.decode()
    assert (
        "+84 28 3822 1234"
        in client.post(shown(masked, "custom.hotline"), headers=HX).content.decode()
    )
    events = Event.objects.filter(kind="field.revealed").order_by("pk")
    assert [(one.actor, one.data["field"]) for one in events] == [
        (office.binh, "phone"),
        (office.binh, "email"),
        (office.binh, "custom.hotline"),
    ]
    assert PHONE not in json.dumps([one.data for one in events])


def test_only_values_of_records_that_one_may_see_and_of_fields_that_one_may_know(
    masked, office, client
):
    client.force_login(office.chi)
    assert client.post(shown(masked)).status_code == 404
    client.force_login(office.binh)
    assert client.get(shown(masked)).status_code == 405
    for key, place in (("phone", 1), ("phone", 999), ("full_name", 0), ("nothing", 0)):
        assert client.post(shown(masked, key, place), headers=HX).status_code == 404, key
    office.binh.field_rights = {"contact.phone": "hide"}
    with pytest.raises(Refused):
        revealing.reveal("contact", masked, "phone", by=office.binh)
    with pytest.raises(Refused):
        revealing.reveal("contact", masked, "handles", by=office.binh)
    assert not Event.objects.filter(kind="field.revealed").exists()


def test_the_api_shows_one_value_too(masked, office, client):
    Handle.objects.create(contact=masked, kind="zalo", value=PHONE, normal=PHONE)
    _token, secret = add_token(office.binh, name="t", by=None, scope="write")

    def asked(**given):
        return client.post(
            f"/api/v1/contacts/{masked.pk}/reveal", json.dumps(given),
            content_type="application/json", headers={"Authorization": f"Bearer {secret}"},
        )  # fmt: skip

    assert asked(field="phones", place=0).json() == {"value": PHONE}
    assert asked(field="handles").json() == {"value": PHONE}
    assert asked(field="emails", place=7).status_code == 404
    assert asked(field="emails", place=-1).status_code == 400
    assert asked(place=1).status_code == 400
    assert Event.objects.filter(kind="field.revealed", via="api").count() == 2


def test_who_reads_whole_is_not_counted(masked, office):
    assert revealing.reveal("contact", masked, "phone", by=office.giang) == PHONE
    assert not Event.objects.filter(kind="field.revealed").exists()


def test_own_customers_may_be_left_whole(masked, office, client):
    mask(office, own=False)
    client.force_login(office.binh)
    for url in (f"/contacts/{masked.pk}/", "/contacts/?columns=full_name,phone"):
        assert "903 221 884" in client.get(url).content.decode(), url
    Contact.objects.filter(pk=masked.pk).update(owner=office.chi)
    client.force_login(office.chi)
    assert "903 221 884" in client.get(f"/contacts/{masked.pk}/").content.decode()
    office.an.masked = True
    assert office.an.masks(office.chi.pk)


def test_so_many_within_an_hour_are_told_to_the_administrators_once(masked, office):
    mask(office, an_hour=3)
    keys = ["phone", "phone", "email", "custom.hotline"]
    for key in keys:
        revealing.reveal("contact", masked, key, by=office.binh)
    [told] = Event.objects.filter(kind="reveal.unusual")
    assert told.data == {"name": "Binh", "count": 3}
    change_workspace(data_owner_id=office.an.pk)
    work_all()
    told_to = Notice.objects.filter(name="export_unusual").values_list("user__full_name", flat=True)
    assert sorted(told_to) == ["An", "Giang"]
    revealing.reveal("contact", masked, "phone", by=office.binh)
    assert Event.objects.filter(kind="reveal.unusual").count() == 1


def test_reveals_are_counted_by_colleague_and_day(masked, office, client):
    revealing.reveal("contact", masked, "phone", by=office.binh)
    revealing.reveal("contact", masked, "email", by=office.binh)
    client.force_login(office.giang)
    page = client.get(reverse("fields:reveals")).content.decode()
    assert re.search(r"Binh.*?>2<", page, re.DOTALL)
    [audit] = re.findall(r'href="(/settings/audit/\?actor=[^"]*)"', page)
    assert (
        "Binh showed themselves the masked phone of customer"
        in client.get(audit.replace("&amp;", "&")).content.decode()
    )
    client.force_login(office.binh)
    assert client.get(reverse("fields:reveals")).status_code == 403


def test_beside_a_record_auditors_see_who_looked(masked, office, client):
    url = reverse("records:panels", args=["contact", masked.pk])
    client.force_login(office.giang)
    assert "Who looked at masked values" not in client.get(url).content.decode()
    revealing.reveal("contact", masked, "phone", by=office.binh)
    revealing.reveal("contact", masked, "email", by=office.binh)
    panel = client.get(url).content.decode().partition("Who looked at masked values")[2]
    assert re.search(r"Binh.*?>2<", panel, re.DOTALL)
    client.force_login(office.binh)
    assert "Who looked at masked values" not in client.get(url).content.decode()


def test_unusual_exports_are_told_to_the_administrators_also_without_a_data_owner(masked, office):
    office.an.grants["people.export_contact"] = "all"
    for _file in range(10):
        export("contact", [], "csv", by=office.an)
    work_all()
    assert list(Notice.objects.values_list("user__full_name", "name")) == [
        ("Giang", "export_unusual")
    ]


# Edited without being read


def editor(client, masked, key):
    """The editor's fields as a browser would send them."""
    url = reverse("records:edit", args=["contact", masked.pk, key])
    page = client.get(url, headers=HX).content.decode()
    assert "221884" not in page.replace(" ", "")
    assert "hong@" not in page
    sent: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        facts = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if facts.get("type") != "checkbox":
            sent.setdefault(facts["name"], []).append(facts.get("value", "").replace("&quot;", '"'))
    return url, sent


def phones_of(contact):
    return list(
        Handle.objects.filter(contact=contact, kind="phone").values_list("normal", flat=True)
    )


def test_saving_an_editor_as_it_came_changes_nothing(masked, office, client):
    client.force_login(office.binh)
    for key in ("phone", "email", "custom.hotline"):
        url, sent = editor(client, masked, key)
        assert client.post(url, sent, headers=HX).status_code == 200, key
    now = Contact.objects.get(pk=masked.pk)
    assert (now.phone, now.email, now.custom) == (PHONE, MAIL, {"hotline": "+842838221234"})
    assert not Event.objects.filter(kind="contact.changed", actor=office.binh).exists()


def test_a_number_is_added_labelled_and_taken_away_beside_masked_ones(masked, office, client):
    client.force_login(office.binh)
    url, sent = editor(client, masked, "phone")
    sent["value"][-1], sent["value_label"] = "0912000111", ["nhà", "vợ"]
    told = client.post(url, sent, headers=HX).content.decode()
    assert phones_of(masked) == [PHONE, "+84912000111"]
    assert Handle.objects.get(normal=PHONE).label == "nhà"
    assert "+84 91• ••• 111" in told
    url, sent = editor(client, masked, "phone")
    sent["value_gone"] = [sent["value"][0]]
    client.post(url, sent, headers=HX)
    assert phones_of(masked) == ["+84912000111"]
    assert Contact.objects.get(pk=masked.pk).phone == "+84912000111"


def test_a_single_masked_value_is_replaced_or_removed(masked, office, client):
    client.force_login(office.binh)
    url, sent = editor(client, masked, "custom.hotline")
    client.post(url, {**sent, "value": "02838220000"}, headers=HX)
    assert Contact.objects.get(pk=masked.pk).custom == {"hotline": "+842838220000"}
    url, sent = editor(client, masked, "custom.hotline")
    client.post(url, {**sent, "value_gone": "1"}, headers=HX)
    assert Contact.objects.get(pk=masked.pk).custom == {}


@pytest.mark.parametrize("key", ["phone", "custom.hotline"])
def test_a_change_in_between_is_said_without_telling_the_value(key, masked, office, client):
    client.force_login(office.binh)
    url, sent = editor(client, masked, key)
    new = {"phone": "0903221999"} if key == "phone" else {"custom": {"hotline": "0903221999"}}
    change_contact(masked, new, by=office.giang)
    answer = client.post(url, sent, headers=HX)
    assert answer.status_code == 422
    assert "Somebody else has changed this meanwhile" in answer.content.decode()
    assert not [part for part in ("221 999", "221999") if part in answer.content.decode()]
    assert Contact.objects.get(pk=masked.pk).custom or phones_of(masked) == ["+84903221999"]


def test_a_seal_says_nothing_on_another_record(masked, office, client):
    other = add_contact({"full_name": "Kha", "phone": "0912000111"}, by=office.binh)
    client.force_login(office.binh)
    _url, sent = editor(client, masked, "phone")
    url, mine = editor(client, other, "phone")
    answer = client.post(url, {**mine, "value": [sent["value"][0]]}, headers=HX)
    assert answer.status_code == 422
    assert phones_of(other) == ["+84912000111"]


MASKS = [
    {"phone": "+84 90• ••• 884"},
    {"phones": [{"value": "+84 90• ••• 884"}]},
    {"email": "h•••@thepvieta.vn"},
    {"emails": ["h•••@thepvieta.vn"]},
    {"handles": [{"kind": "zalo", "value": "+84 90• ••• 884"}]},
    {"custom": {"hotline": "+84 28 •••• •234"}},
]


@pytest.mark.parametrize("given", MASKS)
def test_a_mask_is_never_saved_over_a_value(given, masked, office, client):
    """By the API as by a form: what was read masked cannot be sent back as a value."""
    _token, secret = add_token(office.binh, name="t", by=None, scope="write")
    answer = client.patch(
        f"/api/v1/contacts/{masked.pk}", json.dumps({**given, "version": masked.version}),
        content_type="application/json", headers={"Authorization": f"Bearer {secret}"},
    )  # fmt: skip
    assert answer.status_code == 400
    assert "This is masked" in json.dumps(answer.json(), ensure_ascii=False)
    now = Contact.objects.get(pk=masked.pk)
    assert (now.phone, now.email, now.custom) == (PHONE, MAIL, {"hotline": "+842838221234"})


def test_neither_by_an_inline_edit_nor_in_bulk(masked, office, client):
    client.force_login(office.binh)
    url = reverse("records:edit", args=["contact", masked.pk, "phone"])
    assert client.post(url, {"value": "+84 90• ••• 884"}, headers=HX).status_code == 422
    with pytest.raises(Refused) as refused:
        start_bulk("contact", [masked.pk], {"custom.hotline": "+84 28 •••• •234"}, by=office.binh)
    assert "This is masked" in refused.value.errors["custom.hotline"]
    assert phones_of(masked) == [PHONE]


def test_a_masked_file_that_comes_back_is_refused_cell_by_cell(masked, office, client):
    role = Role.objects.get(key="rep")
    role.grants |= {"people.import": "all", "people.export_contact": "own"}
    role.save()
    refresh([office.binh])
    written = b"".join(export("contact", [], "csv", by=office.binh, bears_name=False))
    assert "+84 90• ••• 884" in written.decode()
    run = bring_in(client, office.binh, "contacts", "back.csv", written, match="full_name")
    [refusal] = run.refusals.all()
    assert "This is masked" in refusal.reasons["phone"]
    assert phones_of(masked) == [PHONE]


def test_a_merge_takes_whole_values_and_shows_masked_ones(masked, office):
    twin = add_contact({"full_name": "Hồng", "custom": {"hotline": "02838229234"}}, by=office.binh)
    shown = side_by_side("contact", [masked, twin], masked, {}, office.binh)
    [row] = [row for row in shown["differing"] if row["key"] == "custom.hotline"]
    assert {str(cell["value"]) for cell in row["cells"]} == {"+84 28 •••• •234"}, (
        "told apart though alike"
    )
    merge_records("contact", masked.pk, [twin.pk], {"custom.hotline": twin.pk}, by=office.binh)
    assert Contact.objects.get(pk=masked.pk).custom["hotline"] == "+842838229234"


# Asked whole


@pytest.mark.parametrize(
    "text", ["0903221884", "+84 903 221 884", "0903.221.884", MAIL, MAIL.upper()]
)
def test_a_whole_number_or_address_still_finds(text, masked, office):
    [group] = find(office.binh, text).groups
    assert [hit.id for hit in group.hits] == [masked.pk]
    assert group.hits[0].subtitle == "+84 90• ••• 884"


@pytest.mark.parametrize(
    "text", ["1884", "221884", "903221884x", "03221884", "thepvieta", "hong@thep", "@thepvieta.vn"]
)
def test_a_piece_of_one_finds_nothing(text, masked, office):
    assert find(office.binh, text).groups == []


def test_who_reads_whole_still_finds_by_the_last_digits(masked, office):
    assert find(office.an, "1884").groups
    assert find(office.an, "thepvieta").groups


@pytest.mark.parametrize("key", ["phone", "email", "custom.hotline"])
def test_conditions_ask_for_a_whole_value_and_never_for_a_part(key, masked, office):
    known = catalogue("contact", office.binh)
    for op, value in (
        ("contains", "88"),
        ("starts_with", "+8"),
        ("in", [PHONE]),
        ("not_in", [PHONE]),
    ):
        with pytest.raises(BadRule, match="is masked for you"):
            matching({"field": key, "op": op, "value": value}, known)
    matching({"field": key, "op": "not_empty"}, known)
    assert not known.get(key).sortable
    assert "contains" in catalogue("contact", office.an).get(key).ops
    rule = {"field": "phone", "op": "is", "value": "0903 221 884"}
    assert Contact.objects.filter(matching(rule, known)).get() == masked


def test_a_person_without_a_name_is_called_by_a_mask_by_everybody(masked, office, client):
    nameless = add_contact({"phone": "0912000111"}, by=office.giang)
    assert nameless.shown_name == "+84 91• ••• 111"
    set_masking(roles=[], own=True, reveals_an_hour=60, by=office.giang)
    assert nameless.shown_name == "+84912000111"


def test_what_the_filter_offers_is_what_may_be_asked(masked, office, client):
    client.force_login(office.binh)
    url = reverse("fields:condition", args=["contact"])
    page = client.get(url, {"what": "phone"}).content.decode()
    assert 'value="contains"' not in page
    assert 'value="is"' in page


@pytest.mark.parametrize(
    "url",
    ["/contacts/", "/contacts/1/", "/", "/companies/", "/deals/", "/search/?q=hong", "/search/?q=0903221884",
     "/palette/?q=0903221884", "/records/contact/1/edit/phone/"],
)  # fmt: skip
def test_masks_cost_at_most_one_query(url, masked, office, pipeline, client):
    url = url.replace("/1/", f"/{masked.pk}/")
    client.force_login(office.binh)
    masking = _queries(client, url)
    set_masking(roles=[], own=True, reveals_an_hour=60, by=office.giang)
    assert masking <= _queries(client, url) + 1


def _queries(client, url: str) -> int:
    """Of the second look: the first fills what a process keeps."""
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_files_and_paper_are_masked_also_of_own_customers_that_one_reads_whole(
    masked, office, client
):
    role = Role.objects.get(key="rep")
    role.grants |= {"people.export_contact": "own"}
    role.save()
    mask(office, own=False)
    written = b"".join(export("contact", [], "csv", by=office.binh)).decode()
    assert "+84 90• ••• 884" in written
    assert PHONE not in written
    client.force_login(office.binh)
    columns = "?columns=full_name,phone"
    assert "903 221 884" in client.get(f"/contacts/{columns}").content.decode()
    printed = client.post(f"/lists/contact/print/{columns}").content.decode()
    assert "+84 90• ••• 884" in printed
    assert "903 221 884" not in printed


@pytest.mark.parametrize(("level", "words"), [(2, ["same phone"]), (1, []), (0, [])])
def test_duplicates_do_not_say_how_near_a_guessed_number_comes(level, words, masked, office):
    assert [one["words"] for one in evidence("contact", {"phones": level}, office.binh)] == words
    assert evidence("contact", {"phones": level}, office.an)


def test_a_shared_view_that_asks_for_a_number_does_not_tell_it(masked, office, client):
    rule = {"field": "phone", "op": "is", "value": "0903221884"}
    facts = {"type": "contact", "name": "One", "filter": rule, "sharing": "all"}
    view = SavedView.objects.create(owner=office.giang, **facts)
    client.force_login(office.giang)
    assert "Nguyễn Thị Hồng" in client.get(f"/contacts/?view={view.pk}").content.decode()
    client.force_login(office.binh)
    for url in ("/contacts/", "/lists/contact/filter/", "/lists/contact/board/"):
        answer = client.get(f"{url}?view={view.pk}")
        assert answer.status_code == 403, url
        assert "221884" not in answer.content.decode(), url
    mine = SavedView.objects.create(owner=office.binh, **facts)
    assert client.get(f"/contacts/?view={mine.pk}").status_code == 200
    assert in_history(office.binh, "saved_view", "filter", rule) == "•••"
    assert in_history(office.an, "saved_view", "filter", rule) == rule
