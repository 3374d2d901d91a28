"""Contracts: their days, their numbers, how they stand, and what is kept of a person in them."""

import re
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from quen.commerce.actions.contracts import (
    change_contract,
    end_contract,
    reopen_contract,
)
from quen.commerce.models import Contract
from quen.fields.actions.merging import merge_records
from quen.kit.privacy import HOLDINGS
from quen.kit.refused import Refused
from quen.kit.workspace import today
from quen.people.actions.contacts import add_contact
from tests.commerce.contracts import fresh, kinds


def test_a_contract_gets_the_next_number_and_stands_on_its_customers_timeline(
    made, contact, office
):
    one, two = made(), made(name="Cho thuê máy in")
    assert re.fullmatch(r"HDKT-\d{4}-0001", one.number)
    assert two.number.endswith("-0002")
    assert one.renew_on == date(2027, 1, 1)
    assert (one.owner, one.team, one.currency) == (office.binh, office.north, "VND")
    for it in (one, contact):
        assert "contract.created" in kinds(it, office.binh)


def test_a_number_that_people_typed_is_one_contracts_and_never_given_out_again(made):
    first = made()
    typed = made(number=first.number.replace("0001", "0002"))
    assert made().number.endswith("-0003")
    with pytest.raises(Refused) as refused:
        made(number=typed.number)
    assert "number" in refused.value.errors
    with pytest.raises(Refused):
        change_contract(first, {"number": typed.number}, by=first.owner)
    assert (
        change_contract(first, {"number": "07/2026/HĐKT"}, by=first.owner).number == "07/2026/HĐKT"
    )


def test_a_contract_that_is_refused_takes_no_number(made, contact, office):
    for facts, key in (
        ({"ends_on": "2026-01-31"}, "ends_on"),
        ({"contact_id": None}, "company_id"),
        ({"amount": "-1"}, "amount"),
        ({"starts_on": ""}, "starts_on"),
        ({"order_id": "DH-1"}, "order_id"),
        ({"renews_id": 4711}, "renews_id"),
        ({"renew_days_before": 9999}, "renew_days_before"),
    ):
        with pytest.raises(Refused) as refused:
            made(**facts)
        assert key in refused.value.errors, facts
    assert made().number.endswith("-0001")


def test_the_database_holds_what_must_be_true(made):
    it = made()
    for facts in (
        {"ends_on": date(2025, 1, 1)},
        {"renew_on": None},
        {"amount": -1},
        {"contact": None},
        {"end_reason": "x"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Contract.objects.filter(pk=it.pk).update(**facts)


DAY = date(2026, 6, 15)


STATES = (
    ({"signed_on": None}, "draft"),
    ({"starts_on": "2026-06-16"}, "upcoming"),
    ({}, "running"),
    ({"ends_on": None}, "running"),
    ({"starts_on": "2026-06-15", "ends_on": "2026-07-16"}, "running"),
    ({"starts_on": "2026-06-15", "ends_on": "2026-07-15"}, "nearing"),
    ({"ends_on": "2026-06-15"}, "nearing"),
    ({"ends_on": "2026-06-14"}, "expired"),
    ({"ends_on": "2026-06-14", "auto_renews": True}, "running"),
    ({"ends_on": "2026-06-14", "renew_days_before": 0}, "expired"),
)  # fmt: skip


def test_how_a_contract_stands_follows_from_its_days_here_and_in_the_database(made):
    told = {made(**facts).pk: state for facts, state in STATES}
    for it in Contract.objects.all():
        assert it.state_on(DAY) == told[it.pk], STATES
    for state in Contract.State.values:
        found = Contract.objects.in_state(state, DAY).values_list("pk", flat=True)
        assert set(found) == {pk for pk, known in told.items() if known == state}, state


def test_a_contract_ends_early_with_a_reason_and_runs_on_again(made, contact, office):
    it = made(ends_on="2099-01-31")
    with pytest.raises(Refused):
        end_contract(it, by=office.binh, reason=" ")
    with pytest.raises(Refused) as refused:
        end_contract(it, by=office.binh, reason="Chuyển văn phòng", version=7)
    assert refused.value.status == 412
    end_contract(it, by=office.binh, reason="Chuyển văn phòng")
    assert fresh(it).state_on(today()) == "ended"
    assert "contract.ended" in kinds(contact, office.binh)
    with pytest.raises(Refused):
        end_contract(it, by=office.binh, reason="Lần nữa")
    reopen_contract(it, by=office.binh)
    assert (fresh(it).ended_at, it.end_reason) == (None, "")
    with pytest.raises(Refused):
        reopen_contract(it, by=office.binh)


def test_contracts_follow_a_customer_that_was_merged(made, contact, office):
    other = add_contact({"full_name": "Hồng"}, by=office.binh)
    it = made(contact_id=other.pk)
    merge_records("contact", contact.pk, [other.pk], by=office.binh)
    assert fresh(it).contact == contact


def test_what_a_contract_says_of_a_person_is_given_out_and_taken_away(made, contact, office):
    it = made(notes="Gặp chị Hồng sau 17h", ends_on="2099-01-31")
    end_contract(it, by=office.binh, reason="Chị Hồng nghỉ")
    held = HOLDINGS[Contract]
    assert held.export(contact.pk)[0]["notes"] == "Gặp chị Hồng sau 17h"
    assert held.erase(contact.pk) == 1
    assert (fresh(it).notes, it.end_reason, it.number != "") == ("", "", True)
