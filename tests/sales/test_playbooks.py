"""Stages ask for what they need, one dialog gives it, and nobody goes round it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from quen.fields.models import Attached
from quen.kit.refused import Refused
from quen.sales import staging
from quen.sales.actions.deals import change_deal
from quen.sales.actions.moving import move_deal, put_back, win_deal
from quen.sales.actions.playbooks import tick_item, untick_item
from quen.sales.actions.stages import remove_stage, save_stage
from quen.sales.models import Deal, PlaybookItem, Stage, Tick
from quen.sales.requirements import Unready
from quen.timeline.reading import timeline_of

HTMX = {"HX-Request": "true"}


def stage(key: str) -> Stage:
    return Stage.objects.get(key=key)


def asking(office, pipeline, **asked) -> Stage:
    """The first stage asks for these before a deal leaves it."""
    it = stage("approach")
    return save_stage(pipeline, it, by=office.giang, labels=it.labels, probability=12, **asked)


def item(words: str, *, kind: str = "step", required: bool = True) -> dict:
    return {"kind": kind, "labels": {"en": words}, "required": required}


def test_a_deal_does_not_leave_a_stage_before_its_fields_are_filled(deal, office, pipeline):
    asking(office, pipeline, required_fields=["expected_close_on"])
    with pytest.raises(Unready) as unready:
        move_deal(deal, stage("quote"), by=office.binh)
    assert set(unready.value.errors) == {"expected_close_on"}
    assert "Approach" in str(unready.value.message)
    change_deal(deal, {"expected_close_on": "2027-01-31"}, by=office.binh)
    assert move_deal(deal, stage("quote"), by=office.binh).stage.key == "quote"


def test_going_on_over_a_stage_asks_for_what_that_stage_asks_for(deal, office, pipeline):
    asking(office, pipeline, items=[item("Make the first call")])
    with pytest.raises(Unready):
        win_deal(deal, by=office.binh)
    tick_item(
        deal,
        PlaybookItem.objects.get(labels__en="Make the first call", required=True),
        by=office.binh,
    )
    assert win_deal(deal, by=office.binh).state == "won"


def test_an_exit_rule_holds_a_deal_until_it_is_met_and_says_so(deal, office, pipeline):
    rule = {"field": "amount", "op": "above", "value": 500_000_000}
    asking(office, pipeline, exit_rule=rule)
    with pytest.raises(Unready) as unready:
        move_deal(deal, stage("negotiate"), by=office.binh)
    assert "Amount" in str(unready.value.message)
    change_deal(deal, {"amount": "600000000"}, by=office.binh)
    move_deal(deal, stage("negotiate"), by=office.binh)


def test_going_back_and_losing_ask_for_nothing(deal, office, pipeline):
    move_deal(deal, stage("quote"), by=office.binh)
    it = stage("quote")
    save_stage(pipeline, it, by=office.giang, labels=it.labels, required_fields=["source"])
    assert move_deal(deal, stage("approach"), by=office.binh).stage.key == "approach"


def test_what_was_undone_goes_back_without_being_asked_and_nothing_else_does(
    deal, office, pipeline
):
    move_deal(deal, stage("quote"), by=office.binh)
    move_deal(deal, stage("approach"), by=office.binh)
    asking(office, pipeline, required_fields=["source"])
    with pytest.raises(Unready):
        put_back(deal, stage("closing"), by=office.binh)
    assert put_back(deal, stage("quote"), by=office.binh).stage.key == "quote"


def test_a_document_is_done_once_its_file_stands_on_the_deal(deal, office, pipeline, client):
    asking(office, pipeline, items=[item("Signed needs", kind="document")])
    it = PlaybookItem.objects.get(kind="document")
    with pytest.raises(Refused):
        tick_item(deal, it, by=office.binh)
    client.force_login(office.binh)
    sent = SimpleUploadedFile("need.txt", b"ten tons", content_type="text/plain")
    url = reverse("sales:item_tick", args=[deal.pk, it.pk])
    assert client.post(url, {"file": sent}, headers=HTMX).status_code == 204
    assert Attached.objects.get(type="deal", record_id=deal.pk).file.name == "need.txt"
    lines, _more = timeline_of(deal, office.binh)
    assert any("Signed needs" in line.sentence for line in lines)


def test_an_item_opened_again_holds_the_deal_again(deal, office, pipeline):
    asking(office, pipeline, items=[item("Make the first call")])
    it = PlaybookItem.objects.get(required=True)
    tick_item(deal, it, by=office.binh)
    untick_item(deal, it, by=office.binh)
    assert not Tick.objects.exists()
    with pytest.raises(Unready):
        move_deal(deal, stage("quote"), by=office.binh)


def test_one_dialog_asks_for_all_that_is_missing_and_moves_the_deal(deal, office, pipeline, client):
    asking(
        office, pipeline, required_fields=["expected_close_on"], items=[item("Make the first call")]
    )
    client.force_login(office.binh)
    to = stage("quote")
    move = reverse("sales:deal_move")
    asked = client.post(move, {"card": deal.pk, "stage": to.pk}, headers=HTMX)
    html = asked.content.decode()
    assert asked.status_code == 409
    assert "Make the first call" in html
    assert 'name="expected_close_on"' in html
    go = reverse("sales:deal_go", args=[deal.pk])
    half = client.post(go, {"stage": to.pk, "expected_close_on": "2027-02-01"}, headers=HTMX)
    assert half.status_code == 422
    deal.refresh_from_db()
    assert (deal.stage.key, deal.expected_close_on) == ("approach", None)
    it = PlaybookItem.objects.get(required=True)
    whole = {"stage": to.pk, "expected_close_on": "2027-02-01", "item": it.pk}
    assert client.post(go, whole, headers=HTMX).status_code == 204
    deal.refresh_from_db()
    assert deal.stage.key == "quote"


def test_the_playbook_stands_beside_the_deal_with_its_next_step(deal, office, pipeline, client):
    client.force_login(office.binh)
    html = client.get(reverse("records:panels", args=["deal", deal.pk]), headers=HTMX)
    assert "Next: Make the first call" in html.content.decode()
    assert "Know what they need" in html.content.decode()


def test_a_bulk_move_names_the_deals_that_lack_something(deal, office, pipeline):
    asking(office, pipeline, required_fields=["source"])
    with pytest.raises(Unready):
        change_deal(deal, {"stage_id": stage("quote").pk}, by=office.binh)


@pytest.mark.parametrize(
    "wrong",
    [
        {"labels": {}},
        {"probability": 101},
        {"rot_days": 0},
        {"required_fields": ["nothing_such"]},
        {"exit_rule": {"field": "nothing_such", "op": "is", "value": 1}},
        {"items": [{"labels": {}}]},
        {"step": "dance"},
    ],
)
def test_a_stage_that_does_not_hold_is_refused_by_name(wrong, office, pipeline):
    with pytest.raises(Refused) as refused:
        save_stage(pipeline, None, by=office.giang, **({"labels": {"en": "X"}} | wrong))
    assert set(refused.value.errors) == {next(iter(wrong))}


def test_a_stage_put_away_hands_its_deals_on_and_stays_in_their_history(deal, office, pipeline):
    gone = stage("approach")
    with pytest.raises(Refused):
        remove_stage(gone, by=office.giang)
    remove_stage(gone, by=office.giang, into=stage("negotiate"))
    deal.refresh_from_db()
    assert deal.stage.key == "negotiate"
    assert gone.pk not in {one.pk for one in staging.stages()}
    assert deal.stays.filter(stage=gone).exists()


def test_who_may_edit_pipelines(office, pipeline, client):
    for name, status in (("giang", 200), ("binh", 403), ("an", 403)):
        client.force_login(getattr(office, name))
        assert client.get(reverse("sales:pipelines")).status_code == status
    with pytest.raises(Refused):
        save_stage(pipeline, None, by=office.binh, labels={"en": "X"})


def test_a_stage_is_edited_on_its_page_with_its_checklist(office, pipeline, client):
    client.force_login(office.giang)
    it = stage("approach")
    first = it.items.first()
    url = reverse("sales:stage", args=[it.pk])
    assert client.get(url).status_code == 200
    facts = {
        "labels_en": "First talk", "labels_vi": "Gặp đầu", "step": "approach", "probability": "20",
        "rot_days": "5", "goal_en": "Know the need", "required_fields": ["amount", "source"],
        "item": [str(first.pk), ""], "item_label": [first.label, "Send the catalogue"],
        "item_kind": ["step", "document"], "item_required": ["1"],
    }  # fmt: skip
    assert client.post(url, facts).status_code == 302
    it.refresh_from_db()
    assert (it.labels["en"], it.probability, it.rot_days) == ("First talk", 20, 5)
    assert it.required_fields == ["amount", "source"]
    live = list(it.items.filter(removed_at=None))
    assert [(i.label, i.kind, i.required) for i in live] == [
        ("Make the first call", "step", False),
        ("Send the catalogue", "document", True),
    ]
    assert live[0].labels["vi"] == "Gọi lần đầu"


def test_a_deal_left_alone_shows_it_on_the_board_until_somebody_speaks_to_the_customer(
    deal, office, pipeline, client
):
    old = timezone.now() - timedelta(days=40)
    Deal.objects.filter(pk=deal.pk).update(created_at=old, stage_entered_at=old)
    client.force_login(office.binh)
    assert "40 days without contact" in client.get(reverse("sales:board")).content.decode()
    rule = '{"field": "rotting", "op": "is", "value": true}'
    told = client.get(reverse("sales:deals"), {"filter": rule}).content.decode()
    assert deal.name in told
    Deal.objects.filter(pk=deal.pk).update(contacted_at=timezone.now())
    assert "without contact" not in client.get(reverse("sales:board")).content.decode()
    told = client.get(reverse("sales:deals"), {"filter": rule}).content.decode()
    assert deal.name not in told
