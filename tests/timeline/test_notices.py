"""Notices: who is told of what, on the page, by mail, and how it is put away."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from quen.accounts.actions.users import disable_user
from quen.fields.actions.records import change_many
from quen.fields.drafts import read_draft
from quen.fields.nouns import NOUNS
from quen.kit.worker import work_all
from quen.people.actions.contacts import add_contact, change_contact
from quen.timeline import jobs
from quen.timeline.actions import notices as actions
from quen.timeline.models import Notice
from quen.web.bells import Bells

pytestmark = pytest.mark.django_db
INBOX = "timeline:notices"


def told(user) -> list[str]:
    work_all()
    return list(Notice.objects.filter(user=user).order_by("id").values_list("name", flat=True))


def inbox(client, user, tab="inbox") -> str:
    client.force_login(user)
    return client.get(reverse(INBOX), {"tab": tab}).content.decode()


def give(contact, to, by):
    return change_contact(contact, {"owner_id": to.pk}, by=by)


def test_whoever_is_given_a_customer_is_told_and_the_giver_is_not(contact, office, client):
    give(contact, office.chi, office.an)
    assert told(office.chi) == ["assigned"]
    assert told(office.an) == []
    page = inbox(client, office.chi)
    assert "Nguyễn Thị Hồng" in page
    assert "An gave this customer to a colleague" in page


def test_many_at_once_ring_once(office, stages, client):
    given = [add_contact({"full_name": f"Khách {n}"}, by=office.an) for n in range(3)]
    drafts = [
        (it, read_draft("contact", {"owner_id": office.binh.pk}, by=office.an, new=False))
        for it in given
    ]
    change_many(NOUNS["contact"], drafts, ["owner_id"], by=office.an)
    assert told(office.binh) == ["assigned"]
    assert "3 records: Customers" in inbox(client, office.binh)


def test_who_may_not_see_it_or_is_switched_off_is_not_told(contact, office):
    actions.follow_record("contact", contact.pk, by=office.dung)
    actions.follow_record("contact", contact.pk, by=office.chi)
    disable_user(office.chi, by=office.giang)
    give(contact, office.an, office.giang)
    assert told(office.dung) == []
    assert told(office.chi) == []


def test_what_one_may_not_see_any_more_leaves_the_inbox(contact, office, client):
    give(contact, office.chi, office.an)
    work_all()
    give(contact, office.binh, office.an)
    assert "Nguyễn Thị Hồng" not in inbox(client, office.chi)


def test_followers_hear_of_what_happens_until_they_leave(contact, office, client):
    client.force_login(office.an)
    url = reverse("timeline:follow", args=["contact", contact.pk])
    assert client.post(url, {"on": "1"}).status_code == 302
    give(contact, office.chi, office.giang)
    assert told(office.an) == ["followed"]
    client.post(url, {"on": "0"})
    give(contact, office.binh, office.giang)
    assert told(office.an) == ["followed"]
    actions.join_record("contact", contact.pk, [office.an.pk])
    give(contact, office.chi, office.giang)
    assert told(office.an) == ["followed"], "who left on purpose is not brought back"


def test_a_record_that_one_may_not_see_cannot_be_followed(contact, office, client):
    client.force_login(office.dung)
    url = reverse("timeline:follow", args=["contact", contact.pk])
    assert client.post(url, {"on": "1"}).status_code == 404


def test_notices_are_seen_put_away_and_taken_back(contact, office, client):
    give(contact, office.chi, office.an)
    work_all()
    one = Notice.objects.get(user=office.chi)
    client.force_login(office.chi)
    assert client.get(reverse("web:counts")).json()["notices"] == "1"
    client.post(reverse("timeline:notices_seen"), {"up_to": one.pk})
    assert client.get(reverse("web:counts")).json().get("notices") is None
    client.post(reverse("timeline:notices_done"), {"ids": str(one.pk)})
    assert "Nguyễn Thị Hồng" not in inbox(client, office.chi)
    assert "Nguyễn Thị Hồng" in inbox(client, office.chi, "done")
    client.post(reverse("timeline:notices_back"), {"ids": str(one.pk), "tab": "done"})
    assert "Nguyễn Thị Hồng" in inbox(client, office.chi)


def test_nobody_puts_away_the_notices_of_others(contact, office, client):
    give(contact, office.chi, office.an)
    work_all()
    one = Notice.objects.get(user=office.chi)
    client.force_login(office.an)
    client.post(reverse("timeline:notices_done"), {"ids": str(one.pk)})
    one.refresh_from_db()
    assert one.done_at is None


def test_a_snoozed_notice_sleeps_and_rings_again(contact, office, client):
    give(contact, office.chi, office.an)
    work_all()
    one = Notice.objects.get(user=office.chi)
    client.force_login(office.chi)
    past, soon = (timezone.now() + timedelta(minutes=m) for m in (-1, 60))
    refused = client.post(
        reverse("timeline:notices_snooze"), {"ids": one.pk, "until": past.isoformat()}
    )
    assert refused.status_code == 422
    for never in ("9999-12-31T23:59-10:00", "0001-01-01T00:00", "tomorrow"):
        refused = client.post(reverse("timeline:notices_snooze"), {"ids": one.pk, "until": never})
        assert refused.status_code == 422, never
    client.post(reverse("timeline:notices_snooze"), {"ids": one.pk, "until": soon.isoformat()})
    assert "Nguyễn Thị Hồng" not in inbox(client, office.chi)
    assert "Nguyễn Thị Hồng" in inbox(client, office.chi, "snoozed")
    bells = Bells()
    bells.rung()
    Notice.objects.update(snoozed_until=timezone.now())
    assert bells.rung() == {office.chi.pk}
    assert "Nguyễn Thị Hồng" in inbox(client, office.chi)


def test_what_nobody_looked_at_is_mailed_once(contact, office, mailoutbox):
    give(contact, office.chi, office.an)
    work_all()
    jobs.mail_notices.func()
    assert not mailoutbox, "the app has its two minutes first"
    Notice.objects.update(mail_at=timezone.now() - timedelta(seconds=1))
    for _twice in range(2):
        jobs.mail_notices.func()
        work_all()
    [mail] = mailoutbox
    assert mail.to == [office.chi.email]
    assert "Nguyễn Thị Hồng" in mail.subject
    assert "An gave this customer to a colleague" in mail.body


def test_what_was_seen_is_not_mailed(contact, office):
    give(contact, office.chi, office.an)
    work_all()
    actions.see_notices(2**31, by=office.chi)
    assert not Notice.objects.filter(mail_at__isnull=False).exists()


def test_each_chooses_how_a_kind_comes(contact, office, client):
    client.force_login(office.chi)
    assert "Given to you" in client.get(reverse("timeline:notice_ways")).content.decode()
    client.post(reverse("timeline:notice_ways"), {"mail-assigned": "never"})
    give(contact, office.chi, office.an)
    assert told(office.chi) == []
    client.post(reverse("timeline:notice_ways"), {"mail-assigned": "daily"})
    give(contact, office.binh, office.giang)
    give(contact, office.chi, office.giang)
    work_all()
    one = Notice.objects.get(user=office.chi)
    assert one.done_at, "who wants mail alone has an empty inbox"
    assert one.mail_at > timezone.now()


def test_old_notices_go(contact, office):
    give(contact, office.chi, office.an)
    work_all()
    assert actions.tidy_notices() == 0
    Notice.objects.update(done_at=timezone.now() - timedelta(days=61))
    assert actions.tidy_notices() == 1
