"""A booking page answers in words to times at which nobody meets."""
# ruff: noqa: F811 - fixtures are asked for by name

import pytest

from quen.work.models import Booking
from tests.work.booking_stage import at
from tests.work.test_booking import EN, URL, friday, row, typed  # noqa: F401 - fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stages", "friday")]
EXTREMES = [
    {"at": "9999-12-31T23:59+00:00"},
    {"at": "0001-01-01T00:00+00:00", "zone": "America/New_York"},
    {"at": "2200-01-01T00:00+00:00"},
    {"at": "0001-01-01T00:00+23:59"},
]


@pytest.mark.parametrize("given", [*EXTREMES, {"start": "0001-01-01"}])
def test_the_page_of_a_time_at_the_ends_of_the_world_offers_others(row, client, given):
    answer = client.get(URL, {"kind": "k1", **given}, headers=EN)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "?at=2026" in shown or "&amp;at=2026" in shown
    assert 'name="uid"' not in shown, "times are offered, no form for one"


@pytest.mark.parametrize("given", EXTREMES)
def test_nobody_books_or_moves_a_meeting_there(row, client, given):
    good = typed(client, at(9))
    assert client.post(f"{URL}/book", {**good, **given}, headers=EN).status_code in (302, 409, 422)
    assert not Booking.objects.exists()
    link = client.post(f"{URL}/book", good, headers=EN)["Location"]
    assert client.get(f"{link}times/", given, headers=EN).status_code == 200
    assert client.post(f"{link}move/", given, headers=EN).status_code in (302, 409, 422)
    assert Booking.objects.get().task.at == at(9)
