"""Home: what to do next, for oneself and for one's team."""

import pytest
from django.utils import timezone

from quen.kit.workspace import today
from quen.sales.actions.deals import add_deal
from quen.work.actions.finishing import complete_task
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
