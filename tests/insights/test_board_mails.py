"""Dashboards by mail: at their hour, with the reader's rights of that moment, once, and ended with a click."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine as machine

from quen.accounts.actions.users import disable_user
from quen.accounts.models import User
from quen.channels.models import Outgoing
from quen.fields.reading import reader_for
from quen.insights import jobs
from quen.insights.actions import board_mails, dashboards
from quen.insights.models import BoardMail
from quen.insights.rhythms import days_told, next_mail
from quen.insights.tiles import READY, Tile
from quen.kit import worker
from quen.kit.models import Job
from quen.kit.tasks import tick_clock
from quen.sales.actions import deals, moving
from quen.timeline.models import Event

EIGHT = time(8)
# In Vietnam: a Thursday noon in March 2026, and eight o'clock on the Friday after.
THURSDAY = datetime(2026, 3, 19, 5, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 20, 1, tzinfo=UTC)


@pytest.fixture
def clock():
    with machine.travel(THURSDAY, tick=False) as travelling:
        yield travelling


@pytest.fixture
def sold(clock, office, stages, pipeline):
    """Binh has won 300 million on the 10th."""
    given = {"name": "D", "amount": "300000000", "currency": "VND"}
    deal = deals.add_deal(given, by=office.binh, reader=reader_for(office.binh, plain=True))
    at = datetime(2026, 3, 10, 5, tzinfo=UTC)
    moving.win_deal(deal, by=office.binh, at=at, checked=False)
    jobs.keep_figures_right.func()
    return office


@pytest.fixture
def mailed(sold):
    """Binh has the sellers' board mailed every working day."""
    return board_mails.choose_mail(READY["rep"], "workdays", EIGHT, by=sold.binh)


def mails() -> list[Outgoing]:
    return list(Outgoing.objects.filter(key__startswith="board-").order_by("pk"))


def run_due() -> None:
    jobs.mail_boards.func()
    worker.work_all()


@pytest.mark.parametrize(
    ("rhythm", "after", "expected"),
    [
        ("workdays", THURSDAY, FRIDAY),
        ("workdays", FRIDAY - timedelta(seconds=1), FRIDAY),
        # Saturday is worked, Sunday is not; the 30th of April and the 1st of May are holidays.
        ("workdays", FRIDAY + timedelta(days=1), datetime(2026, 3, 23, 1, tzinfo=UTC)),
        ("workdays", datetime(2026, 4, 29, 2, tzinfo=UTC), datetime(2026, 5, 2, 1, tzinfo=UTC)),
        ("mondays", THURSDAY, datetime(2026, 3, 23, 1, tzinfo=UTC)),
        ("months", THURSDAY, datetime(2026, 4, 1, 1, tzinfo=UTC)),
    ],
)
def test_the_next_mail_comes_at_its_hour_where_the_company_is(rhythm, after, expected, db):
    assert next_mail(rhythm, EIGHT, after) == expected


@pytest.mark.parametrize(
    ("rhythm", "day", "language", "first", "last"),
    [
        ("workdays", date(2026, 3, 20), "vi", date(2026, 3, 1), date(2026, 3, 19)),
        ("workdays", date(2026, 4, 1), "vi", date(2026, 3, 1), date(2026, 3, 31)),
        ("mondays", date(2026, 3, 23), "vi", date(2026, 3, 16), date(2026, 3, 22)),
        ("mondays", date(2026, 3, 23), "th", date(2026, 3, 15), date(2026, 3, 21)),
        ("months", date(2026, 4, 1), "en", date(2026, 3, 1), date(2026, 3, 31)),
    ],
)
def test_a_mail_tells_of_whole_days_that_have_passed(rhythm, day, language, first, last, db):
    span = days_told(rhythm, day, language)
    assert (span.first, span.last) == (first, last)
    assert span.asked == {"from": f"{first}", "to": f"{last}", "each": span.each}


def test_the_mail_holds_figures_and_tables_that_lead_to_their_pages(mailed, clock, settings):
    clock.move_to(FRIDAY)
    run_due()
    (mail,) = mails()
    assert mail.recipient == mailed.user.email
    assert mail.subject == "Seller: 01/03/2026 – 19/03/2026"
    assert "Won value: ₫300M" in mail.text
    assert "- 09/03/2026: ₫300,000,000" in mail.text  # the week of its trend
    page = f"{settings.BASE_URL}/reports/deals.won_value/?from=2026-03-01&to=2026-03-19&each=week"
    assert page in mail.text
    assert f'href="{page.replace("&", "&amp;")}"' in mail.html
    assert "₫300M" in mail.html
    assert "<svg" not in mail.html
    assert "The whole dashboard" in mail.html


@pytest.mark.parametrize(
    ("language", "words"), [("vi", "Cả bảng điều hành"), ("th", "แดชบอร์ดทั้งหมด")]
)
def test_the_mail_speaks_the_language_of_its_reader(language, words, mailed, clock):
    User.objects.filter(pk=mailed.user_id).update(language=language)
    clock.move_to(FRIDAY)
    run_due()
    assert words in mails()[0].html
    assert f'<html lang="{language}">' in mails()[0].html


def test_each_reader_gets_their_own_figures(mailed, sold, clock):
    board_mails.choose_mail(READY["rep"], "workdays", EIGHT, by=sold.dung)
    clock.move_to(FRIDAY)
    run_due()
    told = {mail.recipient: mail.text for mail in mails()}
    assert "₫300M" in told[sold.binh.email]
    assert "₫300M" not in told[sold.dung.email]


def test_two_workers_send_one_mail_and_one_that_was_killed_leaves_none_half_done(mailed, clock):
    clock.move_to(FRIDAY)
    jobs.mail_boards.func()
    jobs.mail_boards.func()
    assert Job.objects.filter(task__endswith="mail_board", done_at=None).count() == 2
    worker.work_all()
    assert len(mails()) == 1
    mailed.refresh_from_db()
    assert mailed.next_at == FRIDAY + timedelta(days=1)


def test_a_mail_that_cannot_be_planned_stays_due(mailed, clock, monkeypatch):
    clock.move_to(FRIDAY)
    with monkeypatch.context() as patched:
        patched.setattr(board_mails, "plan_mail", _die)
        with pytest.raises(KeyboardInterrupt):
            board_mails.send_board(mailed.pk)
    assert mails() == []
    assert board_mails.send_board(mailed.pk)
    assert not board_mails.send_board(mailed.pk)
    assert len(mails()) == 1


def _die(**_facts):
    raise KeyboardInterrupt


def test_the_clock_has_what_is_due_sent(mailed, clock):
    clock.move_to(FRIDAY - timedelta(minutes=1))
    tick_clock()
    worker.work_all()
    assert mails() == []
    clock.move_to(FRIDAY)
    tick_clock()
    worker.work_all()
    assert len(mails()) == 1


def test_days_without_a_worker_bring_one_mail(mailed, clock):
    clock.move_to(FRIDAY + timedelta(days=12, hours=3))
    run_due()
    run_due()
    (mail,) = mails()
    assert mail.subject == "Seller: 01/03/2026 – 31/03/2026"
    mailed.refresh_from_db()
    assert mailed.next_at == datetime(2026, 4, 2, 1, tzinfo=UTC)


def test_who_is_switched_off_or_may_not_use_quen_gets_nothing(mailed, sold, clock):
    board_mails.choose_mail(READY["rep"], "workdays", EIGHT, by=sold.chi)
    disable_user(sold.chi, by=sold.giang)
    User.objects.filter(pk=sold.binh.pk).update(grants={"sales.view_deal": "own"})
    clock.move_to(FRIDAY)
    run_due()
    assert mails() == []
    assert BoardMail.objects.count() == 2


def test_who_may_see_no_tile_of_a_board_gets_nothing(mailed, sold, clock):
    User.objects.filter(pk=sold.binh.pk).update(grants={"web.use": "all"})
    clock.move_to(FRIDAY)
    run_due()
    assert mails() == []


@pytest.mark.parametrize("how", ["removed", "kept"])
def test_a_board_that_goes_ends_its_mails_with_word_to_the_others(how, sold, clock):
    board = dashboards.copy_board("rep", name="Chung", by=sold.giang)
    dashboards.share_board(board, True, by=sold.giang)
    for one in (sold.giang, sold.binh):
        board_mails.choose_mail(board, "workdays", EIGHT, by=one)
    if how == "removed":
        dashboards.delete_board(board, by=sold.giang)
    else:
        dashboards.share_board(board, False, by=sold.giang)
    (word,) = mails()
    assert word.recipient == sold.binh.email
    assert "The dashboard Chung is not there for you any more" in word.text
    assert BoardMail.objects.count() == (how == "kept")
    clock.move_to(FRIDAY)
    run_due()
    assert len(mails()) == 1 + (how == "kept")


def test_a_ready_board_that_a_newer_edition_lacks_ends_its_mails(mailed, clock):
    BoardMail.objects.update(ready="gone")
    clock.move_to(FRIDAY)
    run_due()
    assert [mail.subject for mail in mails()] == ["No more mails of the dashboard gone"]
    assert not BoardMail.objects.exists()


def test_a_colleague_chooses_changes_and_ends_the_mails_on_the_boards_page(client, sold):
    client.force_login(sold.binh)
    page = client.get("/reports/boards/rep/").content.decode()
    assert "Mail it to me" in page
    for rhythm, at in (("mondays", "07:30"), ("months", "09:00")):
        given = {"rhythm": rhythm, "at": at}
        assert client.post("/reports/boards/rep/mail/", given).status_code == 302
        one = BoardMail.objects.get()
        assert (one.user, one.rhythm, f"{one.at:%H:%M}") == (sold.binh, rhythm, at)
    page = client.get("/reports/boards/rep/").content.decode()
    assert "the next mail comes on 01/04/2026 09:00" in page
    client.force_login(sold.chi)
    assert client.post(f"/reports/mails/{one.pk}/stop/").status_code == 404
    client.force_login(sold.binh)
    assert client.post(f"/reports/mails/{one.pk}/stop/").status_code == 302
    assert not BoardMail.objects.exists()
    kinds = Event.objects.filter(kind__startswith="board_mail.").values_list("kind", flat=True)
    assert sorted(kinds) == ["board_mail.chosen", "board_mail.chosen", "board_mail.ended"]


@pytest.mark.parametrize(
    ("board", "given", "status"),
    [
        ("rep", {"rhythm": "hourly", "at": "08:00"}, 422),
        ("rep", {"rhythm": "mondays", "at": "noon"}, 422),
        ("77", {"rhythm": "mondays", "at": "08:00"}, 404),
    ],
)
def test_what_cannot_be_mailed_is_refused(board, given, status, client, sold):
    client.force_login(sold.binh)
    assert client.post(f"/reports/boards/{board}/mail/", given).status_code == status
    assert not BoardMail.objects.exists()


def test_a_board_of_somebody_else_cannot_be_mailed(client, sold):
    board = dashboards.copy_board("rep", name="Của Giang", by=sold.giang)
    client.force_login(sold.binh)
    given = {"rhythm": "mondays", "at": "08:00"}
    assert client.post(f"/reports/boards/{board.pk}/mail/", given).status_code == 404


def test_sr_41_looking_at_the_link_ends_nothing_and_one_click_ends_the_mails(
    mailed, clock, client, settings
):
    clock.move_to(FRIDAY)
    run_due()
    headers = mails()[0].headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = headers["List-Unsubscribe"].strip("<>").removeprefix(settings.BASE_URL)
    assert path in mails()[0].text
    client.handler.enforce_csrf_checks = True
    english = {"Accept-Language": "en"}
    answer = client.get(path)
    assert "No more mails of this dashboard?" in answer.content.decode()
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert BoardMail.objects.exists()
    for _again in range(2):
        answer = client.post(path, {"List-Unsubscribe": "One-Click"}, headers=english)
        assert "You get no more of these mails" in answer.content.decode()
    assert not BoardMail.objects.exists()
    assert client.get("/reports/mails/nonsense/end/").status_code == 200


def test_the_mail_of_a_big_board_asks_each_source_once(sold, clock, django_assert_max_num_queries):
    board = dashboards.copy_board("director", name="Lớn", by=sold.giang)
    dashboards.add_tile(board, Tile("bars", "deals.won_value", "source", 2), by=sold.giang)
    one = board_mails.choose_mail(board, "workdays", EIGHT, by=sold.giang)
    clock.move_to(FRIDAY)
    with django_assert_max_num_queries(55):
        board_mails.send_board(one.pk)
