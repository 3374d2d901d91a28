"""A colleague's calendar at an address of its own: made, shown once, renewed, ended."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from quen.accounts.actions.users import disable_user, enable_user
from quen.kit import limits
from quen.kit.models import Counted
from quen.kit.worker import work_all
from quen.work.actions.feeds import end_feed, make_feed
from quen.work.actions.tasks import add_task, change_task
from quen.work.calendar.reading import entries_in
from quen.work.models import Feed
from tests.counting import questions

pytestmark = pytest.mark.django_db
SOON = timezone.now().replace(microsecond=0) + timedelta(days=1)


def url_of(token: str) -> str:
    return reverse("work:feed", args=[token])


def titles(answer) -> list[str]:
    return [entry.title for entry in entries_in(answer.content)]


def test_the_address_is_shown_once_and_gives_what_one_has_planned(office, client, contact):
    add_task(
        title="Gặp chị Hồng", by=office.binh, kind="meeting", at=SOON,
        type_key="contact", record_id=contact.pk,
    )  # fmt: skip
    add_task(title="Của Chi", by=office.chi, due_on=SOON.date())
    client.force_login(office.binh)
    shown = client.post(reverse("work:feed_make")).content.decode()
    feed = Feed.objects.get(user=office.binh)
    token = shown.split("/cal/")[1].split(".ics")[0]
    assert (feed.hash, len(token) >= 43) == (Feed.hashed(token), True)
    assert token not in client.get(reverse("work:calendar")).content.decode()
    client.logout()
    answer = client.get(url_of(token))
    assert answer["Content-Type"].startswith("text/calendar")
    assert titles(answer) == ["Gặp chị Hồng"]
    assert "Nguyễn Thị Hồng" in entries_in(answer.content)[0].text


def test_an_unchanged_calendar_is_not_sent_again(office, client):
    task = add_task(title="Gọi", by=office.binh, kind="call", at=SOON)
    _feed, token = make_feed(office.binh)
    first = client.get(url_of(token))
    again = client.get(url_of(token), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    change_task(task, by=office.binh, title="Gọi lại")
    changed = client.get(url_of(token), headers={"If-None-Match": first["ETag"]})
    assert (changed.status_code, titles(changed)) == (200, ["Gọi lại"])


def test_a_new_address_ends_the_old_one_and_an_ended_one_is_like_none(office, client):
    _feed, old = make_feed(office.binh)
    _feed, new = make_feed(office.binh)
    assert [client.get(url_of(token)).status_code for token in (old, new)] == [404, 200]
    end_feed(office.binh, by=office.binh)
    assert [client.get(url_of(token)).status_code for token in (new, "x" * 43)] == [404, 404]


def test_who_is_switched_off_gives_no_calendar_also_not_when_they_come_back(office, client):
    _feed, token = make_feed(office.binh)
    disable_user(office.binh, by=office.giang)
    assert client.get(url_of(token)).status_code == 404
    work_all()
    office.binh.refresh_from_db()
    enable_user(office.binh, by=office.giang)
    assert client.get(url_of(token)).status_code == 404


def test_a_feed_costs_the_same_however_much_is_planned(office, client, contact):
    def plan(count):
        for n in range(count):
            add_task(
                title=f"Việc {n}", by=office.binh, at=SOON, type_key="contact", record_id=contact.pk
            )

    _feed, token = make_feed(office.binh)
    plan(2)
    few = questions(lambda: client.get(url_of(token)))
    plan(20)
    assert questions(lambda: client.get(url_of(token))) <= few <= 6


def test_one_cannot_try_addresses_without_end(office, client, one_window):
    answers = [client.get(url_of(f"guess{n}")).status_code for n in range(121)]
    assert answers == [404] * 120 + [429]
    assert "127.0.0.1" not in Counted.objects.get().key


def test_counts_are_forgotten_once_their_time_has_passed(db):
    assert limits.within("x", "y", most=1, seconds=60)
    assert not limits.within("x", "y", most=1, seconds=60)
    limits.forget_counts.func()
    assert Counted.objects.exists()
    Counted.objects.update(ends_at=datetime(2026, 1, 1, tzinfo=UTC))
    limits.forget_counts.func()
    assert not Counted.objects.exists()


def test_the_address_of_others_is_not_ones_own(office, client):
    make_feed(office.binh)
    client.force_login(office.chi)
    assert "Make an address" in client.get(reverse("work:calendar")).content.decode()
    assert client.post(reverse("work:feed_end")).status_code == 422
    assert Feed.objects.filter(user=office.binh).exists()
