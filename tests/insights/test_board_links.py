"""A link shows a dashboard to people outside: as its sharer sees it, for some days, and nothing else."""

import re
from datetime import timedelta

import pytest
import time_machine as machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quen.accounts.actions.users import disable_user
from quen.accounts.models import User
from quen.insights import jobs
from quen.insights.actions import board_links, dashboards
from quen.insights.models import BoardLink
from quen.insights.spans import read_span
from quen.insights.tiles import READY
from quen.kit.refused import Refused
from quen.sales.actions import moving
from quen.timeline.models import Event

MONTH = {"unit": "month"}
WORTH = "₫412.5M"


@pytest.fixture
def sold(office, deal):
    """Binh has won his deal, and may share by links; so may Dung."""
    moving.win_deal(deal, by=office.binh)
    jobs.keep_figures_right.func()
    for one in (office.binh, office.dung):
        one.grants = {**one.grants, "insights.share_links": "all"}
        one.save(update_fields=["grants"])
    return office


def link_of(user, board=READY["rep"], days: int = 7) -> tuple[BoardLink, str]:
    return board_links.make_link(board, read_span(MONTH, "en"), days, by=user)


def page_of(client, token: str, **asked: str):
    return client.get(f"/r/{token}/", asked, headers={"Accept-Language": "en"})


def test_somebody_outside_sees_the_board_as_its_sharer_and_no_way_into_quen(client, sold):
    answer = page_of(client, link_of(sold.binh)[1])
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("dash__tile ") == len(READY["rep"].tiles)
    assert WORTH in page
    assert f"as {sold.binh.full_name} sees it" in page
    inside = page[page.index("<body>") :]
    assert set(re.findall(r'href="([^"]*)"', inside)) == {"?lang=vi", "?lang=th", "?lang=en"}
    assert "sidebar" not in inside
    assert WORTH not in page_of(client, link_of(sold.dung)[1]).content.decode()


def test_the_page_stays_out_of_caches_search_and_frames(client, sold):
    for token in (link_of(sold.binh)[1], "nonsense"):
        answer = page_of(client, token)
        assert answer["Cache-Control"] == "no-store, private"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert answer["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("asked", "language", "words"),
    [
        ({}, "vi", "Liên kết này có hiệu lực đến"),
        ({}, "th", "ลิงก์นี้ใช้ได้ถึง"),
        ({"lang": "en"}, "vi", "This link is good until"),
        ({"lang": "xx"}, "vi", "Liên kết này có hiệu lực đến"),
    ],
)
def test_the_page_speaks_as_the_browser_asks_or_the_reader_chooses(
    asked, language, words, client, sold
):
    token = link_of(sold.binh)[1]
    answer = client.get(f"/r/{token}/", asked, headers={"Accept-Language": language})
    assert words in answer.content.decode()


def test_the_days_stay_those_that_were_shared(client, sold):
    link, token = link_of(sold.binh, days=30)
    with machine.travel(timezone.now() + timedelta(days=29), tick=False):
        page = page_of(client, token).content.decode()
    assert f"{link.first:%d/%m/%Y} – {link.last:%d/%m/%Y}" in page
    assert WORTH in page


def test_the_token_is_kept_as_a_digest_alone(sold):
    link, token = link_of(sold.binh)
    kept = {str(value) for value in BoardLink.objects.values().get(pk=link.pk).values()}
    assert token not in kept
    assert link.hash == BoardLink.hashed(token)
    assert len(token) >= 43


def _ran_out(link, office):
    now = timezone.now()
    BoardLink.objects.update(made_at=now - timedelta(days=2), ends_at=now)


def _taken_back(link, office):
    board_links.revoke_link(link, by=office.binh)


def _switched_off(link, office):
    disable_user(office.binh, by=office.giang)


def _without_right(link, office):
    User.objects.filter(pk=office.binh.pk).update(grants={"web.use": "all"})


def _without_quen(link, office):
    User.objects.filter(pk=office.binh.pk).update(grants={"insights.share_links": "all"})


def _kept_by_its_owner(link, office):
    dashboards.share_board(link.dashboard, False, by=office.giang)


def _removed(link, office):
    dashboards.delete_board(link.dashboard, by=office.giang)


@pytest.mark.parametrize(
    "end",
    [
        _ran_out,
        _taken_back,
        _switched_off,
        _without_right,
        _without_quen,
        _kept_by_its_owner,
        _removed,
    ],
)
def test_sr_34_a_link_that_ended_answers_like_one_that_never_was(end, client, sold):
    board = dashboards.copy_board("rep", name="Chung", by=sold.giang)
    dashboards.share_board(board, True, by=sold.giang)
    link, token = link_of(sold.binh, board)
    assert page_of(client, token).status_code == 200
    end(link, sold)
    answer, other = page_of(client, token), page_of(client, "never")
    assert (answer.status_code, other.status_code) == (410, 410)
    assert "This link has ended" in answer.content.decode()
    assert _plain(answer) == _plain(other)
    assert client.post(f"/r/{token}/seen/").status_code == 204
    assert client.post("/r/never/seen/").status_code == 204


def _plain(answer) -> str:
    return re.sub(r'name="csrf" content="\w+"', "", answer.content.decode())


def test_what_the_sharer_may_no_longer_see_is_not_shown(client, sold):
    token = link_of(sold.binh)[1]
    grants = {"web.use": "all", "insights.share_links": "all"}
    User.objects.filter(pk=sold.binh.pk).update(grants=grants)
    page = page_of(client, token).content.decode()
    assert WORTH not in page
    assert "There is nothing to see here" in page


def test_sr_41_a_page_that_is_looked_at_counts_and_one_that_is_fetched_does_not(client, sold):
    link, token = link_of(sold.binh)
    page_of(client, token)
    client.head(f"/r/{token}/")
    link.refresh_from_db()
    assert (link.openings, link.opened_at) == (0, None)
    for _visit in range(2):
        assert client.post(f"/r/{token}/seen/", {"visit": "1"}).status_code == 204
    link.refresh_from_db()
    assert link.openings == 2
    assert link.opened_at is not None


def test_who_looks_too_often_waits(client, sold, one_window):
    token = link_of(sold.binh)[1]
    codes = [client.post(f"/r/{token}/seen/").status_code for _n in range(61)]
    assert (codes[0], codes[-1]) == (204, 429)


def test_links_are_made_listed_and_taken_back_on_their_page(client, sold):
    client.force_login(sold.binh)
    assert "/reports/boards/rep/links/?unit=month" in client.get(
        "/reports/boards/rep/"
    ).content.decode().replace("&amp;", "&")
    given = {**MONTH, "days": "30"}
    made = client.post("/reports/boards/rep/links/make/", given).content.decode()
    token = re.search(r"/r/([\w-]+)/", made).group(1)
    link = BoardLink.objects.get()
    assert (link.sharer, link.hash) == (sold.binh, BoardLink.hashed(token))
    assert link.ends_at - link.made_at == timedelta(days=30)
    page = client.get("/reports/boards/rep/links/").content.decode()
    assert f"…{link.last_four}" in page
    assert token not in page
    assert client.post(f"/reports/links/{link.pk}/revoke/").status_code == 302
    assert client.post(f"/reports/links/{link.pk}/revoke/").status_code == 302
    assert "Taken back" in client.get("/reports/boards/rep/links/").content.decode()
    kinds = Event.objects.filter(kind__startswith="board_link.").values_list("kind", flat=True)
    assert sorted(kinds) == ["board_link.made", "board_link.revoked"]


def test_the_list_costs_the_same_for_few_and_many_links(client, sold, django_assert_num_queries):
    client.force_login(sold.binh)
    link_of(sold.binh)
    client.get("/reports/boards/rep/links/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/reports/boards/rep/links/")
    for _n in range(9):
        link_of(sold.binh)
    with django_assert_num_queries(len(asked)):
        client.get("/reports/boards/rep/links/")


def test_a_link_of_somebody_else_is_not_there(client, sold):
    link, _token = link_of(sold.binh)
    client.force_login(sold.dung)
    assert client.post(f"/reports/links/{link.pk}/revoke/").status_code == 404
    assert f"…{link.last_four}" not in client.get("/reports/boards/rep/links/").content.decode()


def test_who_lacks_the_right_makes_no_link(client, sold):
    client.force_login(sold.chi)
    assert "Share by link" not in client.get("/reports/boards/rep/").content.decode()
    assert client.get("/reports/boards/rep/links/").status_code == 403
    assert client.post("/reports/boards/rep/links/make/", {"days": "7"}).status_code == 403
    with pytest.raises(Refused, match="may not share"):
        link_of(sold.chi)


@pytest.mark.parametrize(
    ("days", "board", "status"), [("2", "rep", 422), ("x", "rep", 422), ("7", "99", 404)]
)
def test_what_cannot_be_shared_is_refused(days, board, status, client, sold):
    client.force_login(sold.binh)
    answer = client.post(f"/reports/boards/{board}/links/make/", {"days": days})
    assert answer.status_code == status
    assert not BoardLink.objects.exists()


def test_so_many_links_are_open_at_once_and_no_more(sold, monkeypatch):
    monkeypatch.setattr(board_links, "MOST", 2)
    first, _token = link_of(sold.binh)
    link_of(sold.binh)
    with pytest.raises(Refused, match="Take one back first"):
        link_of(sold.binh)
    board_links.revoke_link(first, by=sold.binh)
    link_of(sold.binh)


def test_links_that_ended_half_a_year_ago_are_forgotten(sold):
    link, _token = link_of(sold.binh)
    for days, left in ((7 + 179, 1), (7 + 181, 0)):
        with machine.travel(link.made_at + timedelta(days=days), tick=False):
            jobs.tidy_links.func()
        assert BoardLink.objects.count() == left


@pytest.mark.parametrize("wrong", [{"ready": ""}, {"ends_at": "made"}, {"unit": "decade"}])
def test_the_database_keeps_links_in_order(wrong, sold):
    link, _token = link_of(sold.binh)
    if "ends_at" in wrong:
        wrong = {"ends_at": link.made_at}
    with pytest.raises(IntegrityError), transaction.atomic():
        BoardLink.objects.update(**wrong)


def test_a_shared_board_reads_each_source_once(client, sold, django_assert_max_num_queries):
    token = link_of(sold.giang, READY["director"])[1]
    page_of(client, token)
    with django_assert_max_num_queries(45):
        page_of(client, token)
