"""Tallies of measures equal a recount from the records, whatever was done to these."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import Random
from threading import Barrier, Thread

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from quen.accounts.actions.workspace import change_workspace
from quen.fields.actions import bulk
from quen.fields.actions.merging import merge_records
from quen.fields.reading import reader_for
from quen.insights import checkups, jobs, marking, tallies
from quen.insights.adding import COLUMNS
from quen.insights.heaps import bin_of, middle_of, packed, quantile, unpacked
from quen.insights.models import Counted, Mark, Tally
from quen.insights.sources import SOURCES
from quen.kit import doctor, worker
from quen.kit.rebuilding import REBUILDERS
from quen.kit.refused import Refused
from quen.people.actions import contacts
from quen.people.models import Contact
from quen.sales import staging
from quen.sales.actions import deals, moving
from quen.sales.models import Deal, Reason

MARKED = ("pk", "source", "at", "owner_id")
AMOUNTS = ("0", "0.1", "412500000", "99999999999.99", "1250.5")


def wrong() -> dict[str, int]:
    """Sources whose tallies differ from a count of the records in the other way."""
    return {key: n for key, one in SOURCES.items() if (n := checkups.differing(one))}


def kept() -> set[tuple]:
    return set(Tally.objects.values_list(*COLUMNS))


def step(dice: Random, office) -> None:
    """Something that happens in a company."""
    by, plain = office.giang, reader_for(office.giang, plain=True)
    deal, contact = Deal.objects.order_by("?").first(), Contact.objects.order_by("?").first()
    long_ago = timezone.now() - timedelta(days=dice.randrange(400))
    given = {"name": "D", "amount": dice.choice(AMOUNTS), "currency": dice.choice(("VND", "USD"))}
    stage = dice.choice([s for s in staging.stages() if s.kind == "open"])
    person = {"full_name": "K", "source": dice.choice(("referral", "facebook"))}
    verbs = [
        lambda: deals.add_deal(given, by=office.binh, reader=plain),
        lambda: moving.move_deal(deal, stage, by=by),
        lambda: moving.win_deal(deal, by=by, at=long_ago),
        lambda: moving.lose_deal(deal, dice.choice(Reason.objects.all()), by=by, at=long_ago),
        lambda: moving.reopen_deal(deal, by=by),
        lambda: deals.change_deal(deal, {"amount": given["amount"]}, by=by, reader=plain),
        lambda: deals.change_deal(deal, {"owner_id": office.dung.pk}, by=by),
        lambda: deals.trash_deals([deal], by=by),
        lambda: deals.restore_deals([deal], by=by),
        lambda: Deal.objects.filter(pk=deal.pk).update(created_at=long_ago),
        lambda: Deal.objects.filter(pk=deal.pk).update(owner=None, source="referral"),
        lambda: contacts.add_contact(person, by=office.chi),
        lambda: contacts.change_contact(contact, {"lifecycle_stage": "mql"}, by=by),
        lambda: contacts.change_contact(contact, {"owner_id": office.an.pk}, by=by),
        lambda: contacts.trash_contacts([contact], by=by),
        lambda: tallies.recount(dice.randrange(1, 5)),
    ]
    with suppress(Refused):
        dice.choice(verbs)()


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done_the_tallies_follow_and_rebuilding_changes_nothing(
    seed, office, stages, pipeline
):
    dice = Random(seed)
    for n in range(6):
        deals.add_deal({"name": f"D{n}", "amount": 5 * n}, by=office.binh)
        contacts.add_contact({"full_name": f"K{n}"}, by=office.binh)
    for _step in range(60):
        step(dice, office)
    tallies.recount_all()
    before = kept()
    assert (wrong(), len(before) > 10) == ({}, True)
    tallies.rebuild()
    assert kept() == before


def test_a_merge_and_an_undone_bulk_edit_are_counted(office, stages, pipeline):
    ids = [deals.add_deal({"name": "D", "amount": 5}, by=office.binh).pk for _ in range(3)]
    one, two = (contacts.add_contact({"full_name": name}, by=office.binh) for name in "AB")
    merge_records("contact", one.pk, [two.pk], by=office.giang)
    run = bulk.start_bulk("deal", ids, {"owner_id": office.dung.pk}, by=office.giang)
    worker.work_all()
    assert (wrong(), Mark.objects.count()) == ({}, 0)
    run.refresh_from_db()
    bulk.undo_bulk(run, by=office.giang)
    worker.work_all()
    assert wrong() == {}
    created = Tally.objects.filter(source="contacts.created", grain="m", scope="e")
    assert [one.count for one in unpacked(created.get().cells).values()] == [1]


def test_a_change_is_counted_by_the_reader_of_its_event(office, deal):
    worker.work_all()
    moving.win_deal(deal, by=office.binh)
    assert Mark.objects.exists()
    worker.work_all()
    won = Tally.objects.get(source="deals.won", grain="d", scope="o")
    (one,) = unpacked(won.cells).values()
    assert (one.count, one.cents, one.spread) == (1, 41_250_000_000, {0: 1})
    assert (won.owner_id, won.team_id, won.currency) == (office.binh.pk, office.binh.team_id, "VND")


def test_plain_sql_is_counted_by_the_clock(office, deal):
    worker.work_all()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sales_stay")
        cursor.execute("UPDATE sales_deal SET amount = 7")
    jobs.keep_figures_right.func()
    (one,) = unpacked(
        Tally.objects.get(source="deals.created", grain="m", scope="e").cells
    ).values()
    assert one.cents == 700


def test_what_is_taken_back_with_its_transaction_leaves_no_mark(office, deal):
    worker.work_all()
    with suppress(ZeroDivisionError), transaction.atomic():
        deals.trash_deals([deal], by=office.giang)
        raise ZeroDivisionError
    assert not Mark.objects.exists()


def test_another_business_zone_moves_what_happened_near_midnight(office, deal):
    evening = datetime(2026, 3, 31, 18, tzinfo=UTC)  # 1 April in Vietnam, 31 March in London
    Deal.objects.filter(pk=deal.pk).update(created_at=evening)
    jobs.keep_figures_right.func()
    months = Tally.objects.filter(source="deals.created", grain="m", scope="e")
    assert [str(d) for d in months.values_list("day", flat=True)] == ["2026-04-01"]
    change_workspace(by=office.giang, zone="Europe/London")
    jobs.keep_figures_right.func()
    assert [str(d) for d in months.values_list("day", flat=True)] == ["2026-03-01"]
    assert wrong() == {}


def test_lost_triggers_are_found_put_back_and_what_they_missed_is_counted(office, deal):
    jobs.keep_figures_right.func()
    marking.remove(connection, "deal")
    Deal.objects.filter(pk=deal.pk).update(amount=1)
    assert marking.missing(connection) == {k for k in SOURCES if k.startswith("deals.")}
    jobs.keep_figures_right.func()
    assert (wrong(), marking.missing(connection)) == ({}, set())


def test_the_doctor_finds_a_figure_that_is_wrong_and_rebuilding_mends_it(office, deal):
    def complaints() -> list[str]:
        return list(doctor.CHECKS["measures"]())

    Counted.objects.all().delete()
    assert "rebuild" in complaints()[0]
    jobs.keep_figures_right.func()
    assert complaints() == []
    Tally.objects.filter(source="deals.created", grain="d").update(cells="[]", cents="0")
    assert "deals.created" in complaints()[0]
    REBUILDERS["measures"]()
    assert complaints() == []
    assert Counted.objects.filter(source__in=SOURCES).count() == len(SOURCES)


def test_a_median_of_binned_days_is_exact_below_64_and_at_most_one_in_64_off(office):
    dice = Random(5)
    assert all(middle_of(bin_of(n)) == n for n in range(64))
    assert all(abs(middle_of(bin_of(n)) - n) <= n / 64 for n in range(64, 10_000))
    assert (bin_of(-3), quantile({}, 0.5)) == (0, None)
    for many in (1, 2, 7, 1_000):
        days = sorted(int(dice.expovariate(1 / 90)) for _ in range(many))
        spread: dict[int, int] = {}
        for n in days:
            spread[bin_of(n)] = spread.get(bin_of(n), 0) + 1
        for share in (0.5, 0.9):
            exact = days[max(-(-int(share * 10) * many // 10) - 1, 0)]
            assert abs(quantile(spread, share) - exact) <= exact / 64


def test_a_packed_heap_is_itself_again(office, deal):
    moving.win_deal(deal, by=office.binh)
    tallies.recount_all()
    texts = Tally.objects.values_list("cells", flat=True)
    assert [packed(unpacked(text)) for text in texts] == list(texts)


def test_what_was_counted_while_somebody_else_counted_is_thrown_away(office, deal):
    tallies.recount_all()
    moving.win_deal(deal, by=office.binh)
    source = SOURCES["deals.won"]
    version = tallies._version(source)
    (marked,) = tallies._parts(Mark.objects.filter(source=source.key).values_list(*MARKED)).values()
    slow = tallies._counted(source, marked.days)
    moving.reopen_deal(deal, by=office.giang)
    tallies.recount_all()
    assert tallies._write(source, version, slow, marked.marks) is False
    assert (wrong(), Mark.objects.count()) == ({}, 0)


def test_what_changes_while_it_is_counted_is_counted_again(office, deal):
    tallies.recount_all()
    moving.win_deal(deal, by=office.binh)
    source = SOURCES["deals.won"]
    version = tallies._version(source)
    (marked,) = tallies._parts(Mark.objects.filter(source=source.key).values_list(*MARKED)).values()
    slow = tallies._counted(source, marked.days)
    moving.reopen_deal(deal, by=office.giang)
    assert tallies._write(source, version, slow, marked.marks) is True
    assert wrong() != {}
    tallies.recount_all()
    assert wrong() == {}


@pytest.mark.postgres
@pytest.mark.skipif("connection.vendor != 'postgresql'")
@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_wait_for_nobody_and_no_change_is_lost(office, stages, pipeline):
    ids = [deals.add_deal({"name": f"D{n}"}, by=office.binh).pk for n in range(12)]
    together = Barrier(4)

    def work(mine: list[int]) -> None:
        together.wait()
        for pk in mine:
            moving.win_deal(Deal.objects.get(pk=pk), by=office.giang)
            tallies.recount()
        connections.close_all()

    threads = [Thread(target=work, args=(ids[n::4],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tallies.recount_all()
    assert wrong() == {}
    assert (
        sum(
            one.count
            for one in unpacked(
                Tally.objects.get(source="deals.won", grain="m", scope="e").cells
            ).values()
        )
        == 12
    )


def test_where_counting_takes_long_it_rests_and_the_clock_counts_what_is_left(
    office, stages, pipeline, monkeypatch
):
    monkeypatch.setattr(tallies, "LONG", 0)
    monkeypatch.setattr(tallies, "_rests", {"until": 0.0})
    deals.add_deal({"name": "A"}, by=office.binh)
    tallies.follow()
    assert not Mark.objects.exists()
    assert tallies._rests["until"] > 0
    tallies._rests["until"] = float("inf")
    deals.add_deal({"name": "B"}, by=office.binh)
    tallies.follow()
    assert Mark.objects.exists()
    tallies.keep_right()
    assert not Mark.objects.exists()
