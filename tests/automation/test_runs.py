"""A run takes its steps one after the other, each once, with the rights its owner has then."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from quen.accounts.actions.rights import refresh
from quen.accounts.models import User
from quen.automation import timing
from quen.automation.actions import starting
from quen.automation.actions.running import retry_run, stop_run, switch_flow
from quen.automation.actions.starting import start_by_hand, start_on_days, start_run
from quen.automation.flows import ask, do, end, on, on_day, stop_if, wait, wait_for
from quen.automation.models import Ear, Run, RunStep
from quen.kit import leases
from quen.kit.refused import Refused
from quen.kit.worker import work_all
from quen.people.actions.contacts import change_contact, trash_contacts
from quen.sales.actions.deals import add_deal
from quen.sales.actions.moving import win_deal
from quen.sales.models import Deal
from quen.timeline.models import Event, Notice
from quen.work.actions.finishing import log_call
from quen.work.actions.notes import add_note
from quen.work.models import Note, Task
from tests.automation.conftest import later

TASK = do("task.add", title="Call {record}")


def test_steps_are_done_in_order_and_each_is_written_down(entered, contact, office):
    run = entered(TASK, do("note.add", text="Welcome"))

    assert (run.state, run.taken) == ("done", 2)
    task = Task.objects.get()
    assert (task.title, task.owner, task.record_id) == (f"Call {contact.full_name}", office.binh, contact.pk)  # fmt: skip
    assert [one.output for one in run.log.all()] == [{"task": task.pk}, {"note": Note.objects.get().pk}]  # fmt: skip


def test_an_event_starts_what_is_on_and_what_it_does_names_the_event(switched, deal, office):
    switched(type="deal", starts=[on("deal.won")], steps=[TASK])
    win_deal(deal, by=office.binh)
    work_all()

    won = Event.objects.get(kind="deal.won")
    planned = Event.objects.get(kind="task.created")
    assert (planned.because, planned.depth, planned.via, planned.actor) == (won, 1, "flow", office.giang)  # fmt: skip


def test_what_is_off_or_whose_condition_fails_does_not_start(made, switched, deal, office):
    made(key="test.off", type="deal", starts=[on("deal.won")], steps=[TASK])
    rule = {"field": "amount", "op": ">", "value": 900000000}
    switched(type="deal", starts=[on("deal.won", rule=rule)], steps=[TASK])
    win_deal(deal, by=office.binh)
    work_all()
    assert not Run.objects.exists()


def test_a_day_in_a_field_starts_it_once(switched, deal, office):
    day = timezone.localdate() + timedelta(days=7)
    type(deal).objects.filter(pk=deal.pk).update(expected_close_on=day)
    switched(type="deal", again="always", starts=[on_day("expected_close_on", after=-7)], steps=[TASK])  # fmt: skip

    assert start_on_days(timezone.localdate(), 8) == 0, "its hour has not come"
    assert [start_on_days(timezone.localdate(), 9) for _n in range(2)] == [1, 0]


def test_records_that_may_not_enter_do_not_stand_before_those_that_may(
    switched, deal, office, monkeypatch
):
    monkeypatch.setattr(starting, "A_TIME", 1)
    day, given = timezone.localdate(), {"name": "Another", "contact_id": deal.contact_id}
    other = add_deal(given, by=office.binh)
    Deal.objects.update(expected_close_on=day)
    steps = [wait(days=30), TASK]
    one = switched(type="deal", again="once", starts=[on_day("expected_close_on")], steps=steps)
    start_run(one, deal.pk, acts_as=office.giang, entry="earlier")
    assert start_on_days(day, 9) == 1
    assert set(Run.objects.values_list("record_id", flat=True)) == {deal.pk, other.pk}


@pytest.mark.parametrize(
    ("again", "second"), [({"again": "once"}, 0), ({"again": "always"}, 1),
                          ({"again": "days", "again_days": 3}, 0)]
)  # fmt: skip
def test_the_re_entry_rule_holds(again, second, made, contact, office):
    one = made(steps=[end()], **again)
    for n in range(2):
        start_run(one, contact.pk, acts_as=office.binh, entry=str(n))
        work_all()
    assert Run.objects.count() == 1 + second
    assert start_run(one, contact.pk, acts_as=office.binh, entry="1") is None or again["again"] == "days"  # fmt: skip


def test_a_record_is_in_a_flow_once_at_a_time(made, contact, office):
    one = made(again="always", steps=[wait(days=1)])
    assert start_run(one, contact.pk, acts_as=office.binh, entry="1")
    assert start_run(one, contact.pk, acts_as=office.binh, entry="2") is None


def test_a_wait_rests_until_its_time(entered):
    run = entered(wait(days=2), TASK)
    assert (run.state, run.position) == ("waiting", 0)
    assert timedelta(days=1, hours=23) < run.due_at - timezone.now() <= timedelta(days=2)
    assert later(run).state == "waiting", "woken too early it rests again"
    Run.objects.filter(pk=run.pk).update(began_at=timezone.now() - timedelta(days=3))
    assert later(run).state == "done"
    assert Task.objects.count() == 1


@pytest.mark.parametrize(
    ("step", "ends"),
    [
        (wait(days=1, working=True, at="09:00"), datetime(2026, 2, 23, 2, tzinfo=UTC)),
        (wait(days=1), datetime(2026, 2, 14, 3, tzinfo=UTC)),
        (wait(hours=9, working=True), datetime(2026, 2, 23, 2, 30, tzinfo=UTC)),
    ],
)
def test_working_waits_jump_over_sunday_and_the_lunar_new_year(step, ends, db):
    # Friday the 13th, 10:00 in Vietnam; the new year is kept from the 16th to the 20th, Saturday is worked.
    from quen.kit.workspace import change_workspace

    change_workspace(working_days="0,1,2,3,4")
    began = datetime(2026, 2, 13, 3, tzinfo=UTC)
    assert timing.ends_at(step, None, began) == ends


def test_a_wait_for_an_event_goes_on_when_it_happens(entered, contact, office):
    run = entered(wait_for("note.added", days=3, otherwise="stop"), TASK)
    assert run.state == "waiting"
    add_note("contact", contact.pk, "hello", by=office.binh)
    work_all()
    run.refresh_from_db()
    assert run.state == "done"
    assert run.log.first().output["kind"] == "note.added"


def test_what_does_not_happen_in_time_stops_it(entered):
    run = entered(wait_for("note.added", days=3, otherwise="stop"), TASK)
    Run.objects.filter(pk=run.pk).update(began_at=timezone.now() - timedelta(days=4))
    run = later(run)
    assert (run.state, Task.objects.count()) == ("stopped", 0)


def test_it_stops_when_the_customer_answers_and_hears_nothing_more(entered, contact, office):
    run = entered(wait(days=5), TASK, stops_on=["customer.answered"])
    log_call("contact", contact.pk, by=office.binh, outcome="reached")
    work_all()
    run.refresh_from_db()
    assert run.state == "waiting", "a call that we made is no answer"
    log_call("contact", contact.pk, by=office.binh, outcome="reached", inbound=True)
    work_all()
    run.refresh_from_db()
    assert run.state == "stopped"
    assert not Ear.objects.exists()


def test_a_deals_run_hears_its_customer(made, deal, office):
    one = made(type="deal", stops_on=["customer.answered"], steps=[wait(days=5)])
    run = start_run(one, deal.pk, acts_as=office.binh, entry="1")
    work_all()
    log_call("contact", deal.contact_id, by=office.binh, outcome="reached", inbound=True)
    work_all()
    run.refresh_from_db()
    assert run.state == "stopped"


def test_a_condition_stops_it(entered, contact, office):
    change_contact(contact, {"job_title": "Boss"}, by=office.binh)
    run = entered(stop_if(rule={"field": "job_title", "op": "is", "value": "Boss"}), TASK)
    assert (run.state, Task.objects.count()) == ("stopped", 0)


def test_it_acts_with_the_rights_its_owner_has_now(entered, office):
    run = entered(wait(days=1), TASK)
    role = office.binh.roles.get()
    role.grants = {k: v for k, v in role.grants.items() if k != "work.add_task"}
    role.save()
    refresh(User.objects.all())
    Run.objects.filter(pk=run.pk).update(began_at=timezone.now() - timedelta(days=2))
    run = later(run)
    failed = run.log.get(state="failed")
    assert "may not do this" in failed.error
    assert (run.tries, Task.objects.count()) == (1, 0)


def test_a_record_that_its_owner_may_not_see_any_more_ends_it(entered, contact, office):
    run = entered(wait(days=1), TASK)
    trash_contacts([contact], by=office.binh)
    run = later(run)
    assert run.state == "stopped"
    work_all()
    assert Notice.objects.filter(user=office.binh, name="flow_halted").count() == 1


def test_a_colleague_who_is_switched_off_does_nothing_any_more(entered, office):
    run = entered(wait(days=1), TASK)
    User.objects.filter(pk=office.binh.pk).update(is_active=False)
    assert later(run).state == "stopped"


def test_errors_back_off_and_after_five_the_owner_is_told_and_may_retry(entered, contact, office):
    run = entered(do("mail.send", subject="", text="x"), TASK)
    assert run.tries == 1
    for _n in range(4):
        run = later(run)
    assert run.stuck_at is not None
    assert run.due_at is None
    assert run.log.filter(state="failed").count() == 5
    work_all()
    assert Notice.objects.filter(user=office.binh, name="flow_halted").count() == 1

    steps = [do("note.add", text="now it works"), TASK]
    Run.objects.filter(pk=run.pk).update(definition={**run.definition, "steps": steps})
    retry_run(run, by=office.binh)
    work_all()
    run.refresh_from_db()
    assert (run.state, Task.objects.count()) == ("done", 1)


def test_a_failed_step_leaves_nothing_behind(entered, monkeypatch):
    from quen.automation.steps import STEPS, Step

    whole = STEPS["note.add"]

    def half(record, *, by, **given):
        whole.do(record, by=by, **given)
        raise ValueError("cut off")

    monkeypatch.setitem(STEPS, "note.add", Step(**{**vars(whole), "do": half}))
    run = entered(do("note.add", text="half"))
    assert (run.state, run.position, Note.objects.count()) == ("going", 0, 0)
    assert "ValueError" in run.log.get().error


def test_a_worker_that_lost_its_lease_stores_nothing(made, contact, office):
    run = start_run(made(steps=[TASK]), contact.pk, acts_as=office.binh, entry="1")
    [mine] = leases.claim(Run, owner="slow", limit=1)
    Run.objects.filter(pk=run.pk).update(due_at=timezone.now())
    work_all()
    assert Task.objects.count() == 1
    leases._one_by_one([mine], leases.WORK["runs"])
    assert Task.objects.count() == 1
    assert RunStep.objects.count() == 1


def test_a_chain_of_flows_stops_after_eight_and_tells_its_owner(switched, contact, office):
    switched(again="always", starts=[on("note.added")], steps=[do("note.add", text="again")])
    add_note("contact", contact.pk, "first", by=office.binh)
    work_all()
    assert Note.objects.count() == 9
    halted = Event.objects.get(kind="flow.halted")
    assert "eight" in halted.data["reason"]
    assert Notice.objects.filter(user=office.giang, name="flow_halted").exists()


def test_too_many_within_an_hour_are_not_let_in(made, office, stages):
    from quen.people.actions.contacts import add_contact

    one = made(most_an_hour=2, steps=[end()])
    people = [add_contact({"full_name": f"K{n}"}, by=office.binh) for n in range(4)]
    runs = [start_run(one, it.pk, acts_as=office.binh, entry=f"{it.pk}") for it in people]
    assert [run is not None for run in runs] == [True, True, False, False]
    assert Event.objects.filter(kind="flow.halted").count() == 1


def test_people_start_and_stop_only_where_they_may_change(made, contact, office):
    one = made(by_hand=True, steps=[wait(days=1)])
    with pytest.raises(Refused):
        start_by_hand(one, contact, by=office.em)
    run = start_by_hand(one, contact, by=office.binh)
    assert run.cause.kind == "flow.started"
    stop_run(run, by=office.binh)
    with pytest.raises(Refused):
        stop_run(run, by=office.binh)
    work_all()
    assert Run.objects.get().state == "stopped"


def test_only_who_manages_automation_switches_it(made, office):
    one = made(steps=[end()], starts=[on("deal.won")])
    with pytest.raises(Refused):
        switch_flow(one.key, True, by=office.an)
    assert switch_flow(one.key, True, by=office.giang).acts_as == office.giang
    assert not switch_flow(one.key, False, by=office.giang).is_on


def test_a_run_asks_and_goes_on_with_the_answer(entered, office):
    from quen.automation.actions.deciding import decide
    from quen.automation.models import Ask

    run = entered(ask("Send it?", "manager"), TASK)
    assert run.state == "asking"
    decide(Ask.objects.get(), "yes", by=office.an, note="fine")
    work_all()
    run.refresh_from_db()
    assert run.state == "done"
    assert run.log.first().output["decision"] == "approved"


def test_a_refusal_stops_the_run_that_asked(entered, office):
    from quen.automation.actions.deciding import decide
    from quen.automation.models import Ask

    run = entered(ask("Send it?", "manager"), TASK)
    decide(Ask.objects.get(), "no", by=office.an)
    work_all()
    run.refresh_from_db()
    assert (run.state, Task.objects.count()) == ("stopped", 0)


def test_merged_customers_take_their_runs_along_and_the_same_flow_goes_on_once(
    made, contact, office
):
    from quen.fields.actions.merging import merge_records
    from quen.people.actions.contacts import add_contact

    other = add_contact({"full_name": "Hồng"}, by=office.binh)
    one, two = made(steps=[wait(days=1)]), made(key="test.two", steps=[wait(days=1)])
    for it in (contact, other):
        start_run(one, it.pk, acts_as=office.binh, entry=f"{it.pk}")
    start_run(two, other.pk, acts_as=office.binh, entry="x")
    merge_records("contact", contact.pk, [other.pk], by=office.binh)
    live = Run.objects.live().filter(record_id=contact.pk)
    assert sorted(live.values_list("flow", flat=True)) == ["test.flow", "test.two"]


def test_a_renewal_deal_is_opened_from_what_the_record_says(entered, contact, pipeline, office):
    run = entered(do("deal.renew", amount="5000000", expected_close_on="2027-01-31"))
    from quen.sales.models import Deal

    deal = Deal.objects.get()
    assert (deal.contact, deal.owner) == (contact, office.binh)
    assert (int(deal.amount), str(deal.expected_close_on)) == (5000000, "2027-01-31")
    assert run.log.get().output == {"deal": deal.pk}


def test_nobody_who_listens_costs_no_row(made, deal, office):
    from quen.timeline.models import Delivery

    add_deal({"name": "Z"}, by=office.binh)
    assert not Delivery.objects.filter(
        reader="automation.flows", event__kind="deal.changed"
    ).exists()
