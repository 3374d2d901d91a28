"""A customer is asked to a meeting by mail, when a colleague says so, and told what changes."""

import email
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from quen.channels.models import Outgoing
from quen.channels.smtp import _message
from quen.kit.refused import Refused
from quen.people.models import Handle
from quen.timeline.reading import timeline_of
from quen.work.actions.inviting import call_off, invite_guest, update_guest
from quen.work.actions.tasks import add_task, change_task
from quen.work.calendar.reading import entries_in
from quen.work.models import Invitation, Task

pytestmark = pytest.mark.django_db
SOON = timezone.now().replace(microsecond=0) + timedelta(days=1)


@pytest.fixture
def meeting(contact, office):
    on = {"type_key": "contact", "record_id": contact.pk, "by": office.binh}
    return add_task(title="Xem mẫu", kind="meeting", at=SOON, place="Q.1", **on)


@pytest.fixture
def mail(contact):
    return Handle.objects.get(contact=contact, kind="email")


def told(contact, office) -> list[str]:
    return [line.sentence for line in timeline_of(contact, office.binh)[0]]


def test_nothing_is_sent_before_somebody_says_so(meeting, mail, office, client):
    assert not Outgoing.objects.exists()
    client.force_login(office.binh)
    page = client.get(reverse("work:task", args=[meeting.pk])).content.decode()
    assert "hong@thepvieta.vn" in page
    client.post(reverse("work:invite", args=[meeting.pk]), {"address": mail.pk})
    row = Outgoing.objects.get()
    assert (row.recipient, row.headers["Reply-To"]) == ("hong@thepvieta.vn", "binh@quen.test")
    (entry,) = entries_in(row.calendar.encode())
    assert "METHOD:REQUEST" in row.calendar
    assert (entry.starts, entry.place, entry.organizer.mail) == (SOON, "Q.1", "binh@quen.test")
    assert entry.attendees[0].mail == "hong@thepvieta.vn"


def test_the_mail_carries_the_meeting_as_mail_programs_answer_it(meeting, mail, office):
    invite_guest(meeting, mail.pk, by=office.binh)
    parsed = email.message_from_bytes(bytes(_message(Outgoing.objects.get())))
    kinds = {part.get_content_type(): part for part in parsed.walk()}
    calendar = kinds["text/calendar"]
    assert calendar.get_param("method") == "REQUEST"
    assert entries_in(calendar.get_payload(decode=True))[0].title == "Xem mẫu"
    assert kinds["application/ics"].get_filename() == "invite.ics"
    assert "Xem mẫu" in kinds["text/plain"].get_payload(decode=True).decode()


def test_a_change_raises_the_sequence_and_calling_off_cancels_the_same_entry(
    meeting, mail, office, contact
):
    invite_guest(meeting, mail.pk, by=office.binh)
    meeting = change_task(meeting, by=office.binh, at=SOON + timedelta(hours=2))
    assert Outgoing.objects.count() == 1, "a change alone sends nothing"
    assert "Binh sent an invitation: Xem mẫu" in told(contact, office)
    update_guest(meeting, by=office.binh)
    call_off(meeting, by=office.binh)
    rows = [entries_in(r.calendar.encode())[0] for r in Outgoing.objects.order_by("pk")]
    assert len({entry.uid for entry in rows}) == 1
    assert rows[0].sequence < rows[1].sequence < rows[2].sequence
    assert [entry.cancelled for entry in rows] == [False, False, True]
    assert "METHOD:CANCEL" in Outgoing.objects.latest("pk").calendar
    assert Task.objects.get(pk=meeting.pk).outcome == "called_off"
    words = "Binh told the customer that a meeting is cancelled: Xem mẫu"
    assert words in told(contact, office)


def test_the_page_says_that_the_customer_knows_an_old_time(meeting, mail, office, client):
    invite_guest(meeting, mail.pk, by=office.binh)
    client.force_login(office.binh)
    url = reverse("work:task", args=[meeting.pk])
    assert "has changed since" not in client.get(url).content.decode()
    change_task(meeting, by=office.binh, at=SOON + timedelta(hours=2))
    assert "has changed since" in client.get(url).content.decode()
    client.post(reverse("work:invite_again", args=[meeting.pk]))
    assert "has changed since" not in client.get(url).content.decode()


def test_only_an_address_of_the_customer_is_written_to(meeting, office, mail):
    with pytest.raises(Refused):
        invite_guest(meeting, mail.pk + 1, by=office.binh)
    with pytest.raises(Refused):
        update_guest(meeting, by=office.binh)
    invite_guest(meeting, mail.pk, by=office.binh)
    with pytest.raises(Refused, match="already"):
        invite_guest(meeting, mail.pk, by=office.binh)


def test_what_has_begun_is_not_sent(meeting, mail, office):
    Task.objects.filter(pk=meeting.pk).update(at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(Refused, match="begun"):
        invite_guest(meeting, mail.pk, by=office.binh)


def test_colleagues_who_may_not_see_the_meeting_cannot_send_it(meeting, mail, office, client):
    client.force_login(office.chi)
    for name in ("invite", "invite_again", "call_off"):
        assert client.post(reverse(f"work:{name}", args=[meeting.pk])).status_code == 404
    assert not Invitation.objects.exists()


def test_a_meeting_can_be_taken_into_any_calendar(meeting, office, client):
    client.force_login(office.binh)
    answer = client.get(reverse("work:task_file", args=[meeting.pk]))
    assert entries_in(answer.content)[0].title == "Xem mẫu"
    client.force_login(office.chi)
    assert client.get(reverse("work:task_file", args=[meeting.pk])).status_code == 404
