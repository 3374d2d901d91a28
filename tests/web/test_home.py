"""Home: what to do next, for oneself and for one's team."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from quen.kit.lunar import to_lunar
from quen.kit.workspace import today
from quen.people.actions.contacts import add_contact, change_contact
from quen.people.actions.lifecycle import move_stage
from quen.sales.actions.deals import add_deal
from quen.web import day
from quen.work.actions.finishing import complete_task, log_call
from quen.work.actions.tasks import add_task


@pytest.fixture
def home(client):
    def opened(user, scope: str = "") -> str:
        client.force_login(user)
        return client.get("/", {"scope": scope} if scope else {}).content.decode()

    return opened


def test_what_to_do_next_follows_the_chosen_tab(home, contact, pipeline, office):
    add_task(title="Việc của Bình", by=office.binh, due_on=today())
    add_task(title="Việc của An", by=office.an, due_on=today())
    add_deal({"name": "Thép của Bình", "contact_id": contact.pk}, by=office.binh)
    own, team = home(office.an, "own"), home(office.an)
    assert "Việc của An" in own
    assert "Việc của Bình" not in own
    assert "Việc của An" in team
    assert "Binh" in team
    assert "Thép của Bình" in team
    assert "Thép của Bình" not in own


@pytest.mark.parametrize(
    ("name", "called"),
    [("Trần Quốc Bảo", "Bảo"), ("ประเสริฐ อินทร์แก้ว", "ประเสริฐ"), ("Lan", "Lan")],
)
def test_one_is_greeted_by_ones_given_name(home, office, name, called):
    office.binh.full_name = name
    office.binh.save()
    assert f", {called}</h1>" in home(office.binh)


def test_what_the_day_leaves_out_is_counted_and_stands_in_the_list(
    home, client, contact, pipeline, office, monkeypatch
):
    monkeypatch.setattr(day, "MOST_TASKS", 3)
    monkeypatch.setattr(day, "MOST_DEALS", 2)
    monkeypatch.setattr(day, "MOST_PEOPLE", 1)
    for n in range(3):
        add_task(title=f"Việc {n}", by=office.binh, due_on=today())
        add_deal({"name": f"Thép {n}", "contact_id": contact.pk}, by=office.binh)
    told = more_links(home(office.binh, "own"))
    assert [label for label, _url in told] == ["and 1 more"]
    add_task(title="Việc mới", by=office.binh, due_on=today() - timedelta(days=1))
    born = {"birthday": f"1990-{today():%m-%d}"}
    for n in range(3):
        other = add_contact({"full_name": f"Khách {n}", **born}, by=office.binh)
        move_stage(other, "sql", by=office.binh)
    told = more_links(home(office.binh, "own"))
    assert [label for label, _url in told] == [
        "and 1 more", "and 2 more", "and 1 more", "and 2 more",
    ]  # fmt: skip
    shown = [client.get(url).content.decode() for _label, url in told]
    assert "Việc 2" in shown[0]
    assert all(f"Khách {n}" in shown[1] and f"Khách {n}" in shown[3] for n in range(3))
    assert all(f"Thép {n}" in shown[2] for n in range(3))
    for scope in ("team", "all"):
        for _label, url in more_links(home(office.an, scope)):
            assert client.get(url).status_code == 200


def more_links(page: str) -> list[tuple[str, str]]:
    """(words, address) of what leads to the rest."""
    found = re.findall(r'<a class="small" href="([^"]+)">(and [^<]+)</a>', page)
    return [(label, unescape(url)) for url, label in found]


def test_nobody_sees_by_a_tab_what_they_may_not_see(home, contact, pipeline, office):
    add_task(title="Việc của Bình", by=office.binh, due_on=today())
    for scope in ("own", "team", "all"):
        assert "Việc của Bình" not in home(office.chi, scope)
        assert "Việc của Bình" not in home(office.dung, scope)


def test_a_task_on_a_deal_is_its_next_step(deal, office):
    first = add_task(
        title="Gửi báo giá", by=office.binh, due_on=today(), type_key="deal", record_id=deal.pk
    )
    deal.refresh_from_db()
    assert timezone.localdate(deal.next_step_at) == today()
    complete_task(first, by=office.binh)
    deal.refresh_from_db()
    assert deal.next_step_at is None


@pytest.fixture
def sql(contact, office):
    """Binh's customer, ready for a talk."""
    return move_stage(contact, "sql", by=office.binh)


def test_who_is_ready_to_buy_and_was_never_called_is_shown(home, sql, office):
    assert "Ready to buy, not yet called" in home(office.binh)
    log_call("contact", sql.pk, by=office.binh, outcome="no_answer")
    assert "Ready to buy, not yet called" not in home(office.binh)


def test_birthdays_of_the_sun_and_of_the_moon_are_shown_on_their_day(home, contact, office):
    assert "Birthdays today" not in home(office.binh)
    day = today()
    change_contact(contact, {"birthday": f"1990-{day:%m-%d}"}, by=office.binh)
    assert "Birthdays today" in home(office.binh)
    moon = to_lunar(day)
    given = {"birthday": f"--{moon.month:02}-{moon.day:02}", "birthday_calendar": "lunar"}
    change_contact(contact, given, by=office.binh)
    assert "Birthdays today" in home(office.binh)


def test_who_leads_sees_what_is_late_colleague_by_colleague(home, office):
    late = today() - timedelta(days=2)
    add_task(title="Trễ", by=office.binh, due_on=late)
    add_task(title="Hôm nay", by=office.binh, due_on=today())
    assert "By colleague" in home(office.an, "team")
    assert "By colleague" not in home(office.an, "own")
    assert "By colleague" not in home(office.binh)


def test_finishing_the_last_task_of_a_customer_asks_what_comes_next(client, contact, office):
    on = {"type_key": "contact", "record_id": contact.pk, "by": office.binh}
    first, last = (add_task(title=t, due_on=today(), **on) for t in ("Gọi", "Gửi mẫu"))
    client.force_login(office.binh)

    def finish(task) -> str:
        url = reverse("work:task_done", args=[task.pk])
        return client.post(url, {"next": "home"}, headers={"HX-Request": "true"}).content.decode()

    assert "What comes next?" not in finish(first)
    page = finish(last)
    assert "What comes next?" in page
    assert reverse("work:task_reopen", args=[last.pk]) in page
