"""Pages of contacts and companies: who may see, change, link, trash; what stands on them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from quen.accounts.actions.rights import refresh
from quen.accounts.models import Role
from quen.fields.actions.trash import KEPT, empty_trash
from quen.people.actions import contacts, lifecycle
from quen.people.actions.companies import add_company
from quen.people.actions.stages import save_stage
from quen.people.models import (
    ConsentEntry,
    ConsentPurpose,
    Contact,
    Relation,
    RelationKind,
    Stage,
    Stay,
)
from quen.work.actions import notes, tasks
from tests.counting import questions

HX = {"HX-Request": "true"}


def url_of(contact):
    return reverse("people:contact", args=[contact.pk])


def as_(client, user):
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("who", "status"),
    [("an", 200), ("binh", 200), ("chi", 404), ("dung", 404), ("em", 200), ("hanh", 200)],
)
def test_who_opens_binhs_customer(who, status, contact, office, client):
    as_(client, getattr(office, who))
    assert client.get(url_of(contact)).status_code == status
    for name in ("side", "timeline"):
        part = reverse("records:part", args=["contact", contact.pk, name])
        assert client.get(part, headers=HX).status_code == status
    assert (
        client.get(reverse("records:panels", args=["contact", contact.pk]), headers=HX).status_code
        == status
    )


def test_the_page_shows_facts_timeline_and_composer(contact, office, client):
    notes.add_note("contact", contact.pk, "Gọi lại chiều thứ Hai", by=office.binh)
    html = as_(client, office.binh).get(url_of(contact)).content.decode()
    for told in (
        "Nguyễn Thị Hồng",
        "+84 903 221 884",
        "hong@thepvieta.vn",
        "Gọi lại chiều",
        "panel-note",
    ):
        assert told in html


def test_a_reader_gets_no_editors_and_no_trash(contact, office, client):
    html = as_(client, office.em).get(url_of(contact)).content.decode()
    assert "ui-inline-edit" not in html
    assert reverse("records:trash", args=["contact", contact.pk]) not in html


def test_the_page_costs_at_most_fifteen_queries_however_much_happened(contact, office, client):
    as_(client, office.binh)
    client.get(url_of(contact))

    def cost():
        return questions(lambda: client.get(url_of(contact)))

    few = cost()
    for n in range(20):
        notes.add_note("contact", contact.pk, f"Ghi chú {n}", by=office.binh)
        contacts.change_contact(contact, {"job_title": f"CEO {n}"}, by=office.binh)
    tasks.add_task(
        title="Gọi",
        due_on=date(2026, 12, 1),
        by=office.binh,
        type_key="contact",
        record_id=contact.pk,
    )
    assert few <= 15
    assert cost() <= few + 1  # one more type of subjects: the task's own right


def test_consecutive_edits_of_one_sitting_fold_into_one_entry(contact, office, client):
    for title in ("Kế toán", "Kế toán trưởng", "Giám đốc"):
        contacts.change_contact(contact, {"job_title": title}, by=office.binh)
    html = as_(client, office.binh).get(url_of(contact)).content.decode()
    assert "Job title: — → Giám đốc" in html
    assert "3 edits" in html
    assert "Kế toán trưởng" not in html


def test_changes_read_as_names_and_choices(contact, office, client):
    contacts.change_contact(contact, {"owner_id": office.chi.pk}, by=office.an)
    contacts.change_contact(contact, {"gender": "female"}, by=office.an)
    html = as_(client, office.an).get(url_of(contact)).content.decode()
    assert "Owner: Binh → Chi" in html
    assert "Sex: — → Female" in html


def test_a_hidden_field_is_neither_shown_nor_told_in_the_timeline(contact, office, client):
    contacts.change_contact(contact, {"job_title": "Giám đốc bí mật"}, by=office.binh)
    Role.objects.filter(key="rep").update(
        fields={"contact.job_title": "hide", "contact.phone": "hide"}
    )
    refresh([office.binh])
    office.binh.refresh_from_db()
    html = as_(client, office.binh).get(url_of(contact)).content.decode()
    assert "bí mật" not in html
    assert "903 221 884" not in html


def test_older_entries_come_by_cursor_and_every_entry_has_an_address(contact, office, client):
    for n in range(40):
        notes.add_note("contact", contact.pk, f"Ghi chú số {n:02}.", by=office.binh)
    html = as_(client, office.binh).get(url_of(contact)).content.decode()
    assert "số 39." in html
    assert "số 05." not in html
    older = html.split('hx-get="')
    link = next(part.split('"')[0].replace("&amp;", "&") for part in older if "/older/" in part)
    more = client.get(link, headers=HX).content.decode()
    assert "số 05." in more
    assert "số 39." not in more
    entry = html.split('id="event-')[1].split('"')[0]
    assert f'id="event-{entry}"' in client.get(f"{url_of(contact)}?event={entry}").content.decode()


def test_chips_show_one_group(contact, office, client):
    notes.add_note("contact", contact.pk, "Ghi chú", by=office.binh)
    html = as_(client, office.binh).get(f"{url_of(contact)}?show=business").content.decode()
    assert "noted: Ghi chú" not in html
    assert client.get(f"{url_of(contact)}?show=nonsense&before=x_y&shown=abc").status_code == 200


def test_an_open_task_stands_on_top(contact, office, client):
    tasks.add_task(
        title="Gửi mẫu thép",
        due_on=date(2030, 1, 2),
        by=office.binh,
        type_key="contact",
        record_id=contact.pk,
    )
    html = as_(client, office.binh).get(url_of(contact)).content.decode()
    assert "Coming up" in html
    assert "Gửi mẫu thép" in html


def test_moving_forward_needs_no_reason_and_back_does(contact, office, client):
    url = reverse("people:contact_stage", args=[contact.pk])
    as_(client, office.binh)
    assert client.post(url, {"stage": "sql"}, headers=HX).status_code == 204
    assert client.post(url, {"stage": "lead"}, headers=HX).status_code == 422
    assert (
        client.post(url, {"stage": "lead", "why": "Hết ngân sách"}, headers=HX).status_code == 204
    )
    html = client.get(url_of(contact)).content.decode()
    assert "because: Hết ngân sách" in html
    assert as_(client, office.chi).post(url, {"stage": "sql"}).status_code == 404
    assert as_(client, office.em).post(url, {"stage": "sql"}).status_code == 403


def test_a_new_customer_comes_from_the_form_and_nothing_is_lost_when_it_is_wrong(
    office, stages, client
):
    url = reverse("people:contact_new")
    as_(client, office.binh)
    assert client.get(url).status_code == 200
    wrong = client.post(url, {"full_name": "Lê Văn Đức", "phone": "12"})
    assert wrong.status_code == 422
    assert "Lê Văn Đức" in wrong.content.decode()
    assert not Contact.objects.exists()
    right = client.post(url, {"full_name": "Lê Văn Đức", "phone": "0912 345 678", "gender": "male"})
    made = Contact.objects.get()
    assert right.headers["Location"] == url_of(made)
    assert (made.phone, made.gender, made.owner) == ("+84912345678", "male", office.binh)
    assert as_(client, office.em).get(url).status_code == 403


def test_a_taken_phone_offers_to_be_shared(contact, office, client):
    url = reverse("people:contact_new")
    given = {"full_name": "Chồng chị Hồng", "phone": "0903221884"}
    warned = as_(client, office.chi).post(url, given)
    assert warned.status_code == 409
    assert 'name="share"' in warned.content.decode()
    assert client.post(url, {**given, "share": "1"}).status_code == 302
    assert Contact.objects.count() == 2


def test_a_company_and_its_people(office, stages, client):
    as_(client, office.binh)
    client.post(reverse("people:company_new"), {"name": "Thép Việt Á", "industry": "Thép"})
    company = add_company({"name": "Ban Mai"}, by=office.binh)
    contacts.add_contact({"full_name": "Đặng Mỹ Linh", "company_id": company.pk}, by=office.binh)
    assert client.get(reverse("people:company", args=[company.pk])).status_code == 200
    panels = client.get(reverse("records:panels", args=["company", company.pk]), headers=HX)
    assert "Đặng Mỹ Linh" in panels.content.decode()
    assert (
        as_(client, office.chi).get(reverse("people:company", args=[company.pk])).status_code == 404
    )


def test_a_company_one_may_not_see_is_a_name_without_a_link(contact, office, client):
    company = add_company({"name": "Công ty của Dung"}, by=office.dung)
    Contact.objects.filter(pk=contact.pk).update(company=company)
    html = as_(client, office.binh).get(url_of(contact)).content.decode()
    assert "Công ty của Dung" in html
    assert reverse("people:company", args=[company.pk]) not in html


def test_a_companys_timeline_names_the_customer_it_is_about(office, stages, client):
    company = add_company({"name": "Thép Việt Á"}, by=office.binh)
    given = {"full_name": "Nguyễn Thị Hồng", "company_id": company.pk}
    contact = contacts.add_contact(given, by=office.binh)
    client.force_login(office.binh)
    page = client.get(reverse("people:company", args=[company.pk])).content.decode()
    story = page[page.index('id="timeline"') :]
    assert "</b> added a customer" in story
    assert "added this customer" not in story
    assert f'<a href="/contacts/{contact.pk}/">Nguyễn Thị Hồng</a>' in story
    contacts.change_contact(contact, {"owner_id": office.dung.pk}, by=office.giang)
    page = client.get(reverse("people:company", args=[company.pk])).content.decode()
    assert "added a customer" not in page[page.index('id="timeline"') :]


def test_relations_are_added_and_removed_from_either_end(contact, office, client):
    friend = contacts.add_contact({"full_name": "Phạm Thu"}, by=office.binh)
    kind = RelationKind.objects.get(key="referred_by")
    url = reverse("people:relation_new", args=["contact", contact.pk])
    as_(client, office.binh)
    assert client.get(url, headers=HX).status_code == 200
    answer = client.post(url, {"kind": f"{kind.pk}+", "other_contact": friend.pk}, headers=HX)
    assert answer.status_code == 204
    assert "Referred by" in panels_of(client, contact)
    assert "Referred" in panels_of(client, friend)
    assert (
        client.post(
            url, {"kind": f"{kind.pk}+", "other_contact": friend.pk}, headers=HX
        ).status_code
        == 422
    )
    row = Relation.objects.get()
    assert (
        as_(client, office.chi)
        .post(url, {"kind": f"{kind.pk}+", "other_contact": friend.pk})
        .status_code
        == 404
    )
    gone = reverse("people:relation_remove", args=["contact", friend.pk, row.pk])
    assert as_(client, office.binh).post(gone, headers=HX).status_code == 204
    assert not Relation.objects.exists()


def test_nobody_links_to_a_record_they_may_not_see(contact, office, client):
    secret = contacts.add_contact({"full_name": "Khách của Dung"}, by=office.dung)
    kind = RelationKind.objects.get(key="referred_by")
    url = reverse("people:relation_new", args=["contact", contact.pk])
    answer = as_(client, office.binh).post(
        url, {"kind": f"{kind.pk}+", "other_contact": secret.pk}, headers=HX
    )
    assert answer.status_code == 404
    assert not Relation.objects.exists()


def panels_of(client, contact):
    return client.get(
        reverse("records:panels", args=["contact", contact.pk]), headers=HX
    ).content.decode()


def test_consent_is_a_ledger_that_only_grows(contact, office, client):
    purpose = ConsentPurpose.objects.get(key="news")
    url = reverse("people:consent_write", args=[contact.pk])
    as_(client, office.binh)
    given = {
        "purpose": purpose.pk,
        "channel": "zalo",
        "given": "1",
        "source": "Cuộc gọi",
        "proof": "Ghi âm 12",
    }
    assert client.post(url, {**given, "source": ""}, headers=HX).status_code == 422
    assert client.post(url, given, headers=HX).status_code == 204
    assert client.post(url, given, headers=HX).status_code == 422
    assert client.post(url, {**given, "given": "0"}, headers=HX).status_code == 204
    entries = list(ConsentEntry.objects.order_by("id"))
    assert [e.given for e in entries] == [True, False]
    assert entries[0].wording == purpose.labels["vi"]
    assert entries[0].proof == {"note": "Ghi âm 12"}
    assert "Cuộc gọi" in panels_of(client, contact)
    assert as_(client, office.em).post(url, given).status_code == 403
    assert as_(client, office.chi).post(url, given).status_code == 404


def test_panels_cost_the_same_for_few_and_many(contact, office, client):
    as_(client, office.binh)
    kind = RelationKind.objects.get(key="referred_by")

    def link(n):
        other = contacts.add_contact({"full_name": f"Bạn {n}"}, by=office.binh)
        Relation.objects.create(
            kind=kind, from_type="contact", from_id=contact.pk, to_type="contact", to_id=other.pk
        )

    def cost():
        return questions(lambda: panels_of(client, contact))

    link(0)
    cost()  # what is kept for seconds is there now
    few = cost()
    for n in range(1, 9):
        link(n)
    assert cost() == few


def test_trash_asks_the_right_and_restore_takes_back(contact, office, client):
    url = reverse("records:trash", args=["contact", contact.pk])
    back = reverse("records:restore", args=["contact", contact.pk])
    assert as_(client, office.chi).post(url).status_code == 404
    assert as_(client, office.em).post(url).status_code == 403
    gone = as_(client, office.binh).post(url, follow=True)
    assert back in gone.content.decode()  # the toast can undo
    assert client.get(url_of(contact)).status_code == 404
    assert (
        "Nguyễn Thị Hồng"
        in client.get(reverse("records:trashed", args=["contact"])).content.decode()
    )
    assert as_(client, office.chi).post(back).status_code == 404
    assert (
        "Nguyễn Thị Hồng"
        not in client.get(reverse("records:trashed", args=["contact"])).content.decode()
    )
    assert as_(client, office.binh).post(back, headers=HX).status_code == 200
    assert client.get(url_of(contact)).status_code == 200


def test_the_trash_is_emptied_after_sixty_days_and_a_deals_customer_stays_a_nameless_stub(
    deal, contact, office
):
    alone = contacts.add_contact({"full_name": "Người khác", "phone": "0912345678"}, by=office.binh)
    contacts.trash_contacts([contact, alone], by=office.binh)
    assert empty_trash() == 0
    Contact.objects.update(deleted_at=timezone.now() - KEPT - timedelta(hours=1))
    assert empty_trash() == 2
    stub = Contact.objects.get()
    assert (stub.pk, stub.full_name, stub.phone) == (contact.pk, "", "")
    assert not stub.handles.exists()
    assert empty_trash() == 0


def test_an_entry_rule_moves_contacts_forward_and_says_why(contact, office):
    mql = Stage.objects.get(key="mql")
    rule = {"field": "job_title", "op": "is", "value": "Giám đốc"}
    save_stage(mql, by=office.giang, labels=mql.labels, loop=mql.loop, entry_rule=rule)
    from quen.kit.worker import work_all

    contacts.change_contact(contact, {"job_title": "Giám đốc"}, by=office.binh)
    work_all()
    contact.refresh_from_db()
    assert contact.stage.key == "mql"
    stay = Stay.objects.get(contact=contact, left_at=None)
    assert "Giám đốc" in stay.why
    assert (stay.rule, stay.by) == (rule, None)


def test_an_entry_rule_never_moves_back_and_never_out_of_lost(contact, office):
    mql = Stage.objects.get(key="mql")
    rule = {"field": "full_name", "op": "not_empty"}
    lifecycle.move_stage(contact, "customer", by=office.binh)
    save_stage(mql, by=office.giang, labels=mql.labels, loop=mql.loop, entry_rule=rule)
    from quen.people.actions.stages import apply_entry_rules

    assert apply_entry_rules() == 0
    lifecycle.move_stage(contact, "lost", by=office.binh)
    assert apply_entry_rules() == 0


def test_settings_of_stages_need_their_right(office, stages, client):
    lead = Stage.objects.get(key="lead")
    pages = [
        reverse("people:stages"),
        reverse("people:stage", args=[lead.pk]),
        reverse("people:relation_kinds"),
        reverse("people:purposes"),
    ]
    as_(client, office.giang)
    assert [client.get(url).status_code for url in pages] == [200] * 4
    as_(client, office.an)
    assert [client.get(url).status_code for url in pages] == [403] * 4


def test_a_stage_is_renamed_and_a_bad_rule_is_said_at_its_field(office, stages, client):
    lead = Stage.objects.get(key="lead")
    url = reverse("people:stage", args=[lead.pk])
    given = {
        "labels_vi": "Khách mới",
        "labels_en": "New",
        "loop": "acquire",
        "call_within_minutes": "30",
    }
    as_(client, office.giang)
    bad = client.post(url, {**given, "entry_rule": '{"field": "nothing", "op": "is", "value": 1}'})
    assert bad.status_code == 422
    assert "no field called" in bad.content.decode()
    assert client.post(url, given).status_code == 302
    lead.refresh_from_db()
    assert (lead.labels["vi"], lead.call_within_minutes) == ("Khách mới", 30)


def test_a_stage_with_customers_in_it_stays(contact, office, client):
    lead = Stage.objects.get(key="lead")
    answer = as_(client, office.giang).post(reverse("people:stage_remove", args=[lead.pk]))
    assert answer.status_code == 422
    lead.refresh_from_db()
    assert lead.removed_at is None


def test_a_changed_wording_is_a_new_version(office, stages, client):
    purpose = ConsentPurpose.objects.get(key="news")
    url = reverse("people:purpose", args=[purpose.pk])
    as_(client, office.giang).post(
        url, {"labels_vi": "Tin tức", "wordings_vi": "Tôi đồng ý nhận tin."}
    )
    purpose.refresh_from_db()
    assert (purpose.version, purpose.wordings["vi"]) == (2, "Tôi đồng ý nhận tin.")
