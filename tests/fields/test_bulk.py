"""Changing many at once: preview, progress, what is skipped and why, undo."""

import json

import pytest
from django.urls import reverse

from quen.fields.actions import bulk
from quen.fields.models import BulkEdit
from quen.kit import worker
from quen.kit.refused import Refused
from quen.people.actions.contacts import add_contact, change_contact
from quen.people.models import Contact
from quen.timeline.models import Event, EventLink


@pytest.fixture
def customers(office, stages):
    return [
        add_contact(
            {"full_name": f"K{n}", "source": "zalo" if n % 2 else "website"}, by=office.binh
        )
        for n in range(12)
    ]


def sources() -> list[str]:
    return list(Contact.objects.order_by("pk").values_list("source", flat=True))


def test_all_that_match_are_changed_with_a_preview_and_undone(customers, client, office):
    client.force_login(office.binh)
    rule = json.dumps({"field": "source", "op": "is", "value": "zalo"})
    posted = {"all": "1", "query": f"filter={rule}"}
    form = client.post(reverse("fields:bulk", args=["contact"]), posted)
    assert "value-source" in form.content.decode()
    posted |= {"field": "source", "value-source": "facebook"}
    look = client.post(reverse("fields:bulk_preview", args=["contact"]), posted)
    assert look.status_code == 200
    assert look.content.decode().count("<tr><td") == 5
    assert "facebook" not in sources()
    answer = client.post(reverse("fields:bulk_run", args=["contact"]), posted)
    worker.work_all()
    assert sources().count("facebook") == 6
    page = client.get(answer.headers["Location"]).content.decode()
    assert "6 / 6" in page
    run = BulkEdit.objects.get()
    client.post(reverse("fields:bulk_undo", args=[run.pk]))
    worker.work_all()
    assert sources() == ["website", "zalo"] * 6
    run.refresh_from_db()
    assert run.state == "undone"


def test_one_event_tells_each_record_its_own_difference(customers, office):
    run = bulk.start_bulk("contact", [c.pk for c in customers], {"source": "line"}, by=office.binh)
    worker.work_all()
    event = Event.objects.get(kind="contact.changed")
    assert EventLink.objects.filter(event=event, type="contact").count() == 12
    assert EventLink.objects.filter(event=event, type="bulk_edit", record_id=run.pk).exists()


def test_undo_keeps_what_was_changed_again_since(customers, office):
    run = bulk.start_bulk(
        "contact", [c.pk for c in customers[:3]], {"source": "line"}, by=office.binh
    )
    worker.work_all()
    change_contact(customers[0], {"source": "event"}, by=office.binh)
    run.refresh_from_db()
    bulk.undo_bulk(run, by=office.binh)
    worker.work_all()
    assert sources()[:3] == ["event", "zalo", "website"]
    run.refresh_from_db()
    assert [pk for pk, _why in run.skipped] == [customers[0].pk]
    with pytest.raises(Refused):
        bulk.undo_bulk(run, by=office.binh)


def test_records_one_may_not_change_are_skipped_and_named(customers, office):
    foreign = add_contact({"full_name": "South"}, by=office.dung)
    run = bulk.start_bulk(
        "contact", [customers[0].pk, foreign.pk], {"source": "line"}, by=office.binh
    )
    worker.work_all()
    run.refresh_from_db()
    assert (run.changed, [pk for pk, _why in run.skipped]) == (1, [foreign.pk])
    foreign.refresh_from_db()
    assert foreign.source == ""


def test_a_value_that_cannot_be_read_stops_before_anything_is_written(customers, office):
    for given in ({"source": "nonsense"}, {"score": 5}, {"owner_id": "x"}):
        with pytest.raises(Refused):
            bulk.start_bulk("contact", [customers[0].pk], given, by=office.binh)
    with pytest.raises(Refused):
        bulk.start_bulk("contact", [], {"source": "line"}, by=office.binh)
    assert not BulkEdit.objects.exists()


def test_a_run_goes_on_in_batches_and_can_be_stopped(customers, office, monkeypatch):
    monkeypatch.setattr(bulk, "MOST", 5)
    run = bulk.start_bulk("contact", [c.pk for c in customers], {"source": "line"}, by=office.binh)
    bulk.run_bulk.func(run.pk)
    assert sources().count("line") == 5
    bulk.stop_bulk(run, by=office.binh)
    worker.work_all()
    assert sources().count("line") == 5
    run.refresh_from_db()
    assert (run.state, run.position) == ("cancelled", 5)


@pytest.mark.parametrize(("who", "status"), [("binh", 200), ("an", 200), ("em", 403)])
def test_who_may_edit_many(who, status, customers, client, office):
    client.force_login(getattr(office, who))
    posted = {"key": [c.pk for c in customers[:2]], "query": ""}
    assert client.post(reverse("fields:bulk", args=["contact"]), posted).status_code == status
