"""Why deals are won and lost, against whom, who decides, and when the customer was last spoken to."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from quen.kit.refused import Refused
from quen.kit.worker import work_all
from quen.people.actions.contacts import add_contact
from quen.sales import rotting, staging
from quen.sales.actions.deals import add_deal, change_deal
from quen.sales.actions.involved import involve, uninvolve
from quen.sales.actions.moving import lose_deal, reopen_deal, win_deal
from quen.sales.actions.reasons import (
    delete_reason,
    move_reason,
    remove_competitor,
    remove_reason,
    save_competitor,
    save_reason,
)
from quen.sales.models import Competitor, Deal, Involved, Reason
from quen.sales.notices import owners_around
from quen.timeline.models import Event, EventLink
from quen.work.actions.finishing import log_call
from quen.work.models import Task


def reason(key: str) -> Reason:
    return Reason.objects.get(key=key)


def test_a_lost_deal_keeps_its_reason_the_competitor_and_the_day_to_ask_again(deal, office):
    rival = save_competitor(None, by=office.giang, name="Thép Đại Nam")
    day = timezone.localdate() + timedelta(days=90)
    facts = {"competitor": rival, "note": "3 % cheaper", "ask_again_on": day}
    lost = lose_deal(deal, reason("over_budget"), by=office.binh, **facts)
    assert (lost.lost_reason.key, lost.competitor.name, lost.ask_again_on) == (
        "over_budget", "Thép Đại Nam", day,
    )  # fmt: skip
    task = Task.objects.get(type="deal", record_id=deal.pk)
    assert (task.kind, task.due_on, task.owner) == ("call", day, office.binh)
    told = Event.objects.get(kind="deal.lost").data
    assert (told["reason"], told["competitor"]) == ("Price › Over their budget", "Thép Đại Nam")


def test_a_deal_won_for_a_reason_forgets_it_when_it_is_opened_again(deal, office):
    won = win_deal(deal, by=office.binh, reason=reason("won_trust"))
    assert won.won_reason.key == "won_trust"
    again = reopen_deal(won, by=office.binh)
    assert (again.won_reason, again.competitor, again.ask_again_on) == (None, None, None)


def test_losing_to_a_competitor_asks_which(deal, office):
    save_competitor(None, by=office.giang, name="Đại Nam")
    with pytest.raises(Refused) as refused:
        lose_deal(deal, reason("competitor"), by=office.binh)
    assert set(refused.value.errors) == {"competitor"}


def test_reasons_of_winning_do_not_lose_and_days_gone_by_are_refused(deal, office):
    with pytest.raises(Refused):
        lose_deal(deal, reason("won_price"), by=office.binh)
    with pytest.raises(Refused):
        win_deal(deal, by=office.binh, reason=reason("price"))
    with pytest.raises(Refused) as refused:
        lose_deal(deal, reason("price"), by=office.binh, ask_again_on=timezone.localdate())
    assert set(refused.value.errors) == {"ask_again_on"}


def test_a_filter_for_a_reason_finds_what_hangs_below_it(deal, office, client):
    lose_deal(deal, reason("over_budget"), by=office.binh)
    client.force_login(office.binh)
    rule = '{"field": "lost_reason", "op": "is", "value": "price"}'
    assert deal.name in client.get(reverse("sales:deals"), {"filter": rule}).content.decode()


def test_the_tree_of_reasons_is_kept_whole(office, pipeline):
    price = reason("price")
    deep = save_reason(
        None, by=office.giang, labels={"en": "Deeper"}, kind="lost", parent=reason("over_budget")
    )
    with pytest.raises(Refused) as refused:
        save_reason(price, by=office.giang, labels=price.labels, kind="lost", parent=deep)
    assert "parent" in refused.value.errors
    with pytest.raises(Refused):
        save_reason(None, by=office.giang, labels={"en": "Too deep"}, kind="lost", parent=deep)
    with pytest.raises(Refused):
        remove_reason(price, by=office.giang)
    remove_reason(deep, by=office.giang)
    assert deep.pk not in {one.pk for one in staging.reasons()}
    assert staging.path_of(reason("over_budget")) == "Price › Over their budget"


def test_reasons_are_put_in_order_among_those_beside_them(office, pipeline):
    move_reason(reason("product"), -1, by=office.giang)
    tops = [one.key for one in staging.reasons("lost") if one.parent_id is None]
    assert tops[:2] == ["product", "price"]


def test_a_reason_that_deals_name_is_put_away_and_never_deleted(deal, office):
    lose_deal(deal, reason("timing"), by=office.binh)
    with pytest.raises(Refused):
        delete_reason(reason("timing"), by=office.giang)
    remove_reason(reason("timing"), by=office.giang)
    deal.refresh_from_db()
    assert deal.lost_reason.label == "Timing"


def test_a_competitor_is_there_once_and_can_come_back(office, pipeline):
    first = save_competitor(None, by=office.giang, name="Đại Nam")
    with pytest.raises(Refused):
        save_competitor(None, by=office.giang, name="đai nam")
    remove_competitor(first, by=office.giang)
    save_competitor(None, by=office.giang, name="Đại Nam")
    assert Competitor.objects.filter(removed_at=None).count() == 1


def test_the_settings_of_reasons_work_on_their_pages(office, pipeline, client):
    client.force_login(office.giang)
    assert client.get(reverse("sales:reasons")).status_code == 200
    made = client.post(reverse("sales:reason_new", args=["won"]), {"labels_en": "Near to us"})
    assert made.status_code == 302
    it = Reason.objects.get(labels__en="Near to us")
    assert it.kind == "won"
    client.post(reverse("sales:reason_order", args=[it.pk]), {"step": "-1"})
    client.post(reverse("sales:reason_remove", args=[it.pk]))
    it.refresh_from_db()
    assert it.removed_at
    client.post(reverse("sales:competitor_new"), {"name": "Đại Nam"})
    rival = Competitor.objects.get()
    client.post(reverse("sales:competitor", args=[rival.pk]), {"name": "Đại Nam Steel"})
    assert Competitor.objects.get().name == "Đại Nam Steel"
    client.force_login(office.binh)
    assert client.get(reverse("sales:reasons")).status_code == 403


def test_a_deal_says_that_its_decision_maker_is_missing(deal, office, client):
    client.force_login(office.binh)
    panels = reverse("records:panels", args=["deal", deal.pk])
    missing = "The decision maker is missing."
    assert missing in client.get(panels).content.decode()
    boss = add_contact({"full_name": "Trần Văn Sếp"}, by=office.binh)
    url = reverse("sales:involve", args=[deal.pk])
    client.post(url, {"contact": boss.pk, "role": "decider"})
    html = client.get(panels).content.decode()
    assert missing not in html
    assert "Trần Văn Sếp" in html
    client.post(reverse("sales:uninvolve", args=[deal.pk, boss.pk]))
    assert not Involved.objects.exists()


def test_nobody_is_given_a_part_whom_one_may_not_see(deal, office):
    hidden = add_contact({"full_name": "Khách của Dũng"}, by=office.dung)
    with pytest.raises(Refused):
        involve(deal, hidden.pk, "decider", by=office.binh)
    mine = add_contact({"full_name": "Khách của Bình"}, by=office.binh)
    with pytest.raises(Refused):
        involve(deal, mine.pk, "emperor", by=office.binh)


def test_a_call_that_was_answered_keeps_the_deals_of_the_customer_fresh(deal, contact, office):
    log_call("contact", contact.pk, by=office.binh, outcome="no_answer")
    work_all()
    deal.refresh_from_db()
    assert deal.contacted_at is None
    log_call("contact", contact.pk, by=office.binh, outcome="reached")
    work_all()
    deal.refresh_from_db()
    assert deal.contacted_at


def test_making_the_last_contacts_anew_gives_what_was_kept(deal, contact, office):
    boss = add_contact({"full_name": "Sếp"}, by=office.binh)
    other = add_deal({"name": "Khác", "contact_id": boss.pk}, by=office.binh)
    involve(deal, boss.pk, "decider", by=office.binh)
    log_call("contact", boss.pk, by=office.binh, outcome="reached")
    log_call("deal", other.pk, by=office.binh, outcome="reached")
    change_deal(other, {"contact_id": contact.pk}, by=office.binh)
    uninvolve(Involved.objects.get(), by=office.binh)
    work_all()
    kept = dict(Deal.objects.values_list("pk", "contacted_at"))
    assert any(kept.values())
    Deal.objects.update(contacted_at=None)
    rotting.rebuild()
    assert dict(Deal.objects.values_list("pk", "contacted_at")) == kept


def test_everybody_with_a_part_in_a_new_deal_is_told(contact, pipeline, office):
    add_deal({"name": "Mới", "contact_id": contact.pk}, by=office.an)
    event = Event.objects.get(kind="deal.created")
    told = set(owners_around(event, list(EventLink.objects.filter(event=event))))
    assert told == {office.an.pk, office.binh.pk}


def test_a_source_that_nobody_chose_counts_as_empty(deal, office, client):
    client.force_login(office.binh)
    for op, found in (("empty", True), ("not_empty", False)):
        told = client.get(
            reverse("sales:deals"), {"filter": f'{{"field": "source", "op": "{op}"}}'}
        )
        assert (deal.name in told.content.decode()) is found
