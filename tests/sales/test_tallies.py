"""The board's tallies equal a recount of the deals, whatever was done to these."""

from contextlib import suppress
from decimal import Decimal
from random import Random

import pytest
from django.db import connection, transaction
from django.db.models import F

from quen.accounts.actions.shares import share_record
from quen.fields.actions import bulk
from quen.fields.reading import reader_for
from quen.kit import doctor, worker
from quen.kit.refused import Refused
from quen.sales import board, counting, jobs, staging, tallies
from quen.sales.actions import deals, moving
from quen.sales.models import Deal, Reason, Stage, Tally

AMOUNTS = ("0", "0.1", "0.2", "412500000", "99999999999.99", "1250.5")


def open_stages():
    return [s for s in staging.stages() if s.kind == "open"]


def added(by, **given) -> Deal:
    """A deal as programs add it: decimals with a point, in any currency."""
    return deals.add_deal(given, by=by, reader=reader_for(by, plain=True))


def wrong() -> list[str]:
    return list(doctor.CHECKS["deal tallies"]())


def figures(user) -> dict:
    return {c.stage.key: c.sums for c in board.columns(user, open_stages(), ())}


def recounted(user) -> dict:
    """The same from the deals one by one."""
    found: dict = {s.key: {} for s in open_stages()}
    for one in Deal.objects.visible_to(user).open().select_related("stage"):
        n, amount, weighted = found[one.stage.key].get(one.currency, (0, Decimal(0), Decimal(0)))
        more = (n + 1, amount + one.amount, weighted + one.amount * one.probability / 100)
        found[one.stage.key][one.currency] = more
    return {key: {c: board.Sums(*one) for c, one in sums.items()} for key, sums in found.items()}


def step(dice: Random, office) -> None:
    """Something that happens to deals in a company."""
    stage, by = dice.choice(open_stages()), office.giang
    deal = Deal.objects.order_by("?").first()
    given = {"name": "D", "amount": dice.choice(AMOUNTS), "currency": dice.choice(("VND", "USD"))}
    plain = reader_for(by, plain=True)
    verbs = [
        lambda: added(office.binh, **given, stage_id=stage.pk),
        lambda: moving.move_deal(deal, stage, by=by),
        lambda: moving.win_deal(deal, by=by),
        lambda: moving.lose_deal(deal, Reason.objects.first(), by=by),
        lambda: moving.reopen_deal(deal, by=by),
        lambda: deals.change_deal(deal, {"amount": given["amount"]}, by=by, reader=plain),
        lambda: deals.change_deal(deal, {"probability": dice.randrange(100)}, by=by),
        lambda: deals.change_deal(deal, {"owner_id": office.dung.pk}, by=by),
        lambda: deals.trash_deals([deal], by=by),
        lambda: deals.restore_deals([deal], by=by),
        tallies.fold,
    ]
    with suppress(Refused):
        dice.choice(verbs)()


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done_to_deals_the_tallies_follow(seed, office, stages, pipeline):
    dice = Random(seed)
    for n in range(6):
        added(office.binh, name=f"D{n}", amount=AMOUNTS[n])
    for _step in range(60):
        step(dice, office)
    assert wrong() == []
    for who in ("giang", "binh", "an", "dung", "chi", "hanh", "em"):
        user = getattr(office, who)
        assert figures(user) == recounted(user), who


def test_folding_and_making_anew_change_no_figure(office, stages, pipeline):
    for n in range(8):
        deal = added(office.binh, name="D", amount=AMOUNTS[n % 6])
        moving.move_deal(deal, open_stages()[1], by=office.binh)
    before = figures(office.giang)
    assert Tally.objects.count() > 1
    tallies.fold()
    assert (figures(office.giang), Tally.objects.count()) == (before, 1)
    tallies.rebuild()
    assert (figures(office.giang), Tally.objects.count()) == (before, 1)


def test_the_clock_folds_only_what_has_grown_long(deal, monkeypatch):
    def rows() -> int:
        jobs.fold_tallies.func()
        return Tally.objects.count()

    Deal.objects.filter(pk=deal.pk).update(amount=F("amount") + 1)
    assert rows() == 3
    monkeypatch.setattr(tallies, "_MANY", 0)
    assert rows() == 1


def test_a_bulk_edit_and_its_undoing_are_counted(office, stages, pipeline):
    ids = [deals.add_deal({"name": "D", "amount": 5}, by=office.binh).pk for _ in range(3)]
    before = figures(office.giang)
    run = bulk.start_bulk("deal", ids, {"owner_id": office.dung.pk}, by=office.giang)
    worker.work_all()
    assert figures(office.dung)["approach"]["VND"].count == 3
    assert figures(office.binh)["approach"] == {}
    run.refresh_from_db()
    bulk.undo_bulk(run, by=office.giang)
    worker.work_all()
    assert (figures(office.giang), wrong()) == (before, [])
    assert figures(office.binh)["approach"]["VND"].count == 3


def test_a_shared_deal_is_counted_once(office, deal):
    assert figures(office.dung)["approach"] == {}
    share_record(deal, user=office.dung, by=office.giang)
    share_record(deal, user=office.an, by=office.giang)
    for user in (office.dung, office.an):
        user.refresh_from_db()
        user.__dict__.pop("_shared", None)
        assert figures(user) == recounted(user)
        assert figures(user)["approach"]["VND"].count == 1


def test_the_doctor_finds_tallies_that_lost_a_change_and_rebuilding_mends_them(office, deal):
    counting.remove(connection)
    Deal.objects.filter(pk=deal.pk).update(amount=1)
    assert "rebuild" in wrong()[0]
    tallies.rebuild()
    assert wrong() == []
    Deal.objects.filter(pk=deal.pk).update(amount=2)
    assert wrong() == []


def test_what_is_taken_back_with_its_transaction_is_not_counted(office, deal):
    before = figures(office.giang)
    with suppress(ZeroDivisionError), transaction.atomic():
        deals.trash_deals([deal], by=office.giang)
        raise ZeroDivisionError
    assert figures(office.giang) == before


def test_a_filter_that_takes_too_long_says_so_instead_of_failing(client, office, deal, monkeypatch):
    monkeypatch.setattr(board, "LIMIT_MS", 0)
    monkeypatch.setattr(tallies, "live_lines", _too_slow)
    client.force_login(office.binh)
    rule = '{"field": "name", "op": "contains", "value": "Q4"}'
    answer = client.get("/deals/board/", {"filter": rule})
    assert answer.status_code == 200
    assert b"Too many to add up" in answer.content


def _too_slow(rows):
    raise board.TooSlow


@pytest.mark.parametrize("few", [2_000, -1])
def test_a_board_of_cards_shows_the_planned_first_then_the_oldest(
    few, office, stages, pipeline, monkeypatch
):
    monkeypatch.setattr(board, "FEW", few)
    stage = Stage.objects.get(key="approach")
    for n in range(25):
        deals.add_deal({"name": f"D{n:02}", "stage_id": stage.pk}, by=office.binh)
    for n in (24, 20):
        Deal.objects.filter(name=f"D{n}").update(next_step_at=f"2026-12-{n}T00:00Z")
    shown = board.columns(office.binh, open_stages(), ())[0].cards
    assert [c["name"] for c in shown[:3]] == ["D20", "D24", "D00"]
    assert len(shown) == 20
