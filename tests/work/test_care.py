"""Care plans: written by the company, assigned or begun by an event, stopped by an answer, followed by the customer."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from quen.automation.models import Run
from quen.channels.models import Outgoing
from quen.kit.refused import Refused
from quen.kit.worker import work_all
from quen.sales.actions.moving import win_deal
from quen.work.actions import caring
from quen.work.actions.finishing import complete_task, log_call
from quen.work.care.courses import care_of, token_of
from quen.work.models import CareCourse, CareLine, CarePlan, Task
from quen.work.plan_seeds import add_plans


@pytest.fixture(autouse=True)
def noon():
    """Lines fall due at nine in the morning, so the hour of the run must not count."""
    with time_machine.travel(timezone.now().replace(hour=5, minute=0), tick=True):
        yield


@pytest.fixture
def plan(office, stages) -> CarePlan:
    """A call at once, a mail after two days, a task for the readers after four; it stops on an answer."""
    made = caring.save_plan(
        None, by=office.giang, labels={"en": "Care", "th": "ดูแล"}, type="contact", starts_on="",
        stops_on_answer=True, is_shown=True,
    )  # fmt: skip
    lines = [
        {"days": 0, "kind": "call", "labels": {"en": "Welcome call"}, "shown": {"en": "We call you"}},
        {"days": 2, "kind": "mail", "labels": {"en": "How is it?"}, "texts": {"en": "Hello {name}", "vi": "Chào {name}"}},
        {"days": 4, "kind": "task", "labels": {"en": "Check margin"}, "whom": "role:reader"},
    ]  # fmt: skip
    for line in lines:
        caring.save_line(made, None, by=office.giang, working=False, **line)
    return made


def passed(days: int) -> None:
    """So many days go by."""
    for run in Run.objects.live().exclude(began_at=None):
        Run.objects.filter(pk=run.pk).update(
            began_at=run.began_at - timedelta(days=days),
            started_at=run.started_at - timedelta(days=days),
            due_at=timezone.now(),
        )
    work_all()


def test_each_line_becomes_its_task_or_mail_at_its_time(plan, contact, office):
    caring.assign_plan(plan, contact, by=office.binh)
    work_all()
    call = Task.objects.get()
    assert (call.title, call.kind, call.owner) == ("Welcome call", "call", office.binh)
    passed(2)
    mail = Outgoing.objects.get()
    assert (mail.recipient, mail.headers["Reply-To"]) == (contact.email, office.binh.email)
    assert mail.text.startswith(f"Chào {contact.full_name}"), "in the customer's language"
    passed(2)
    assert Task.objects.get(title="Check margin").owner == office.em
    assert Run.objects.get().state == "done"


def test_it_stops_when_the_customer_answers(plan, contact, office):
    caring.assign_plan(plan, contact, by=office.binh)
    work_all()
    log_call("contact", contact.pk, by=office.binh, outcome="reached", inbound=True)
    work_all()
    passed(9)
    assert Run.objects.get().state == "stopped"
    assert not Outgoing.objects.exists()


def test_a_plan_without_that_rule_goes_on(plan, contact, office):
    facts = {"type": "contact", "starts_on": "", "is_shown": False, "stops_on_answer": False}
    caring.save_plan(plan, by=office.giang, labels=plan.labels, **facts)
    caring.assign_plan(plan, contact, by=office.binh)
    work_all()
    log_call("contact", contact.pk, by=office.binh, outcome="reached", inbound=True)
    work_all()
    passed(2)
    assert Outgoing.objects.count() == 1


def test_winning_a_deal_begins_the_onboarding_that_is_on_once(deal, office):
    add_plans()
    plan = CarePlan.objects.get(key="onboarding")
    caring.switch_plan(plan, True, by=office.giang)
    win_deal(deal, by=office.binh)
    work_all()
    course = CareCourse.objects.get()
    assert (course.plan, course.run.acts_as, course.run.cause.kind) == (
        plan,
        office.giang,
        "deal.won",
    )
    assert Task.objects.get().owner == office.binh, "the deal's owner does it"


def test_who_may_not_change_the_record_assigns_nothing(plan, contact, office):
    with pytest.raises(Refused):
        caring.assign_plan(plan, contact, by=office.em)
    caring.assign_plan(plan, contact, by=office.binh)
    with pytest.raises(Refused):
        caring.assign_plan(plan, contact, by=office.binh)


def test_the_record_shows_how_far_it_is(plan, contact, office, client):
    caring.assign_plan(plan, contact, by=office.binh)
    work_all()
    complete_task(Task.objects.get(), by=office.binh)
    told = care_of(contact, office.binh)["courses"][0]
    assert (told["count"], [line["done"] for line in told["lines"]]) == (
        "1/3",
        [True, False, False],
    )


def test_the_customer_follows_what_is_meant_for_them_and_reads_nothing_of_ours(
    plan, contact, office, client
):
    course = caring.assign_plan(plan, contact, by=office.binh)
    work_all()
    url = reverse("work:care_public", args=[token_of(course)])
    page = client.get(url).content.decode()
    assert "We call you" in page
    for ours in ("Welcome call", "Check margin", "Binh", contact.full_name):
        assert ours not in page
    assert client.get(reverse("work:care_public", args=[course.link_key])).status_code == 404
    CarePlan.objects.update(is_shown=False)
    assert client.get(url).status_code == 404


def test_plans_are_written_on_pages_by_who_may(plan, office, client):
    client.force_login(office.an)
    assert client.get(reverse("work:plans")).status_code == 403
    client.force_login(office.giang)
    new = {"labels_en": "Yearly", "type": "deal", "starts_on": "deal.won"}
    assert client.post(reverse("work:plan_new"), new).status_code == 302
    made = CarePlan.objects.get(key="yearly")
    line = {"days": "365", "kind": "call", "whom": "owner", "labels_en": "Call"}
    url = reverse("work:plan_line_new", args=[made.pk])
    assert client.post(url, {**line, "labels_en": ""}).status_code == 422
    assert client.post(url, line).status_code == 302
    assert "after 365 days" in client.get(reverse("work:plans")).content.decode()
    client.post(reverse("work:plan_switch", args=[made.pk]), {"on": "1"})
    made.refresh_from_db()
    assert (made.is_on, made.acts_as) == (True, office.giang)
    one = CareLine.objects.get(plan=made)
    assert client.get(reverse("work:plan_line", args=[made.pk, one.pk])).status_code == 200
    client.post(reverse("work:plan_line_remove", args=[made.pk, one.pk]))
    client.post(reverse("work:plan_remove", args=[made.pk]))
    assert "Yearly" not in client.get(reverse("work:plans")).content.decode()


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        ({"kind": "mail", "texts": {}}, "texts"),
        ({"days": 5000}, "days"),
        ({"labels": {}}, "labels"),
        ({"kind": "dance"}, "kind"),
    ],
)
def test_a_line_that_does_not_hold_is_refused(facts, where, plan, office):
    good = {"days": 1, "kind": "call", "labels": {"en": "x"}}
    with pytest.raises(Refused) as no:
        caring.save_line(plan, None, by=office.giang, **{**good, **facts})
    assert where in no.value.errors


def test_only_who_manages_plans_changes_them(plan, office):
    for act in (
        lambda: caring.remove_plan(plan, by=office.an),
        lambda: caring.switch_plan(plan, True, by=office.an),
        lambda: caring.save_plan(plan, by=office.an, labels={"en": "x"}),
    ):
        with pytest.raises(Refused):
            act()


def test_ready_plans_come_once_and_what_was_changed_stays(office, stages):
    assert [add_plans(), add_plans()] == [2, 0]
    caring.remove_plan(CarePlan.objects.get(key="onboarding"), by=office.giang)
    assert add_plans() == 0


def test_a_quiet_week_plans_a_call(contact, office):
    from quen.automation.actions.running import switch_flow
    from quen.people.models import Contact

    switch_flow("contact.follow_up", True, by=office.giang)
    log_call("contact", contact.pk, by=office.binh, outcome="reached")
    work_all()
    assert Run.objects.get().state == "waiting"
    Contact.objects.filter(pk=contact.pk).update(
        last_activity_at=timezone.now() - timedelta(days=12)
    )
    Run.objects.update(due_at=timezone.now())
    work_all()
    call = Task.objects.get(done_at=None)
    assert (call.title, call.kind, call.owner) == (f"Follow up: {contact.full_name}", "call", office.binh)  # fmt: skip
