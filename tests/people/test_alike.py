"""The warning while typing: what is like it, adding to it, making it anyway."""

import pytest

from quen.people.actions.companies import add_company
from quen.people.models import Contact, Handle
from quen.timeline.reading import timeline_of

pytestmark = pytest.mark.django_db
LOOK = "/records/{}/alike/"


@pytest.fixture
def binh(client, office):
    client.force_login(office.binh)
    return client


def warned(client, type_key, **given):
    return client.post(LOOK.format(type_key), given).content.decode()


def test_a_phone_in_any_spelling_a_mail_and_a_name_without_marks_are_recognised(binh, contact):
    assert "same phone" in warned(binh, "contact", phone="0903 221 884")
    assert "same e-mail" in warned(binh, "contact", email="Hong@thepvieta.vn")
    named = warned(binh, "contact", full_name="nguyen thi hong")
    assert "same name" in named
    assert "Nguyễn Thị Hồng" in named
    assert warned(binh, "contact", full_name="Trần Văn Mới", phone="0911222333").strip() == ""


def test_the_same_name_at_another_company_is_somebody_else(binh, contact, office):
    one, two = (add_company({"name": name}, by=office.binh) for name in ("Thép", "Tôn"))
    Contact.objects.filter(pk=contact.pk).update(company=one)
    given = {"full_name": contact.full_name}
    assert "same name" in warned(binh, "contact", **given, company_id=one.pk)
    assert "same name" not in warned(binh, "contact", **given, company_id=two.pk)


def test_a_phone_is_looked_for_among_companies_too_and_a_tax_id_as_well(binh, contact, office):
    firm = {"name": "Công ty TNHH Thép Việt Á", "tax_id": "0302011234", "phone": "02838221234"}
    add_company(firm, by=office.binh)
    assert "Thép Việt Á" in warned(binh, "contact", phone="028 3822 1234")
    assert "same tax id" in warned(binh, "company", name="X", tax_id="0302011234")
    assert "same name" in warned(binh, "company", name="Thep Viet A Co., Ltd")


def test_a_deal_of_the_same_name_with_the_same_customer_is_recognised(binh, deal):
    asked = {"name": "thep hinh q4", "contact_id": deal.contact_id}
    assert "same customer" in warned(binh, "deal", **asked)
    assert warned(binh, "deal", name="thep hinh q4").strip() == ""


def test_of_a_hidden_record_nothing_is_told_but_that_the_value_is_taken(client, contact, office):
    client.force_login(office.chi)
    told = warned(client, "contact", full_name=contact.full_name, phone="0903221884")
    assert "belongs to another record" in told
    assert contact.full_name not in told
    assert f"/{contact.pk}/" not in told
    assert warned(client, "contact", full_name=contact.full_name).strip() == ""


def test_whoever_may_not_read_phones_learns_nothing_from_them(binh, contact, office):
    office.binh.roles.update(fields={"contact.phone": "hide"})
    from quen.accounts.actions.rights import refresh

    refresh([office.binh])
    assert contact.full_name not in warned(binh, "contact", phone="0903221884")


def test_adding_to_it_fills_what_is_empty_and_brings_the_phone_along(binh, contact):
    given = {"full_name": "Hồng", "phone": "0911222333", "job_title": "Kế toán"}
    answer = binh.post("/contacts/new/", {**given, "add_to": contact.pk})

    assert answer.headers["Location"] == f"/contacts/{contact.pk}/"
    contact.refresh_from_db()
    assert (contact.full_name, contact.job_title) == ("Nguyễn Thị Hồng", "Kế toán")
    phones = Handle.objects.filter(contact=contact, kind="phone").values_list("normal", flat=True)
    assert set(phones) == {"+84903221884", "+84911222333"}
    assert contact.phone == "+84903221884"
    assert Contact.objects.count() == 1


def test_nobody_adds_to_what_they_may_not_change(client, contact, office):
    client.force_login(office.chi)
    answer = client.post("/contacts/new/", {"full_name": "X", "add_to": contact.pk})
    assert answer.status_code == 422
    assert Contact.objects.count() == 1


def test_made_anyway_the_reason_stands_on_the_timeline(binh, contact, office):
    binh.post("/contacts/new/", {"full_name": contact.full_name, "why_new": "Em gái cùng tên"})
    made = Contact.objects.latest("id")
    assert made.pk != contact.pk
    lines = timeline_of(made, office.binh)[0]
    assert [line.note for line in lines if line.kind == "record.made_anyway"] == ["Em gái cùng tên"]


def test_passing_by_the_warning_asks_why_and_keeps_what_was_typed(binh, contact):
    typed = {"full_name": contact.full_name, "job_title": "Kế toán"}
    asked = binh.post("/contacts/new/", typed)
    told = asked.content.decode()

    assert asked.status_code == 422
    assert "say why this is another" in told
    assert f'name="add_to" value="{contact.pk}"' in told
    assert "Kế toán" in told
    assert Contact.objects.count() == 1


def test_sharing_a_phone_is_a_reason_of_its_own(binh, contact):
    typed = {"full_name": "Trần Văn Nam", "phone": "0903221884"}
    assert 'name="share"' in binh.post("/contacts/new/", typed).content.decode()
    binh.post("/contacts/new/", {**typed, "share": "1"})
    assert Contact.objects.filter(full_name="Trần Văn Nam", phone="+84903221884").exists()


def test_a_deal_like_an_open_one_needs_a_reason_too(binh, deal):
    typed = {"name": deal.name, "contact_id": str(deal.contact_id), "stage_id": str(deal.stage_id)}
    assert binh.post("/deals/new/", typed).status_code == 422
    assert binh.post("/deals/new/", {**typed, "why_new": "Đợt hai"}).status_code == 302


def test_enter_saves_and_never_adds_to_another_record(binh):
    from html.parser import HTMLParser

    pressed = []

    class First(HTMLParser):
        def handle_starttag(self, tag, given):
            facts = dict(given)
            if tag == "button" and facts.get("type") == "submit" and "logout" not in str(facts):
                pressed.append(facts.get("name"))

    page = binh.get("/contacts/new/").content.decode()
    First().feed(page[page.index('key="new-contact"') :])
    assert pressed[0] is None


def edited(client, company, **given):
    url = f"/records/company/{company.pk}/edit/tax_id/"
    return client.post(url, {"was": '""', **given}, headers={"HX-Request": "true"})


def test_a_tax_id_that_another_company_has_is_asked_about_while_it_is_edited(binh, office):
    first, second = (add_company({"name": name}, by=office.binh) for name in ("Thép Á", "Tôn Âu"))
    assert edited(binh, first, value="0302011234").status_code == 200

    warned = edited(binh, second, value="0302011234")
    second.refresh_from_db()
    told = warned.content.decode()
    assert (warned.status_code, second.tax_id) == (409, "")
    assert "Thép Á" in told
    assert f"?ids={second.pk},{first.pk}" in told

    kept = edited(binh, second, value="0302011234", why="Chi nhánh của cùng một công ty")
    second.refresh_from_db()
    assert (kept.status_code, second.tax_id) == (200, "0302011234")
    assert kept.headers["HX-Trigger"] == "close-dialog"
    lines, _end = timeline_of(second, office.binh, groups=("change",))
    assert any("Chi nhánh của cùng một công ty" in str(line.note) for line in lines)


def test_of_a_hidden_company_the_editor_tells_only_that_the_tax_id_is_taken(client, office):
    hidden = add_company({"name": "Thép Á", "tax_id": "0302011234"}, by=office.binh)
    own = add_company({"name": "Tôn Âu"}, by=office.chi)
    client.force_login(office.chi)
    warned = edited(client, own, value="0302011234")
    assert warned.status_code == 409
    assert hidden.name not in warned.content.decode()
    assert f"/companies/{hidden.pk}/" not in warned.content.decode()
