"""Followed views: pins with their counts, kept members, mail about what enters."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from quen.fields.actions import keeping
from quen.fields.actions.entering import tell_entries
from quen.fields.actions.following import MOST_PINS, follow_view
from quen.fields.actions.views import change_view, save_view
from quen.fields.jobs import mail_entries
from quen.fields.models import Following, Keeping, SavedView, ViewMember
from quen.fields.pins import forget_pins
from quen.kit import worker
from quen.kit.refused import Refused
from quen.people.actions.companies import add_company, change_company
from quen.people.actions.contacts import add_contact, change_contact
from quen.web.counts import forget_counts

ZALO = {"all": [{"field": "source", "op": "is", "value": "zalo"}]}
MINE = {"all": [{"field": "owner_id", "op": "is", "value": "me"}]}


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """A view may be worked out again at once; in life it waits two seconds at least."""
    monkeypatch.setattr(keeping, "LEAST_SECONDS", -1.0)
    monkeypatch.setattr(keeping, "SHARE", 0)


def view_of(user, rule=ZALO, sharing="all") -> SavedView:
    view = save_view("contact", "Từ Zalo", {"filter": rule, "sort": "full_name"}, by=user)
    SavedView.objects.filter(pk=view.pk).update(sharing=sharing)
    return view


def customer(name, by, source="zalo"):
    return add_contact({"full_name": name, "source": source}, by=by)


@pytest.fixture
def view(office, stages):
    """Binh has two from Zalo and one of the web, Dung one from Zalo; Giang's view is shared with all."""
    customer("Khách A", office.binh)
    customer("Khách B", office.binh)
    customer("Khách C", office.binh, source="website")
    customer("Nam D", office.dung)
    return view_of(office.giang)


def page_of(client, user, view) -> str:
    client.force_login(user)
    answer = client.get(reverse("people:contacts"), {"view": view.pk})
    return answer.content.decode()


def counted(client, user) -> dict:
    forget_counts()
    client.force_login(user)
    told = client.get(reverse("web:counts")).json()
    return {key: words for key, words in told.items() if key.startswith("view-")}


def mails_to(user) -> list:
    return [one for one in mail.outbox if one.to == [user.email]]


def test_a_pinned_view_stands_in_the_side_bar_with_what_one_may_see_of_it(view, client, office):
    client.force_login(office.binh)
    assert "Pinned views" not in page_of(client, office.binh, view)
    client.post(reverse("fields:view_pin", args=[view.pk]))
    assert f'data-count-of="view-{view.pk}"' in page_of(client, office.binh, view)
    follow_view(view, by=office.dung, pinned=True)
    worker.work_all()
    assert counted(client, office.binh) == {f"view-{view.pk}": "2"}
    assert counted(client, office.dung) == {f"view-{view.pk}": "1"}
    assert counted(client, office.chi) == {}
    client.force_login(office.binh)
    client.post(reverse("fields:view_unpin", args=[view.pk]))
    forget_pins()
    assert "Pinned views" not in page_of(client, office.binh, view)


def test_the_pinned_view_is_where_one_is_and_not_the_list_behind_it(view, client, office):
    follow_view(view, by=office.binh, pinned=True)
    forget_pins()
    page = page_of(client, office.binh, view)
    side = page[page.index('id="sidebar"') : page.index("</aside>")]
    assert side.count('aria-current="page"') == 1
    assert f'href="/contacts/?view={view.pk}" aria-current="page"' in side


def test_a_pinned_board_or_calendar_opens_as_one(view, client, office):
    follow_view(view, by=office.binh, pinned=True)
    for layout, by in (("board", "source"), ("calendar", "created_at")):
        SavedView.objects.filter(pk=view.pk).update(layout=layout, group_by=by)
        forget_pins()
        page = page_of(client, office.binh, view)
        there = f"/lists/contact/{layout}/?view={view.pk}&by={by}"
        assert f'href="{there.replace("&", "&amp;")}"' in page
        assert client.get(there).status_code == 200


def test_the_list_shows_kept_members_that_one_may_see_and_says_as_of_when(view, client, office):
    follow_view(view, by=office.giang, pinned=True)
    assert "as of" not in page_of(client, office.binh, view)
    worker.work_all()
    page = page_of(client, office.binh, view)
    assert "as of" in page
    assert "Khách A" in page
    assert "Khách C" not in page
    assert "Nam D" not in page
    assert "Nam D" in page_of(client, office.em, view)


def test_a_change_lets_records_in_and_out(view, client, office):
    follow_view(view, by=office.binh, pinned=True)
    worker.work_all()
    fresh = customer("Khách Mới", office.binh)
    worker.work_all()
    assert "Khách Mới" in page_of(client, office.binh, view)
    change_contact(fresh, {"source": "website"}, by=office.binh)
    worker.work_all()
    assert "Khách Mới" not in page_of(client, office.binh, view)
    assert Keeping.objects.count() == 1


def test_what_changes_while_a_view_is_worked_out_is_seen_by_the_clock(view, office):
    follow_view(view, by=office.binh, pinned=True)
    worker.work_all()
    Keeping.objects.update(changed_at=timezone.now())
    keeping.arm_late()
    assert Keeping.objects.get().due_at is not None


def test_nothing_is_told_to_readers_while_no_view_is_followed(view, office):
    worker.work_all()
    customer("Khách Lặng", office.binh)
    from quen.timeline.models import Delivery

    assert not Delivery.objects.filter(reader="fields.views").exists()


def test_a_view_that_asks_for_me_is_kept_for_each(office, stages, client):
    customer("Khách A", office.binh)
    customer("Nam D", office.dung)
    view = view_of(office.giang, MINE)
    for user in (office.binh, office.dung):
        follow_view(view, by=user, pinned=True)
    worker.work_all()
    assert Keeping.objects.filter(user=None).count() == 0
    assert counted(client, office.binh) == {f"view-{view.pk}": "1"}
    page = page_of(client, office.dung, view)
    assert "Nam D" in page
    assert "as of" in page


def test_a_condition_on_a_company_is_answered_by_what_each_may_see_of_companies(
    office, stages, client
):
    """The company is Dung's, so for Binh it has no industry, however the view is kept."""
    company = add_company({"name": "Thép Nam", "industry": "steel"}, by=office.dung)
    hers = customer("Khách A", office.giang)
    change_contact(hers, {"company_id": company.pk}, by=office.giang)
    change_contact(hers, {"owner_id": office.binh.pk}, by=office.giang)
    rule = {"all": [{"field": "company.industry", "op": "is", "value": "steel"}]}
    view = view_of(office.giang, rule)
    for user in (office.giang, office.binh):
        follow_view(view, by=user, pinned=True)
    worker.work_all()
    assert "Khách A" in page_of(client, office.giang, view)
    assert "Khách A" not in page_of(client, office.binh, view)
    assert counted(client, office.binh) == {f"view-{view.pk}": ""}
    change_company(company, {"industry": "food"}, by=office.giang)


def test_a_view_over_a_hidden_field_stays_refused_and_uncounted(view, client, office):
    follow_view(view, by=office.em, pinned=True)
    worker.work_all()
    office.em.field_rights = {"contact.source": "hide"}
    office.em.save()
    client.force_login(office.em)
    assert client.get(reverse("people:contacts"), {"view": view.pk}).status_code == 422
    assert counted(client, office.em) == {}


def test_a_view_that_asks_for_something_else_is_kept_anew(view, client, office):
    follow_view(view, by=office.binh, pinned=True)
    worker.work_all()
    rule = {"all": [{"field": "source", "op": "is", "value": "website"}]}
    change_view(view, by=office.giang, content={"filter": rule})
    worker.work_all()
    page = page_of(client, office.binh, view)
    assert "Khách C" in page
    assert "Khách A" not in page
    assert not ViewMember.objects.exclude(since=None).exists()


def test_too_many_members_are_not_kept_and_the_list_asks_as_always(
    view, client, office, monkeypatch
):
    monkeypatch.setattr(keeping, "MOST", 2)
    follow_view(view, by=office.em, pinned=True)
    worker.work_all()
    assert Keeping.objects.get().many
    page = page_of(client, office.em, view)
    assert "Nam D" in page
    assert "as of" not in page
    assert counted(client, office.em) == {f"view-{view.pk}": "3"}


def test_nobody_pins_without_end_or_what_they_may_not_see(view, client, office):
    for n in range(MOST_PINS):
        follow_view(save_view("contact", f"{n}", {}, by=office.binh), by=office.binh, pinned=True)
    with pytest.raises(Refused):
        follow_view(view, by=office.binh, pinned=True)
    SavedView.objects.filter(pk=view.pk).update(sharing="me")
    client.force_login(office.chi)
    for verb in ("pin", "unpin", "mail", "unmail"):
        assert client.post(reverse(f"fields:view_{verb}", args=[view.pk])).status_code == 404


def test_pins_cost_a_page_nothing_and_their_counts_one_question(view, client, office):
    for n in range(5):
        other = save_view("contact", f"{n}", {"filter": MINE}, by=office.binh)
        follow_view(other, by=office.binh, pinned=True)
    worker.work_all()
    page_of(client, office.binh, view)
    with CaptureQueriesContext(connection) as asked:
        page_of(client, office.binh, view)
    assert not [one for one in asked if '"fields_following"."pinned" AND' in one["sql"]]
    forget_counts()
    with CaptureQueriesContext(connection) as asked:
        counted(client, office.binh)
    assert sum("COUNT(*)" in one["sql"] for one in asked) == 1


def test_a_pin_ends_with_the_view_and_with_the_right_to_it(view, client, office):
    follow_view(view, by=office.binh, pinned=True)
    worker.work_all()
    SavedView.objects.filter(pk=view.pk).update(sharing="me")
    forget_pins()
    assert "Pinned views" not in page_of(client, office.binh, view)
    client.force_login(office.giang)
    client.post(reverse("fields:view_remove", args=[view.pk]))
    assert not Following.objects.exists()
    assert not ViewMember.objects.exists()


def later(office, *names, by=None):
    """Some more enter, and the worker has seen it."""
    for name in names:
        customer(name, by or office.binh)
    worker.work_all()


def test_mail_tells_what_entered_since_the_last_one_and_once(view, office):
    follow_view(view, by=office.binh, mailed=True)
    worker.work_all()
    mail_entries.enqueue()
    worker.work_all()
    assert not mails_to(office.binh), "what was there before is not new"
    later(office, "Khách Mới", "Khách Mới Nữa")
    for _twice in range(2):
        mail_entries.enqueue()
        worker.work_all()
    [told] = mails_to(office.binh)
    assert told.subject == "2 new in “Từ Zalo”"
    assert "Khách Mới Nữa" in told.body
    assert f"/contacts/?view={view.pk}" in told.body
    assert "Khách A" not in told.body


def test_mail_names_only_what_its_reader_may_see(view, office):
    for user in (office.binh, office.em):
        follow_view(view, by=user, mailed=True)
    worker.work_all()
    later(office, "Nam Kín", by=office.dung)
    mail_entries.enqueue()
    worker.work_all()
    assert not mails_to(office.binh)
    assert "Nam Kín" in mails_to(office.em)[0].body


def test_mail_ends_with_the_subscription_the_right_and_the_colleague(view, office):
    for user in (office.binh, office.em, office.hanh, office.an):
        follow_view(view, by=user, mailed=True)
    worker.work_all()
    follow_view(view, by=office.binh, mailed=False)
    type(office.em).objects.filter(pk=office.em.pk).update(is_active=False)
    type(office.an).objects.filter(pk=office.an.pk).update(grants={})
    later(office, "Khách Mới")
    mail_entries.enqueue()
    worker.work_all()
    assert [one.to for one in mail.outbox] == [[office.hanh.email]]


def test_mail_is_in_the_readers_language(view, office):
    office.binh.language = "vi"
    office.binh.save()
    one = follow_view(view, by=office.binh, mailed=True)
    worker.work_all()
    Following.objects.update(told_at=timezone.now() - timedelta(days=1))
    ViewMember.objects.update(since=timezone.now())
    assert tell_entries(one.pk) == 2
    assert "Mới trong chế độ xem" in mails_to(office.binh)[0].body
