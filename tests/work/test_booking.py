"""A customer books, moves and calls off a meeting on public pages."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from quen.channels.models import Outgoing
from quen.fields.actions.custom import add_field
from quen.kit.models import Counted
from quen.kit.worker import work_all
from quen.people.actions.contacts import change_contact
from quen.people.models import Contact, Handle
from quen.timeline.models import Notice
from quen.timeline.reading import timeline_of
from quen.work.actions import bookings
from quen.work.actions.booking_pages import change_page
from quen.work.booking import tokens
from quen.work.calendar.reading import entries_in
from quen.work.models import Booking, Task
from tests.work.booking_stage import KINDS, MONDAY, NOW, at, guest, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stages", "friday")]
URL = "/b/tu-van"
EN = {"Accept-Language": "en"}


@pytest.fixture
def friday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def row(office):
    return page_of(office.binh)


def typed(client, when, **given):
    """The form as a browser sends it, from its page."""
    shown = client.get(URL, {"at": when.isoformat(), "kind": "k1"}, headers=EN).content.decode()
    uid = re.search(r'name="uid" value="([^"]+)"', shown)[1]
    start = {"name": "Trần Văn Lộc", "phone": "0987 654 321", "kind": "k1", "uid": uid}
    return {**start, "at": when.isoformat(), "lang": "en", **given}


def book(client, when, **given):
    return client.post(f"{URL}/book", typed(client, when, **given))


def sentences(it, user):
    return [line.sentence for line in timeline_of(it, user)[0]]


def test_a_stranger_books_and_becomes_a_customer_with_a_meeting(row, office, client):
    shown = client.get(URL, {"day": MONDAY}, headers=EN).content.decode()
    assert "08:00" in shown
    assert "<script>" not in shown
    answer = book(client, at(9), email="loc@example.com", text="Cần báo giá")
    assert answer.status_code == 302
    task, contact = Task.objects.get(kind="meeting"), Contact.objects.get()
    assert (task.at, task.minutes, task.owner) == (at(9), 60, office.binh)
    assert (task.title, task.text) == ("Tư vấn: Trần Văn Lộc", "Cần báo giá")
    assert (contact.full_name, contact.source, contact.owner) == (
        "Trần Văn Lộc", "booking", office.binh,
    )  # fmt: skip
    assert {h.normal for h in Handle.objects.all()} == {"loc@example.com", "+84987654321"}
    assert not Handle.objects.exclude(verified_at=None).exists()
    assert "The customer booked a meeting: Tư vấn: Trần Văn Lộc" in sentences(contact, office.binh)
    page = client.get(answer["Location"]).content.decode()
    assert "Your meeting is booked" in page
    assert "30/11/2026 09:00" in page


def test_the_confirmation_brings_the_meeting_into_the_customers_calendar(row, client):
    book(client, at(9), email="loc@example.com")
    mail = Outgoing.objects.get()
    (entry,) = entries_in(mail.calendar.encode())
    assert (mail.recipient, entry.starts, entry.organizer.mail) == (
        "loc@example.com", at(9), "binh@quen.test",
    )  # fmt: skip
    assert "/b/mine/" in mail.text
    assert "Binh" in mail.text


def test_the_colleague_is_told_of_booking_moving_and_calling_off(row, office, client):
    link = book(client, at(9))["Location"]
    client.post(f"{link}move/", {"at": at(10).isoformat()})
    client.post(f"{link}cancel/")
    work_all()
    kinds = [n.event.kind for n in Notice.objects.filter(user=office.binh).order_by("pk")]
    assert kinds == ["meeting.booked", "meeting.moved", "meeting.called_off"]
    assert not Notice.objects.exclude(user=office.binh).exists()


def test_the_mail_follows_moving_and_calling_off_in_the_same_entry(row, client):
    link = book(client, at(9), email="loc@example.com")["Location"]
    client.post(f"{link}move/", {"at": at(10).isoformat()})
    client.post(f"{link}cancel/")
    rows = [entries_in(m.calendar.encode())[0] for m in Outgoing.objects.order_by("pk")]
    assert len({e.uid for e in rows}) == 1
    assert rows[0].sequence < rows[1].sequence < rows[2].sequence
    assert [(e.starts, e.cancelled) for e in rows] == [
        (at(9), False), (at(10), False), (at(10), True),
    ]  # fmt: skip


def test_sr_41_a_get_books_moves_and_calls_off_nothing(row, client):
    link = book(client, at(9))["Location"]
    for url in (link, f"{link}times/", f"{link}meeting.ics", f"{URL}?at={at(10).isoformat()}"):
        assert client.get(url).status_code == 200, url
    for url in (f"{link}cancel/", f"{link}move/", f"{URL}/book"):
        assert client.get(url).status_code == 405, url
    task = Task.objects.get(kind="meeting")
    assert (task.at, task.done_at) == (at(9), None)


def test_sr_35_what_is_known_of_a_customer_is_neither_shown_nor_changed(
    row, office, contact, client
):
    before = {k: v for k, v in vars(Contact.objects.get()).items() if k[0] != "_"}
    link = book(client, at(9), name="Somebody Else", phone="0903221884", email="x@other.vn")[
        "Location"
    ]
    booking = Booking.objects.get()
    assert (booking.task.record_id, Contact.objects.count()) == (contact.pk, 1)
    now = {k: v for k, v in vars(Contact.objects.get()).items() if k[0] != "_"}
    moved = {"last_activity_at", "next_step_at"}
    assert {k for k in now if now[k] != before[k]} <= moved
    assert not Handle.objects.filter(normal="x@other.vn").exists()
    pages = client.get(link).content.decode() + Outgoing.objects.get().text
    assert "Hồng" not in pages
    assert "hong@thepvieta.vn" not in pages


def test_answers_fill_fields_of_a_new_customer_and_stand_beside_a_known_one(
    office, client, contact
):
    field = add_field("contact", by=office.giang, labels={"en": "Need"}, kind="text")
    key = f"custom.{field.key}"
    page_of(office.giang, {office.binh: 1}, questions=[key])
    book(client, at(9), **{f"q-{key}": "Thép hình"})
    made = Contact.objects.exclude(pk=contact.pk).get()
    assert made.custom[field.key] == "Thép hình"
    change_contact(contact, {key: "Thép tấm"}, by=office.binh)
    book(client, at(10), phone="0903221884", **{f"q-{key}": "Inox"})
    contact.refresh_from_db()
    assert contact.custom[field.key] == "Thép tấm"
    task = Task.objects.get(record_id=contact.pk)
    client.force_login(office.binh)
    shown = client.get(reverse("work:task", args=[task.pk])).content.decode()
    assert "Inox" in shown


def test_a_time_that_was_just_taken_leads_to_others(row, client):
    late = typed(client, at(9), phone="0911111111")
    book(client, at(9))
    answer = client.post(f"{URL}/book", late)
    said = answer.content.decode()
    assert answer.status_code == 409
    assert "has just been taken" in said
    assert "10:00" in said
    assert Task.objects.filter(kind="meeting").count() == 1


@pytest.mark.parametrize(
    "when", [at(7), at(9, minute=30), at(12), at(9, MONDAY - timedelta(days=30))]
)
def test_only_what_is_offered_can_be_booked(row, client, when):
    assert book(client, when).status_code == 409
    assert not Task.objects.exists()


def test_a_form_that_is_sent_twice_books_once(row, client):
    given = typed(client, at(9))
    links = [client.post(f"{URL}/book", given)["Location"] for _n in range(2)]
    assert links[0] == links[1]
    assert Booking.objects.count() == 1


def test_a_form_that_is_not_ours_or_filled_by_a_machine_books_nothing(row, client):
    for bad in ({"uid": "made-up.signature"}, {"uid": ""}, {"website": "http://spam"}):
        assert book(client, at(9), **bad).status_code == 422
    assert not Task.objects.exists()


@pytest.mark.parametrize(
    "bad", [{"name": ""}, {"phone": ""}, {"phone": "12"}, {"phone": "", "email": "no mail"}]
)
def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(row, client, bad):
    answer = book(client, at(9), text="giữ lại", **bad)
    assert answer.status_code == 422
    assert "giữ lại" in answer.content.decode()
    assert not Contact.objects.exists()


def test_sr_26_a_link_that_is_not_signed_leads_nowhere(row, client):
    link = book(client, at(9))["Location"]
    uid = Booking.objects.get().uid
    for token in (uid, f"{uid}.x", tokens.fresh(), "1"):
        url = reverse("work:booking", args=[token])
        assert [client.get(url).status_code, client.post(f"{url}cancel/").status_code] == [404, 404]
    assert client.get(link).status_code == 200


def test_what_is_over_cannot_be_moved_or_called_off(row, client):
    link = book(client, at(9))["Location"]
    with time_machine.travel(at(9) + timedelta(minutes=1), tick=False):
        for verb in ("move/", "cancel/"):
            assert client.post(link + verb, {"at": at(11).isoformat()}).status_code == 422
        assert "This meeting is over" in client.get(link).content.decode()


def test_a_closed_page_is_like_one_that_never_was(row, office, client):
    link = book(client, at(9))["Location"]
    change_page(row, by=office.binh, is_open=False)
    assert client.get(URL).status_code == client.get("/b/no-such").status_code == 404
    assert client.get(link).status_code == 200, "who has booked still finds their meeting"


def test_sr_34_a_stranger_cannot_have_mails_sent_without_end(office, client, one_window):
    page_of(office.binh, hours={str(n): [["06:00", "22:00"]] for n in range(7)})
    given = {"email": "victim@example.com", "phone": ""}
    answers = [book(client, at(8 + n), **given).status_code for n in range(7)]
    assert answers == [302] * 5 + [429] * 2
    assert Outgoing.objects.count() == 5
    assert not Counted.objects.filter(key__contains="victim").exists()


def test_the_page_speaks_the_visitors_language_and_zone(row, client):
    thai = client.get(URL, headers={"Accept-Language": "th"}).content.decode()
    assert 'lang="th"' in thai
    assert "2569" in thai
    tokyo = client.get(URL, {"zone": "Asia/Tokyo", "lang": "vi", "day": MONDAY}).content.decode()
    assert 'lang="vi"' in tokyo
    assert "10:00" in tokyo
    assert "13:00" in tokyo
    book(client, at(9), zone="Asia/Tokyo", lang="th")
    booking = Booking.objects.get()
    assert (booking.zone, booking.language, booking.task.at) == ("Asia/Tokyo", "th", at(9))
    assert Contact.objects.get().language == "th"


def test_a_zone_is_told_in_words_on_the_form_the_page_and_in_the_mail(row, client):
    asked = {"at": at(9).isoformat(), "zone": "America/New_York", "lang": "en"}
    form = client.get(URL, asked).content.decode()
    assert "New York · " in form
    answer = book(client, at(9), zone="America/New_York", lang="en", email="loc@abc.vn")
    assert "America/New York" in client.get(answer["Location"]).content.decode()
    assert "(America/New York)" in Outgoing.objects.get(recipient="loc@abc.vn").text


def test_with_several_kinds_one_is_chosen_first(office, client):
    page_of(office.binh, kinds=[*KINDS, {"key": "k2", "name": "Xem mẫu", "minutes": 120}])
    first = client.get(URL, headers=EN).content.decode()
    assert "Xem mẫu" in first
    assert "08:00" not in first
    long = client.get(URL, {"kind": "k2"}, headers=EN).content.decode()
    assert "10:00" in long
    assert "11:00" not in long


def test_the_file_brings_the_meeting_into_a_calendar_without_a_mail(row, client):
    link = book(client, at(9))["Location"]
    (entry,) = entries_in(client.get(f"{link}meeting.ics").content)
    assert (entry.starts, entry.attendees) == (at(9), ())


def test_nonsense_in_the_address_shows_the_page_as_it_is(row, client):
    for query in ("day=x&start=y&zone=z&at=q&kind=k9&lang=xx", "start=9999-12-31", "day=0001-01-01",
                  "zone=../etc/passwd", "at=2026-11-30T09:00", "zone=%00"):  # fmt: skip
        assert client.get(f"{URL}?{query}").status_code == 200, query


def test_who_reads_phones_masked_reads_them_masked_here(row, office, client):
    book(client, at(9))
    task = Task.objects.get(kind="meeting")
    booking = bookings.Booking.objects.get(task=task)
    assert booking.phone == "0987 654 321"
    type(office.binh).objects.filter(pk=office.binh.pk).update(masked=True)
    client.force_login(office.binh)
    shown = client.get(reverse("work:task", args=[task.pk])).content.decode()
    # Not "654" alone: a colleague may have it in their number.
    assert not [part for part in ("987 654", "654 321", "987654", "654321") if part in shown]
    assert "•" in shown


def test_a_guest_books_again_and_stays_one_customer(row):
    for hour in (8, 9):
        bookings.book(row, "", at(hour), guest())
    assert Contact.objects.count() == 1
