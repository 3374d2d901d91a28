"""The same records as a board by any choice and as a calendar by any day."""

import json

import pytest
from django.urls import reverse

from quen.fields.actions.values import write_values
from quen.fields.models import CustomField
from quen.kit.workspace import today
from quen.people.actions.contacts import add_contact
from quen.people.models import Contact


@pytest.fixture
def crowd(office, stages):
    made = []
    for n in range(25):
        given = {"full_name": f"K{n:02}", "source": "zalo" if n % 2 else "website"}
        made.append(
            add_contact({**given, "lifecycle_stage": "mql" if n < 5 else "lead"}, by=office.binh)
        )
    add_contact({"full_name": "South", "source": "zalo"}, by=office.dung)
    return made


def board(client, user, **asked) -> str:
    client.force_login(user)
    answer = client.get(reverse("fields:board", args=["contact"]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_board_by_stage_counts_everything_and_shows_the_first(crowd, client, office):
    page = board(client, office.binh, by="lifecycle_stage")
    assert 'id="column-lead"' in page
    assert page.count("data-card=") == 25
    assert "South" not in page


def test_a_board_by_a_custom_choice(crowd, client, office):
    write_values("contact", {it.pk: {"readiness": "hot"} for it in crowd[:3]})
    page = board(client, office.binh, by="custom.readiness")
    assert page.count("data-card=") == 3


def test_a_board_follows_the_filter(crowd, client, office):
    rule = json.dumps({"field": "source", "op": "is", "value": "zalo"})
    assert board(client, office.binh, by="lifecycle_stage", filter=rule).count("data-card=") == 12


def test_a_dropped_card_takes_the_choice(crowd, client, office):
    client.force_login(office.binh)
    url = reverse("fields:board_move", args=["contact"]) + "?by=source"
    answer = client.post(url, {"card": crowd[0].pk, "stage": "facebook", "position": 0})
    assert answer.status_code == 200
    assert Contact.objects.get(pk=crowd[0].pk).source == "facebook"
    client.force_login(office.em)
    assert client.post(url, {"card": crowd[0].pk, "stage": "zalo"}).status_code == 403
    client.force_login(office.chi)
    assert client.post(url, {"card": crowd[0].pk, "stage": "zalo"}).status_code == 404


def test_a_calendar_shows_the_month_by_any_day(crowd, client, office):
    client.force_login(office.binh)
    for by in ("created_at", "next_step_at"):
        answer = client.get(reverse("fields:calendar", args=["contact"]), {"by": by})
        assert answer.status_code == 200
    page = client.get(
        reverse("fields:calendar", args=["contact"]), {"by": "created_at"}
    ).content.decode()
    assert ">K24<" in page or ">K00<" in page
    assert "+21" in page
    past = client.get(
        reverse("fields:calendar", args=["contact"]), {"by": "created_at", "month": "2020-01"}
    )
    assert ">K0" not in past.content.decode()


def test_a_calendar_by_a_custom_day(crowd, client, office):
    CustomField.objects.create(type="contact", key="visit", labels={"en": "Visit"}, kind="date")
    from quen.fields.catalogue import forget_custom

    forget_custom()
    day = today().isoformat()
    write_values("contact", {crowd[3].pk: {"visit": day}})
    client.force_login(office.binh)
    page = client.get(
        reverse("fields:calendar", args=["contact"]), {"by": "custom.visit"}
    ).content.decode()
    assert ">K03<" in page
    assert ">K04<" not in page


@pytest.mark.parametrize("month", ["", "x", "2026-13", "99999-01", "1000-01"])
def test_any_month_is_answered(month, crowd, client, office):
    client.force_login(office.binh)
    asked = {"by": "created_at", "month": month}
    assert client.get(reverse("fields:calendar", args=["contact"]), asked).status_code == 200


def test_what_no_field_parts_into_columns_offers_no_board(client, office):
    client.force_login(office.giang)
    for route in ("list", "calendar"):
        url = (
            reverse("commerce:orders")
            if route == "list"
            else reverse("fields:calendar", args=["order"])
        )
        page = client.get(url)
        assert page.status_code == 200
        assert reverse("fields:board", args=["order"]) not in page.content.decode()
