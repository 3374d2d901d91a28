"""Flows and runs on pages, beside records and in the API: who sees and does what, at a flat cost."""

import pytest
from django.urls import reverse
from django.utils import timezone

from quen.accounts.actions.tokens import add_token
from quen.automation.actions.starting import start_run
from quen.automation.flows import do, on, wait
from quen.automation.models import Flow, Run
from quen.kit.worker import work_all
from quen.people.actions.contacts import add_contact
from tests.counting import questions

STEPS = [do("task.add", title="Call {record}"), wait(days=3), do("note.add", text="x")]


@pytest.fixture
def run(made, contact, office) -> Run:
    it = start_run(made(steps=STEPS), contact.pk, acts_as=office.binh, entry="1")
    work_all()
    it.refresh_from_db()
    return it


@pytest.mark.parametrize(("who", "status"), [("giang", 200), ("an", 403), ("binh", 403)])
def test_who_manages_automation_sees_the_flows(who, status, run, office, client):
    client.force_login(getattr(office, who))
    assert client.get(reverse("automation:flows")).status_code == status


def test_a_flow_is_switched_on_and_off_on_its_page(made, office, client):
    one = made(steps=STEPS, starts=[on("note.added")])
    url = reverse("automation:flow_switch", args=[one.key])
    client.force_login(office.an)
    assert client.post(url, {"on": "1"}).status_code == 403
    client.force_login(office.giang)
    client.post(url, {"on": "1"})
    assert Flow.objects.get().is_on
    page = client.get(reverse("automation:flows")).content.decode()
    assert "acts in the name of Giang" in page
    client.post(url, {"on": "0"})
    assert not Flow.objects.get().is_on


@pytest.mark.parametrize(
    ("who", "sees", "stops"),
    [("binh", True, True), ("an", True, True), ("em", True, False), ("chi", False, False)],
)
def test_who_sees_a_run_and_who_stops_it(who, sees, stops, run, contact, office, client):
    client.force_login(getattr(office, who))
    listed = client.get(reverse("automation:runs")).content.decode()
    assert (contact.full_name in listed) is sees
    page = client.get(reverse("automation:run", args=[run.pk]))
    assert (page.status_code == 200) is sees
    if sees:
        assert f"Call {contact.full_name}" not in page.content.decode().split("Steps")[0]
        assert "Wait 3 days" in page.content.decode()
    assert client.post(reverse("automation:run_stop", args=[run.pk])).status_code == (302 if stops else 404)  # fmt: skip
    run.refresh_from_db()
    assert run.is_live is not stops


def test_a_stuck_run_shows_its_error_and_is_tried_again(run, office, client):
    Run.objects.filter(pk=run.pk).update(stuck_at=timezone.now(), due_at=None, tries=5)
    client.force_login(office.binh)
    assert "Try again" in client.get(reverse("automation:run", args=[run.pk])).content.decode()
    assert run.definition["label"] in client.get(reverse("automation:runs") + "?state=stuck").content.decode()  # fmt: skip
    client.post(reverse("automation:run_retry", args=[run.pk]))
    run.refresh_from_db()
    assert run.stuck_at is None


def test_the_record_shows_what_runs_on_it_and_offers_what_may_be_started(
    run, made, contact, office, client
):
    from quen.automation.panels import runs_on

    made(key="test.hand", steps=STEPS, by_hand=True, label="By hand")
    told = runs_on(contact, office.binh)
    assert told["runs"][0]["next"] == "Wait 3 days"
    assert told["runs"][0]["when"]
    [offer] = told["flows"]
    client.force_login(office.em)
    assert client.post(offer["url"]).status_code == 404
    client.force_login(office.binh)
    client.post(offer["url"])
    assert Run.objects.filter(flow="test.hand", acts_as=office.binh).exists()


def test_the_api_lists_runs_as_far_as_the_token_sees(run, contact, office, client):
    for who, count in (("binh", 1), ("chi", 0)):
        _token, key = add_token(getattr(office, who), name="t", by=None, scope="read")
        headers = {"Authorization": f"Bearer {key}"}
        asked = f"/api/v1/runs?live=1&type=contact&record_id={contact.pk}"
        items = client.get(asked, headers=headers).json()["items"]
        assert len(items) == count
        one = client.get(f"/api/v1/runs/{run.pk}", headers=headers)
        assert one.status_code == (200 if count else 404)
    assert items == []


def test_many_runs_cost_the_list_no_more_queries(run, made, office, client):
    client.force_login(office.an)
    url = reverse("automation:runs")
    client.get(url)
    few = questions(lambda: client.get(url))
    one = made(key="test.more", steps=[wait(days=1)])
    for n in range(12):
        it = add_contact({"full_name": f"K{n}"}, by=office.binh)
        start_run(one, it.pk, acts_as=office.binh, entry=str(it.pk))
    assert questions(lambda: client.get(url)) <= few
