"""Periods of reports and what they are compared with."""

from datetime import date

import pytest
from django.urls import reverse

from quen.insights.actions import board_links, dashboards
from quen.insights.spans import Span, read_span
from quen.insights.tiles import Tile
from tests.insights.test_board_links import WORTH, page_of, sold  # noqa: F401 - a fixture


@pytest.mark.parametrize(
    ("unit", "first", "last", "before"),
    [
        ("month", (2026, 6, 1), (2026, 6, 30), [(2026, 5, 1), (2026, 5, 31)]),
        ("month", (2026, 2, 1), (2026, 2, 28), [(2026, 1, 1), (2026, 1, 31)]),
        ("month", (2026, 3, 1), (2026, 3, 30), [(2026, 2, 1), (2026, 2, 28)]),
        ("quarter", (2026, 4, 1), (2026, 6, 30), [(2026, 1, 1), (2026, 3, 31)]),
        ("quarter", (2026, 4, 1), (2026, 5, 12), [(2026, 1, 1), (2026, 2, 12)]),
        ("week", (2026, 6, 1), (2026, 6, 3), [(2026, 5, 25), (2026, 5, 27)]),
        ("day", (2026, 2, 28), (2026, 2, 28), [(2026, 2, 27), (2026, 2, 27)]),
        ("", (2026, 3, 1), (2026, 3, 10), [(2026, 2, 19), (2026, 2, 28)]),
    ],
)
def test_a_period_that_is_over_is_compared_with_the_whole_of_the_one_before(
    unit, first, last, before
):
    earlier = Span(date(*first), date(*last), unit).before
    assert [earlier.first, earlier.last] == [date(*day) for day in before]


def test_a_february_is_compared_with_the_whole_of_one_in_a_leap_year():
    february = Span(date(2029, 2, 1), date(2029, 2, 28), "month")
    assert february.year_ago.last == date(2028, 2, 29)
    assert Span(date(2029, 2, 28), date(2029, 2, 28), "day").year_ago.last == date(2028, 2, 28)


@pytest.mark.django_db
def test_weeks_of_a_shared_board_are_those_of_its_sharer_in_every_language(client, sold):  # noqa: F811
    board = dashboards.copy_board("rep", name="Weeks", by=sold.binh)
    dashboards.add_tile(board, Tile("trend", "deals.won_value", "", 2), by=sold.binh)
    _link, token = board_links.make_link(
        board, read_span({"unit": "quarter"}, "en"), 7, by=sold.binh
    )
    figures = {"en": WORTH, "th": "412.5", "vi": "412,5"}
    for language, figure in figures.items():
        assert figure in page_of(client, token, lang=language).content.decode(), language


@pytest.mark.django_db
@pytest.mark.parametrize("odd", ["²", "9" * 30, "9" * 5000, "-1", "٣"])
def test_odd_numbers_in_the_addresses_of_reports_find_nothing_and_break_nothing(
    odd, client, office
):
    client.force_login(office.giang)
    assert client.get(f"/reports/boards/{odd[:200]}/").status_code == 404
    for name, kind in (("buyers", "bought"), ("leads", "all")):
        answer = client.get(reverse(f"insights:{name}", args=[kind]), {"owner": odd})
        assert answer.status_code == 200, name
    answer = client.post(reverse("insights:active_days"), {"days": odd})
    assert answer.status_code == 422
