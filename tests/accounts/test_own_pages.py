"""One's own profile, tokens and sessions; looking as a colleague; who can see a record."""

import re
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quen.accounts import seen
from quen.accounts.actions import shares
from quen.accounts.actions.rights import refresh
from quen.accounts.actions.users import set_password
from quen.accounts.models import Role, Share, Token, User
from quen.accounts.models.user import LANGUAGES
from quen.kit.refused import Refused
from quen.kit.workspace import change_workspace
from quen.people.models import Contact
from quen.timeline.models import Event

pytestmark = pytest.mark.django_db
SECRET = re.compile(r'id="secret-value" value="([^"]+)"')
MINE = {"full_name": "Bình", "language": "th", "zone": "Asia/Bangkok", "theme": "dark"}


@pytest.fixture
def binh(client, office):
    client.force_login(office.binh)
    return client


@pytest.mark.parametrize("language", [code for code, _ in LANGUAGES])
def test_the_profile_opens_in_each_language(binh, office, language):
    User.objects.filter(pk=office.binh.pk).update(language=language)
    assert binh.get(reverse("accounts:profile")).status_code == 200


def test_the_profile_changes_name_language_zone_theme_and_era(binh, office):
    answer = binh.post(reverse("accounts:profile"), MINE | {"buddhist_years": "on"})
    assert answer.status_code == 302
    user = User.objects.get(pk=office.binh.pk)
    assert (user.full_name, user.language, user.zone, user.theme) == tuple(MINE.values())
    assert user.buddhist_years


def test_an_unknown_zone_is_refused(binh, office):
    assert binh.post(reverse("accounts:profile"), MINE | {"zone": "Mars/Base"}).status_code == 422
    assert User.objects.get(pk=office.binh.pk).zone == "Asia/Ho_Chi_Minh"


def test_sr_31_ones_own_token_is_shown_once_hashed_expiring_and_revocable(binh, office):
    told = {"name": "app", "scope": "read", "expires_on": "2999-01-01"}
    secret = SECRET.search(binh.post(reverse("accounts:token_new"), told).content.decode())[1]
    token = Token.objects.get(user=office.binh)
    assert token.hash == Token.hashed(secret)
    assert token.expires_at.year in (2998, 2999)
    assert secret not in binh.get(reverse("accounts:profile")).content.decode()
    binh.post(reverse("accounts:token_revoke", args=[token.pk]))
    assert not Token.objects.usable().exists()


def test_nobody_revokes_a_token_of_somebody_else(binh, office):
    token = Token.objects.create(user=office.chi, name="x", hash="h", last_four="abcd")
    assert binh.post(reverse("accounts:token_revoke", args=[token.pk])).status_code == 404


def test_signing_out_everywhere_else_leaves_this_browser(office):
    here, there = Client(), Client()
    set_password(office.binh, "mua-xuan-2026", by=None)
    for browser in (here, there):
        told = {"login": office.binh.email, "password": "mua-xuan-2026"}
        assert browser.post(reverse("account_login"), told).status_code == 302
    here.post(reverse("accounts:own_sessions_end"))
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 302


def test_looking_as_a_colleague_shows_their_pages_and_changes_nothing(client, office, contact):
    client.force_login(office.giang)
    assert client.post(reverse("accounts:preview_start", args=[office.chi.pk])).status_code == 302
    assert "Chi" in client.get("/").content.decode()
    assert client.get(f"/contacts/{contact.pk}/").status_code == 404
    assert client.post(reverse("accounts:preferences"), {"theme": "dark"}).status_code == 403
    assert client.get(reverse("accounts:profile")).status_code == 403
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 403
    client.post(reverse("accounts:preview_stop"))
    assert client.get(reverse("accounts:profile")).status_code == 200
    assert Event.objects.filter(kind="user.previewed", actor=office.giang).exists()


def test_sr_11_nobody_looks_as_someone_who_sees_more(client, office):
    eyes = {"accounts.preview_user": "all", "web.use": "all", "sales.view_deal": "team"}
    office.an.roles.set([Role.objects.create(key="eyes", name="eyes", grants=eyes)])
    refresh([office.an])
    client.force_login(office.an)
    for other in (office.giang, office.dung, office.em, office.binh):
        answer = client.post(reverse("accounts:preview_start", args=[other.pk]))
        assert answer.status_code == 422, other
    few = {"web.use": "all", "sales.view_deal": "own"}
    office.binh.roles.set([Role.objects.create(key="few", name="few", grants=few)])
    refresh([office.binh])
    assert client.post(reverse("accounts:preview_start", args=[office.binh.pk])).status_code == 302


def test_preview_needs_its_right(binh, office):
    assert binh.post(reverse("accounts:preview_start", args=[office.chi.pk])).status_code == 403


def why(client, contact, user):
    url = reverse("accounts:why", args=["contact", contact.pk])
    return client.get(url, {"user": user.pk}).content.decode()


def test_an_administrator_asks_why_anyone_sees_a_record_or_not(client, office, contact):
    client.force_login(office.giang)
    assert "this is theirs" in why(client, contact, office.binh)
    assert "their team North" in why(client, contact, office.an)
    assert "reader sees all records" in why(client, contact, office.em)
    page = why(client, contact, office.dung)
    assert "Dung cannot see this" in page
    assert "belongs to Binh of North" in page


def test_a_leader_asks_about_their_own_people_only(client, office, contact):
    client.force_login(office.an)
    page = why(client, contact, office.dung)
    assert ">Chi<" in page
    assert ">Dung</option>" not in page.partition("Shared with")[0]
    assert "Why An sees this" in page


def test_a_record_one_cannot_see_is_not_there(client, office, contact):
    client.force_login(office.dung)
    url = reverse("accounts:why", args=["contact", contact.pk])
    assert client.get(url).status_code == 404
    assert client.get(reverse("accounts:why", args=["contact", 999])).status_code == 404
    assert client.get(reverse("accounts:why", args=["user", office.an.pk])).status_code == 404


def test_a_record_is_shared_with_a_colleague_until_a_day(binh, office, contact):
    url = reverse("accounts:share", args=["contact", contact.pk])
    assert (
        binh.post(url, {"whom": f"user-{office.dung.pk}", "until": "2999-01-01"}).status_code == 302
    )
    dung = User.objects.get(pk=office.dung.pk)
    assert Contact.objects.visible_to(dung).filter(pk=contact.pk).exists()
    assert not Contact.objects.visible_to(dung, "change").filter(pk=contact.pk).exists()
    assert Event.objects.filter(kind="record.shared", subject_id=contact.pk).exists()
    share = Share.objects.get()
    binh.post(reverse("accounts:unshare", args=["contact", contact.pk, share.pk]))
    assert not Contact.objects.visible_to(User.objects.get(pk=office.dung.pk)).exists()
    assert Event.objects.filter(kind="record.unshared", subject_id=contact.pk).exists()


def test_a_record_shared_with_a_team_to_change_reaches_all_of_it(office, contact):
    shares.share_record(contact, by=office.binh, team=office.south, may_change=True)
    dung = User.objects.get(pk=office.dung.pk)
    assert Contact.objects.visible_to(dung, "change").filter(pk=contact.pk).exists()


def test_a_share_ends_at_its_moment_and_the_clock_clears_it_away(office, contact, time_machine):
    until = timezone.now() + timedelta(hours=1)
    shares.share_record(contact, by=office.binh, user=office.dung, until=until)
    time_machine.move_to(until + timedelta(seconds=1))
    assert not Contact.objects.visible_to(User.objects.get(pk=office.dung.pk)).exists()
    assert shares.end_expired_shares() == 1
    assert not User.objects.get(pk=office.dung.pk).has_shares
    assert Event.objects.filter(kind="record.unshared", actor=None).exists()


def test_sr_11_only_who_may_change_a_record_shares_it(client, office, contact):
    client.force_login(office.em)
    url = reverse("accounts:share", args=["contact", contact.pk])
    assert client.post(url, {"whom": f"user-{office.dung.pk}"}).status_code == 422
    assert not Share.objects.exists()
    with pytest.raises(Refused):
        shares.share_record(contact, by=office.dung, user=office.chi)


def test_the_demo_company_names_its_log_ins_and_others_do_not(client, office):
    User.objects.filter(pk=office.an.pk).update(email="an@demo.quen")
    assert "an@demo.quen" not in client.get(reverse("account_login")).content.decode()
    change_workspace(is_demo=True)
    assert "an@demo.quen" in client.get(reverse("account_login")).content.decode()
    client.force_login(office.binh)
    assert "Demo company" in client.get("/").content.decode()


def test_a_session_tells_when_it_was_last_seen_and_from_where(office):
    phone = "Mozilla/5.0 (Linux; Android 14) Chrome/130 Mobile"
    browser = Client(headers={"User-Agent": phone}, REMOTE_ADDR="203.0.113.7")
    set_password(office.binh, "Tre-xanh-2026", by=office.giang)
    told = {"login": office.binh.email, "password": "Tre-xanh-2026"}
    browser.post(reverse("account_login"), told)
    long_ago = timezone.now() - timedelta(days=3)
    UserSession.objects.update(last_seen_at=long_ago)
    seen.forget_seen()
    page = browser.get(reverse("accounts:profile")).content.decode()
    assert "Chrome · Android" in page
    assert "203.0.113.7" in page
    assert "last seen 3 days ago" in page
    assert UserSession.objects.get().last_seen_at > long_ago
    UserSession.objects.update(last_seen_at=long_ago)
    browser.get(reverse("accounts:profile"))
    assert UserSession.objects.get().last_seen_at == long_ago, "not again within five minutes"


def test_the_profile_keeps_a_signature_shows_it_and_leads_to_all_that_is_ones_own(binh, office):
    text = "Bình Trần\nThép Việt Á · 0903 221 884"
    binh.post(reverse("accounts:profile"), MINE | {"signature": text})
    assert User.objects.get(pk=office.binh.pk).signature.split() == text.split()
    shown = binh.get(reverse("accounts:profile")).content.decode()
    assert 'class="signed">Bình Trần' in shown
    for route in ("timeline:notice_ways", "account_change_password", "accounts:own_sessions_end"):
        assert reverse(route) in shown
    long = binh.post(reverse("accounts:profile"), MINE | {"signature": "x" * 1001})
    assert long.status_code == 422
