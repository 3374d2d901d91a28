"""Calendars at Google and Microsoft and the plans here stay the same, both ways, whatever happens between."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from quen.kit import secrets
from quen.kit.refused import Refused
from quen.kit.worker import work_all
from quen.work.actions.calendar_accounts import (
    choose_calendar,
    connect_account,
    connect_consented,
    let_go,
)
from quen.work.actions.calendar_apps import set_app
from quen.work.actions.consents import Consent
from quen.work.actions.syncing import calendar_of, sync
from quen.work.actions.tasks import add_task, change_task, trash_task
from quen.work.calendar import oauth
from quen.work.calendar.offered import offered_to
from quen.work.calendar.port import Failed
from quen.work.models import (
    BusyTime,
    CalendarAccount,
    CalendarApp,
    CalendarLink,
    CalendarTrace,
    Task,
)
from tests.work.booking_stage import hours_on, page_of
from tests.work.microsoft_server import Microsoft
from tests.work.provider_server import ID, SECRET, Google

pytestmark = pytest.mark.django_db
SOON = (timezone.now() + timedelta(days=3)).replace(hour=2, minute=0, second=0, microsecond=0)


@pytest.fixture(params=[Google, Microsoft], ids=["google", "microsoft"])
def other(request, settings, office):
    server = request.param()
    settings.ALLOWED_OUTBOUND = frozenset({server.host})
    settings.CALENDAR_ADDRESSES = {server.key: server.addresses}
    set_app(server.key, client_id=ID, secret=SECRET, by=office.giang)
    yield server
    server.close()


def consent(other, user):
    """The way through the provider, to the code that a job exchanges."""
    (offer,) = offered_to(user)
    state, code = other.consent(offer["url"])
    assert oauth.kind_of(state, user.pk) == other.key
    return connect_consented(user, kind=other.key, code=code, verifier=oauth.verifier_of(state))


@pytest.fixture
def account(office, other):
    made = run(consent(other, office.binh))
    assert made.error == ""
    (there,) = made.calendars
    return choose_calendar(made, there["url"], by=office.binh)


def run(account, times=1) -> CalendarAccount:
    for _n in range(times):
        sync(account.pk)
    account.refresh_from_db()
    return account


def plan(office, title="Gặp khách", **facts) -> Task:
    return add_task(title=title, by=office.binh, kind="meeting", **{"at": SOON, **facts})


def standing() -> list[str]:
    return sorted(Task.objects.filter(deleted_at=None).values_list("title", flat=True))


def test_a_permission_is_fetched_once_kept_encrypted_and_opens_the_calendars(account, other):
    assert account.calendar_url == other.calendar
    assert (account.grant, len(other.refreshes)) == ("", 1)
    for kept in (account.password, account.access, CalendarApp.objects.get().secret):
        assert "refresh-" not in kept
        assert "access-" not in kept
        assert SECRET not in kept
    assert account.secret() == "refresh-1"


def test_a_plan_goes_there_and_an_event_comes_here_and_neither_doubles(account, other, office):
    plan(office, place="Q.1")
    for n in range(5):
        other.put(f"e{n}", f"Việc {n}", SOON + timedelta(hours=n))
    account = run(account, 3)
    assert (account.error, account.remote_count) == ("", 6)
    titles = sorted(["Gặp khách", *(f"Việc {n}" for n in range(5))])
    assert other.titles() == titles
    assert standing() == titles
    came = Task.objects.get(title="Việc 1")
    assert (came.at, came.minutes, came.owner, came.kind) == (
        SOON + timedelta(hours=1), 60, office.binh, "meeting",
    )  # fmt: skip


def test_a_run_with_nothing_new_asks_once_for_what_changed_since(account, other, office):
    plan(office)
    run(account, 2)
    other.asked.clear()
    run(account)
    assert [method for method, _path in other.asked] == ["GET"]


def test_changes_follow_in_both_directions_and_leave_the_rest_as_it_was(account, other, office):
    task = plan(office)
    other.put("e", at=SOON)
    other.put("f", "Của họ", SOON + timedelta(hours=2))
    run(account, 2)
    change_task(task, by=office.binh, at=SOON + timedelta(hours=3), title="Gặp ở quán")
    change_task(Task.objects.get(title="Của họ"), by=office.binh, title="Của ta")
    other.put("e", "Khám lại", SOON + timedelta(days=1))
    run(account, 2)
    assert other.titles() == ["Của ta", "Gặp ở quán", "Khám lại"]
    assert Task.objects.get(title="Khám lại").at == SOON + timedelta(days=1)
    assert other.events["f"]["kept"] == "stays"
    links = {link.task.title: link for link in CalendarLink.objects.select_related("task")}
    start = other.events[links["Gặp ở quán"].href]["start"]["dateTime"]
    assert datetime.fromisoformat(start).replace(tzinfo=None) in (
        (SOON + timedelta(hours=3)).replace(tzinfo=None), (SOON + timedelta(hours=10)).replace(tzinfo=None),
    )  # fmt: skip


def test_deletions_follow_in_both_directions(account, other, office):
    task = plan(office)
    other.put("e", at=SOON)
    run(account)
    trash_task(task, by=office.binh)
    other.remove("e")
    run(account, 2)
    assert other.titles() == []
    assert standing() == []
    assert not CalendarLink.objects.exists()


@pytest.mark.parametrize(("minutes", "stands"), [(5, "Ở kia"), (-60, "Ở đây")])
def test_where_both_changed_the_newer_stands(account, other, office, minutes, stands):
    other.put("e", at=SOON)
    run(account)
    change_task(Task.objects.get(), by=office.binh, title="Ở đây")
    other.put("e", "Ở kia", SOON, changed=timezone.now() + timedelta(minutes=minutes))
    run(account, 2)
    assert (Task.objects.get().title, other.titles()) == (stands, [stands])
    assert CalendarTrace.objects.exclude(lost={}).count() == 1


def test_who_deleted_loses_to_who_changed_since_also_where_an_id_stays_taken(
    account, other, office
):
    task = plan(office)
    run(account, 2)
    change_task(task, by=office.binh, title="Gặp khách quen")
    other.remove(CalendarLink.objects.get().href)
    run(account, 3)
    assert (other.titles(), standing()) == (["Gặp khách quen"], ["Gặp khách quen"])


def test_series_and_whole_days_are_no_plans_and_hours_of_series_block_booking(
    account, other, office
):
    other.series("w", SOON, 3)
    account = run(account, 2)
    assert (account.error, Task.objects.count(), BusyTime.objects.count()) == ("", 0, 3)
    page = page_of(office.binh, hours={str(n): [["08:00", "12:00"]] for n in range(7)})
    day = (SOON + timedelta(days=1)).date()
    assert "09:00" not in hours_on(page, day)
    assert "10:00" in hours_on(page, day)
    other.remove("w_1" if other.key == "microsoft" else f"w_{SOON + timedelta(days=1):%Y%m%d}")
    run(account)
    assert "09:00" in hours_on(page, day)


def test_a_token_that_is_too_old_leads_to_a_whole_listing_which_loses_and_doubles_nothing(
    account, other, office
):
    other.put("a", "Đi khám", SOON)
    other.put("b", "Họp", SOON)
    other.put("c", "Ăn trưa", SOON)
    plan(office)
    run(account, 2)
    other.remove("b")
    other.put("c", "Ăn tối", SOON)
    other.too_old = other.moves + 1
    account = run(account, 1)
    assert account.error == ""
    assert standing() == ["Gặp khách", "Ăn tối", "Đi khám"]
    assert other.titles() == ["Gặp khách", "Ăn tối", "Đi khám"]


def test_what_only_lies_outside_the_days_that_are_looked_at_is_not_gone(
    account, other, monkeypatch
):
    other.put("a", "Năm sau nữa", SOON)
    run(account)
    CalendarAccount.objects.update(listed_at=timezone.now() - timedelta(days=31))
    hidden = other.events["a"]
    monkeypatch.setattr(
        other, "standing", lambda: [e for e in other.events.values() if e is not hidden]
    )
    assert run(account).error == ""
    assert standing() == ["Năm sau nữa"]
    assert CalendarLink.objects.exists()


def test_an_answer_that_was_lost_after_a_create_doubles_nothing(account, other, office):
    task = plan(office)
    create = "events" if other.key == "google" else "/events"
    other.fault = lambda method, path: (
        "lost" if method == "POST" and path.endswith(create) else None
    )
    assert run(account).error != ""
    assert len(other.titles()) == 1
    other.fault = None
    assert run(account, 3).error == ""
    assert other.titles() == ["Gặp khách"]
    assert CalendarLink.objects.get().task == task
    assert Task.objects.count() == 1


def test_a_create_that_is_asked_twice_finds_what_stands(account, other, office):
    """The listing may be behind: then the create itself is what meets the event."""
    task = plan(office)
    run(account)
    CalendarLink.objects.all().delete()
    account = run(account, 2)
    assert (account.error, len(other.titles())) == ("", 1)
    assert CalendarLink.objects.get().task == task


def test_an_event_that_changes_while_we_store_is_not_written_over(account, other, office):
    other.put("e", at=SOON)
    run(account)
    change_task(Task.objects.get(), by=office.binh, place="Q.7")

    def between(method, path):
        if method == "PATCH":
            other.fault = None
            later = timezone.now() + timedelta(minutes=5)
            other.put("e", "Giữa chừng", SOON, changed=later)

    other.fault = between
    run(account, 2)
    assert (other.titles(), standing()) == (["Giữa chừng"], ["Giữa chừng"])


def test_an_event_of_somebody_else_is_changed_here_alone_and_stops_nothing(account, other, office):
    other.put("e", at=SOON)
    run(account)
    change_task(Task.objects.get(), by=office.binh, title="Tên của tôi")
    plan(office)
    no = {"error": {"code": 403, "errors": [{"reason": "forbiddenForNonOrganizer"}]}}
    other.fault = lambda method, path: (403, {}, no) if method == "PATCH" else None
    account = run(account, 2)
    assert account.error == ""
    assert other.titles() == ["Gặp khách", "Đi khám"]
    assert standing() == ["Gặp khách", "Tên của tôi"]
    assert CalendarTrace.objects.filter(what="only_here").count() == 1


@pytest.mark.parametrize(
    "told",
    [
        (429, {"Retry-After": "1800"}, {"error": {"code": "TooManyRequests"}}),
        (403, {"Retry-After": "1800"}, {"error": {"code": 403, "errors": [{"reason": "rateLimitExceeded"}]}}),
    ],
    ids=["429", "rate-limit"],
)  # fmt: skip
def test_who_asks_us_to_wait_is_left_alone_that_long(account, other, office, told):
    plan(office)
    other.fault = lambda method, path: told
    failed = run(account)
    assert "asks us to wait" in failed.error
    assert timedelta(minutes=29) < failed.next_at - timezone.now() < timedelta(minutes=31)
    other.fault = None
    assert (run(account).error, other.titles()) == ("", ["Gặp khách"])


def test_a_token_that_is_refused_or_over_is_renewed_and_the_run_goes_on(account, other, office):
    plan(office)
    other.accesses.clear()
    assert run(account).error == ""
    assert account.secret() == "refresh-2"
    CalendarAccount.objects.update(access_until=timezone.now())
    assert run(account).error == ""
    assert (account.secret(), other.titles()) == ("refresh-3", ["Gặp khách"])


def test_two_workers_do_not_both_spend_a_permission(account, other):
    first, second = (CalendarAccount.objects.get() for _n in range(2))
    CalendarAccount.objects.update(renewing_until=timezone.now() + timedelta(seconds=30))
    with pytest.raises(Failed, match="being renewed"):
        Consent(first).renewed()
    CalendarAccount.objects.update(renewing_until=timezone.now() - timedelta(seconds=1))
    assert Consent(first).renewed() == "access-2"
    with pytest.raises(Failed, match="being renewed"):
        Consent(second).renewed()
    assert (other.made, list(other.refreshes)) == (2, ["refresh-2"])


def test_a_permission_that_was_taken_back_is_said_and_only_the_colleague_can_give_another(
    account, other, office, client
):
    task = plan(office)
    run(account)
    other.revoke()
    lost = run(account)
    assert "taken back" in lost.error
    assert (lost.next_at, lost.consent_lost_at is None) == (None, False)
    client.force_login(office.binh)
    shown = client.get(reverse("work:sync")).content.decode()
    assert "Connect again" in shown
    assert "Run now" not in shown
    change_task(task, by=office.binh, title="Gặp lại")
    again = run(consent(other, office.binh), 2)
    assert (again.error, again.consent_lost_at, again.calendar_url) == ("", None, other.calendar)
    assert other.titles() == ["Gặp lại"]


def test_a_code_is_good_once_and_a_stranger_to_the_provider_is_told_so(office, other):
    account = consent(other, office.binh)
    other.codes.clear()
    assert "Connect the calendar again" in run(account).error
    CalendarApp.objects.update(secret=secrets.closed("work.calendar-apps", "khác"))
    assert "does not know this installation" in run(consent(other, office.binh)).error
    CalendarApp.objects.update(client_id="")
    assert "not set up any more" in run(account).error


def test_a_state_is_for_the_colleague_who_asked_and_for_an_hour(office, other, time_machine):
    (offer,) = offered_to(office.binh)
    state, _code = other.consent(offer["url"])
    assert oauth.kind_of(state, office.chi.pk) == ""
    assert oauth.kind_of(f"{state}x", office.binh.pk) == ""
    time_machine.move_to(datetime.now(UTC) + timedelta(hours=2))
    assert oauth.kind_of(state, office.binh.pk) == ""


def test_a_permission_is_sent_to_its_provider_alone(account, other):
    """A link that leads elsewhere is not followed; a token is no link."""
    run(account)
    CalendarAccount.objects.update(mark="https://evil.example/api/delta?token=1")
    other.asked.clear()
    if other.key == "microsoft":
        assert "cannot be read" in run(account).error
        assert other.asked == []
    else:
        with pytest.raises(Failed, match="cannot be read"):
            calendar_of(account).api.read("https://evil.example/api/x")


def test_connecting_another_way_needs_letting_go_and_the_same_calendar_again_doubles_nothing(
    account, other, office
):
    plan(office)
    other.put("e", at=SOON)
    run(account, 2)
    with pytest.raises(Refused, match="already"):
        connect_account(office.binh, url="https://dav.example.com/", username="x", password="y")
    let_go(account, by=office.binh)
    kept = CalendarAccount.objects.get()
    assert (kept.password, kept.access, kept.grant) == ("", "", "")
    anew = run(consent(other, office.binh))
    choose_calendar(anew, other.calendar, by=office.binh)
    run(anew, 2)
    assert other.titles() == standing() == ["Gặp khách", "Đi khám"]


def test_a_colleague_connects_on_the_page_and_who_says_no_connects_nothing(other, office, client):
    client.force_login(office.binh)
    (offer,) = offered_to(office.binh)
    shown = client.get(reverse("work:sync")).content.decode()
    assert f"{other.url}/authorize?" in shown
    state, code = other.consent(offer["url"])
    back, finish = reverse("work:sync_back"), reverse("work:sync_finish")
    refused = client.get(back, {"state": state, "error": "access_denied"}).content.decode()
    assert "gave no permission" in refused
    asked = client.get(back, {"state": state, "code": code})
    assert code in asked.content.decode()
    assert not CalendarAccount.objects.exists()
    assert client.post(finish, {"state": state, "code": code}).status_code == 302
    work_all()
    assert CalendarAccount.objects.get().calendars[0]["url"] == other.calendar
    client.force_login(office.chi)
    assert client.get(back, {"state": state, "code": code}).status_code == 400
    client.post(finish, {"state": state, "code": code})
    assert CalendarAccount.objects.get().user == office.binh


def test_who_may_sets_a_provider_up_and_its_secret_is_not_shown(office, client):
    url = reverse("work:calendar_app_set", args=["google"])
    given = {"google-client_id": ID, "google-secret": SECRET}
    client.force_login(office.binh)
    assert client.get(reverse("work:calendar_apps")).status_code == 403
    assert client.post(url, given).status_code == 403
    client.force_login(office.giang)
    assert client.post(url, {"google-client_id": ID}).status_code == 422
    assert client.post(url, given).status_code == 302
    shown = client.get(reverse("work:calendar_apps")).content.decode()
    assert ID in shown
    assert SECRET not in shown
    assert reverse("work:sync_back") in shown
    client.post(url, {"google-client_id": "khác"})
    assert CalendarApp.objects.get().opened_secret() == SECRET
    assert client.post(reverse("work:calendar_app_set", args=["other"]), {}).status_code == 404
    with pytest.raises(Refused, match="tenant"):
        set_app("microsoft", client_id="x", secret="y", tenant="a/b", by=office.giang)
    client.post(url, {"google-client_id": ""})
    assert not CalendarApp.objects.ready().exists()


def test_where_no_provider_is_set_up_the_page_says_who_can(office, client):
    page, settings_page = reverse("work:sync"), reverse("work:calendar_apps")
    client.force_login(office.binh)
    told = client.get(page).content.decode()
    assert "Ask an administrator." in told
    assert settings_page not in told
    client.force_login(office.giang)
    assert settings_page in client.get(page).content.decode()


def test_google_and_microsoft_themselves_are_asked_where_nothing_else_is_set(office):
    for kind in ("google", "microsoft"):
        set_app(kind, client_id=ID, secret=SECRET, by=office.giang)
    hosts = [one["url"].split("?")[0] for one in offered_to(office.binh)]
    assert hosts == [
        "https://accounts.google.com/o/oauth2/v2/auth",
        "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
    ]
