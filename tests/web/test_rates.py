"""What other currencies are worth: the latest rate of a day, never a guessed one; typed and pasted."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from quen.accounts.actions.rates import From, set_rates
from quen.kit.amounts import parse_number
from quen.kit.models import Rate
from quen.kit.money import Money
from quen.kit.rates import convert, rate_on
from quen.kit.refused import Refused
from quen.timeline.models import Event
from tests.counting import questions


@pytest.fixture
def dollars(office):
    told = {date(2026, 1, 1): "25000", date(2026, 7, 1): "25410.5"}
    set_rates({From("USD", day): Decimal(rate) for day, rate in told.items()}, by=office.giang)


def test_the_latest_rate_of_the_day_or_before_holds(dollars):
    for day, rate in (
        (date(2026, 1, 1), Decimal(25000)),
        (date(2026, 6, 30), Decimal(25000)),
        (date(2026, 7, 1), Decimal("25410.5")),
        (date(2030, 1, 1), Decimal("25410.5")),
    ):
        assert rate_on("USD", "VND", day) == rate, day


def test_a_missing_rate_is_none_and_never_guessed(dollars):
    assert rate_on("USD", "VND", date(2025, 12, 31)) is None
    assert rate_on("VND", "USD", date(2026, 7, 1)) is None
    assert rate_on("EUR", "VND", date(2026, 7, 1)) is None
    assert rate_on("VND", "VND", date(2020, 1, 1)) == 1
    assert convert(Money(Decimal(5), "EUR"), "VND", date(2026, 7, 1)) is None


def test_money_is_converted_and_rounded_as_its_currency_is(dollars):
    told = convert(Money(Decimal("10.01"), "USD"), "VND", date(2026, 7, 1))
    assert told == Money(Decimal(254359), "VND")
    same = Money(Decimal("10.01"), "USD")
    assert convert(same, "USD", date(2026, 7, 1)) == same


def test_many_amounts_cost_one_question(dollars):
    days = [date(2026, month, 3) for month in range(1, 13)]
    assert questions(lambda: [rate_on("USD", "VND", day) for day in days]) <= 1


def test_setting_the_same_rates_again_changes_nothing(office, dollars):
    again = {From("USD", date(2026, 1, 1)): Decimal(25000)}
    assert set_rates(again, by=office.giang) == 0
    assert Event.objects.filter(kind="rate.set").count() == 1
    again[From("USD", date(2026, 1, 1))] = Decimal(25001)
    assert set_rates(again, by=office.giang) == 1
    assert rate_on("USD", "VND", date(2026, 1, 1)) == 25001


@pytest.mark.parametrize(
    ("currency", "rate"),
    [("USD", "0"), ("USD", "-1"), ("VND", "1"), ("usd", "1"), ("USD", "0.123456789"), ("USD", "1e11")],
)  # fmt: skip
def test_a_rate_that_cannot_be_is_refused(office, currency, rate):
    with pytest.raises(Refused):
        set_rates({From(currency, date(2026, 1, 1)): Decimal(rate)}, by=office.giang)


def test_rates_are_added_pasted_and_removed_in_the_settings(client, office):
    client.force_login(office.giang)
    url, paste = reverse("web:rates"), reverse("web:rates_paste")
    assert (
        client.post(url, {"currency": "usd", "day": "2026-01-01", "rate": "25,000"}).status_code
        == 302
    )
    assert (
        client.post(url, {"currency": "USD", "day": "2026-01-02", "rate": "much"}).status_code
        == 422
    )
    lines = "Day;Currency;Rate\n22/11/2026;USD;25,410.5\n2026-11-22;THB;776.25\n"
    assert client.post(paste, {"lines": lines}).status_code == 302
    assert rate_on("THB", "VND", date(2026, 11, 23)) == Decimal("776.25")
    shown = client.get(url).content.decode()
    assert "25,410.5 VND" in shown
    row = Rate.objects.get(currency="THB")
    client.post(reverse("web:rate_remove", args=[row.pk]))
    assert rate_on("THB", "VND", date(2026, 11, 23)) is None


def test_bad_lines_are_named_by_their_numbers_and_none_is_taken(client, office):
    client.force_login(office.giang)
    text = "2026-11-22,USD,25410\n2026-13-45,USD,1\n2026-11-22,VND,1\n2026-11-22,EUR\n"
    file = SimpleUploadedFile("rates.csv", text.encode("utf-8-sig"))
    answer = client.post(reverse("web:rates_paste"), {"file": file})
    words = answer.content.decode()
    assert answer.status_code == 422
    assert all(f"Line {n}:" in words for n in (2, 3, 4))
    assert "Line 1:" not in words
    assert not Rate.objects.exists()


def test_only_who_may_keeps_rates(client, office):
    client.force_login(office.binh)
    for name in ("web:rates", "web:rates_paste"):
        assert client.post(reverse(name), {"lines": "2026-11-22,USD,1"}).status_code == 403
    assert client.get(reverse("web:rates")).status_code == 403


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("25.410", "vi", "25410"),
        ("25.410,5", "vi", "25410.5"),
        ("0,00003935", "vi", "0.00003935"),
        ("25,410.5", "en", "25410.5"),
        ("0.03935", "th", "0.03935"),
    ],
)
def test_a_bare_number_is_read_as_its_language_writes_it(text, language, number):
    assert parse_number(text, language) == Decimal(number)
