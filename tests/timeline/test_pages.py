"""The audit log and the page of background work."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from quen.accounts.actions.tokens import add_token
from quen.accounts.actions.users import disable_user
from quen.kit import doctor
from quen.kit.models import Heartbeat, Job
from quen.people.actions.contacts import change_contact
from quen.timeline.models import Event
from tests.timeline.sealing import seal_all

pytestmark = pytest.mark.django_db
AUDIT, WORK = "timeline:audit", "timeline:work"


@pytest.fixture
def giang(client, office):
    client.force_login(office.giang)
    return client


@pytest.fixture
def stuck(db):
    return Job.objects.create(
        task="quen.people.jobs.tidy", stuck_at=timezone.now(), error="ValueError: no", tries=5
    )


@pytest.mark.parametrize(("who", "status"), [("giang", 200), ("an", 403), ("em", 403)])
@pytest.mark.parametrize("route", [AUDIT, WORK])
def test_the_pages_open_for_who_holds_the_right(client, office, route, who, status):
    client.force_login(getattr(office, who))
    assert client.get(reverse(route)).status_code == status


def audit(client, **asked) -> str:
    return client.get(reverse(AUDIT), asked).content.decode()


def test_sr_59_refusals_and_changes_of_rights_stand_in_the_audit(giang, client, office):
    disable_user(office.chi, by=office.giang)
    client.force_login(office.em)
    client.get(reverse(AUDIT))
    client.force_login(office.giang)
    page = audit(client)
    assert "Giang switched Chi off" in page
    assert "Em was refused: timeline.view_audit" in page


def test_the_audit_is_filtered_by_kind_colleague_day_and_record(giang, office, contact):
    disable_user(office.chi, by=office.giang)
    off, added = "Giang switched Chi off", f'record=contact-{contact.pk}"'
    assert off in audit(giang, group="audit")
    assert added not in audit(giang, group="audit")
    assert off not in audit(giang, actor=office.binh.pk)
    assert off not in audit(giang, day="2001-01-01")
    assert off in audit(giang, day=timezone.localdate().isoformat())
    assert off not in audit(giang, record=f"contact-{contact.pk}")
    assert added in audit(giang, record=f"contact-{contact.pk}")


@pytest.mark.parametrize("name", ["group", "actor", "day", "record", "before"])
def test_sr_14_a_filter_that_cannot_be_read_is_left_out(giang, name):
    for wrong in ("x", "-1", "9" * 40, "2026-99-99", "2026-01-01,1", "contact-" + "9" * 30):
        assert giang.get(reverse(AUDIT), {name: wrong}).status_code == 200


def test_the_audit_goes_on_page_by_page_without_losing_a_line(giang, office):
    for _ in range(60):
        giang.post(reverse("accounts:preferences"), {"theme": "dark"})
        giang.post(reverse("accounts:preferences"), {"theme": "light"})
    first = giang.get(reverse(AUDIT))
    url = first.context["pager"]["next_url"]
    second = giang.get(reverse(AUDIT) + url)
    assert len(first.context["lines"]) == len(second.context["lines"]) == 50


def test_stuck_work_is_shown_with_its_reason_and_tried_again(giang, stuck):
    assert "ValueError: no" in giang.get(reverse(WORK)).content.decode()
    assert giang.post(reverse("timeline:work_retry", args=["jobs"])).status_code == 302
    stuck.refresh_from_db()
    assert stuck.stuck_at is None
    assert stuck.due_at is not None
    assert Event.objects.filter(kind="work.retried").count() == 1
    assert giang.post(reverse("timeline:work_retry", args=["jobs"])).status_code == 422


def test_who_may_not_operate_retries_nothing(client, office, stuck):
    client.force_login(office.an)
    assert client.post(reverse("timeline:work_retry", args=["jobs"])).status_code == 403
    stuck.refresh_from_db()
    assert stuck.stuck_at is not None


def test_a_silent_worker_is_shown_as_silent(giang):
    Heartbeat.objects.create(name="worker a:1", at=timezone.now())
    assert "alive" in giang.get(reverse(WORK)).content.decode()
    Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=2))
    assert "silent" in giang.get(reverse(WORK)).content.decode()


@pytest.mark.django_db(transaction=True)  # what an open transaction holds is never sealed
def test_the_doctor_tells_of_stuck_work_unsealed_events_and_a_broken_chain(office, stuck):
    disable_user(office.chi, by=office.giang)
    assert list(doctor.CHECKS["stuck work"]())
    assert not list(doctor.CHECKS["audit log"]())
    Event.objects.update(stored_at=timezone.now() - timedelta(hours=1))
    assert list(doctor.CHECKS["sealing"]())
    seal_all()
    assert not list(doctor.CHECKS["sealing"]())
    Event.objects.filter(kind="user.disabled").update(digest="0" * 64)
    assert list(doctor.CHECKS["audit log"]())


def test_the_audit_names_fields_and_words_as_people_do(giang, office, contact):
    change_contact(contact, {"job_title": "Trưởng phòng"}, by=office.binh)
    add_token(office.giang, name="kho", by=office.giang, scope="read")
    page = audit(giang)
    assert "Job title: — → Trưởng phòng" in page
    assert "job_title" not in page
    assert "made the token kho (read only)" in page
