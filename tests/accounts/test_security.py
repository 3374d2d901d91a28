"""Signing in withstands guessing, and every change of it ends what an intruder holds."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from quen.accounts.actions.users import set_password
from quen.accounts.models import User
from quen.timeline.models import Event

pytestmark = pytest.mark.django_db
PASSWORD = "mua-xuan-2026"
OTHER = "mua-thu-2026-x"
LINK = re.compile(r"https?://[^\s]+/account/password/reset/key/[^\s]+")


@pytest.fixture(autouse=True)
def _fresh_limits(db):
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def binh(office):
    set_password(office.binh, PASSWORD, by=None)
    return office.binh


def sign_in(browser: Client, password: str = PASSWORD, email: str = "binh@quen.test", **extra):
    told = {"login": email, "password": password}
    return browser.post(reverse("account_login"), told, **extra)


def signed_in(**extra) -> Client:
    browser = Client(**extra)
    assert sign_in(browser).status_code == 302
    return browser


def is_in(browser: Client) -> bool:
    return browser.get("/").status_code == 200


def with_second_step(user: User) -> str:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    return secret


def code_of(secret: str) -> str:
    counter = int(time.time()) // 30
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


ELSEWHERE = ("https://evil.example/", "//evil.example/", "/\\\\evil.example", "javascript:alert(1)")


@pytest.mark.parametrize("asked", ELSEWHERE)
def test_sr_24_no_answer_sends_anybody_to_an_address_from_the_request(asked, office, binh, stages):
    browser = Client()
    first = sign_in(browser, headers={"referer": asked}, query_params={"next": asked})
    told = {"theme": "dark", "next": asked}
    second = browser.post(reverse("accounts:preferences"), told, headers={"referer": asked})
    browser.force_login(office.giang)
    field = {"label_en": "Size", "kind": "text", "next": asked}
    third = browser.post(
        reverse("records:custom_new", args=["contact"]), field, query_params={"back": asked}
    )
    own = "/", "/account/", "/records/fields/contact/"
    assert [answer.status_code for answer in (first, second, third)] == [302, 302, 302]
    assert all(answer.headers["Location"] in own for answer in (first, second, third))


def test_sr_25_an_unknown_host_is_refused_and_links_use_the_configured_address(
    binh, client, mailoutbox, settings
):
    assert client.get("/account/login/", headers={"host": "evil.test"}).status_code == 400
    client.post(reverse("account_reset_password"), {"email": binh.email})
    assert settings.BASE_URL in mailoutbox[0].body


def test_sr_26_a_reset_link_works_once(binh, client, mailoutbox):
    answer, _there = reset(client, binh, mailoutbox, OTHER)
    assert answer.status_code == 302
    link = LINK.search(mailoutbox[0].body)[0]
    assert b"password1" not in Client().get(link, follow=True).content
    assert sign_in(Client(), OTHER).status_code == 302


def test_sr_27_a_reset_ends_all_sessions(binh, client, mailoutbox):
    intruder = signed_in()
    reset(client, binh, mailoutbox, OTHER)
    assert not is_in(intruder)
    assert Event.objects.filter(kind="user.password_changed", subject_id=binh.pk).exists()


def test_sr_27_a_changed_password_ends_the_other_sessions(binh):
    mine, intruder = signed_in(), signed_in()
    told = {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER}
    assert mine.post(reverse("account_change_password"), told).status_code == 302
    assert is_in(mine)
    assert not is_in(intruder)


def test_sr_27_turning_on_the_second_step_asks_again_and_ends_the_other_sessions(
    binh, time_machine, django_capture_on_commit_callbacks
):
    mine, intruder = signed_in(), signed_in()
    time_machine.move_to(timezone.now() + timedelta(minutes=20))
    url = reverse("mfa_activate_totp")
    assert mine.get(url).status_code == 302
    assert mine.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302
    mine.get(url)
    code = code_of(mine.session["mfa.totp.secret"])
    with django_capture_on_commit_callbacks(execute=True):
        assert mine.post(url, {"code": code}).status_code == 302
    assert Authenticator.objects.filter(user=binh).exists()
    assert Event.objects.filter(kind="user.sign_in_changed", subject_id=binh.pk).exists()
    assert is_in(mine)
    assert not is_in(intruder)


def test_sr_27_a_changed_address_asks_again_and_ends_the_other_sessions(
    binh, mailoutbox, time_machine
):
    mine, intruder = signed_in(), signed_in()
    time_machine.move_to(timezone.now() + timedelta(minutes=20))
    url = reverse("account_email")
    told = {"action_add": "", "email": "binh.moi@quen.test"}
    assert reverse("account_reauthenticate") in mine.post(url, told).headers["Location"]
    mine.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    mine.post(url, told)
    link = re.search(r"https?://[^\s]+/confirm-email/[^\s]+", mailoutbox[-1].body)[0]
    assert User.objects.get(pk=binh.pk).email == "binh@quen.test"
    mine.post(link)
    assert User.objects.get(pk=binh.pk).email == "binh.moi@quen.test"
    assert not is_in(intruder)


def test_sr_28_a_wrong_password_and_an_unknown_account_get_the_same_answer(binh, client):
    known = sign_in(client, "wrong-password-1")
    unknown = sign_in(client, "wrong-password-1", "nobody@quen.test")
    assert known.status_code == unknown.status_code == 200
    assert said(known).replace(binh.email, "") == said(unknown).replace("nobody@quen.test", "")


def test_sr_28_asking_for_a_new_password_answers_alike(binh, client):
    answers = [
        client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        for email in (binh.email, "nobody@quen.test")
    ]
    assert said(answers[0]) == said(answers[1])


def test_sr_28_an_unknown_account_costs_a_password_check_too(binh, client, monkeypatch):
    made = []
    encode = Argon2PasswordHasher.encode
    monkeypatch.setattr(
        Argon2PasswordHasher,
        "encode",
        lambda self, *a, **k: made.append(1) or encode(self, *a, **k),
    )
    sign_in(client, "wrong-password-1", "nobody@quen.test")
    assert made


def test_sr_28_guessing_one_account_is_stopped_and_the_owner_still_gets_in(binh):
    owner = signed_in(REMOTE_ADDR="10.0.0.1")
    owner.post(reverse("account_logout"))
    for guess in range(8):
        stranger = Client(REMOTE_ADDR=f"10.0.1.{guess}")
        sign_in(stranger, f"guess-number-{guess}")
    assert sign_in(Client(REMOTE_ADDR="10.0.2.1")).status_code == 200
    assert sign_in(owner).status_code == 302


def test_sr_28_guessing_from_one_address_is_stopped(binh):
    stranger = Client(REMOTE_ADDR="10.0.3.1")
    for guess in range(10):
        sign_in(stranger, "wrong-password-1", f"user{guess}@quen.test")
    assert sign_in(stranger).status_code == 200
    assert not is_in(stranger)


def test_sr_29_the_password_alone_opens_nothing_once_the_second_step_is_on(binh, client):
    secret = with_second_step(binh)
    sign_in(client)
    assert not is_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert is_in(client)


def test_sr_29_a_code_works_once(binh, client):
    secret = with_second_step(binh)
    sign_in(client)
    code = code_of(secret)
    client.post(reverse("mfa_authenticate"), {"code": code})
    second = Client()
    sign_in(second)
    second.post(reverse("mfa_authenticate"), {"code": code})
    assert not is_in(second)


def test_sr_29_a_new_password_does_not_go_round_the_second_step(binh, client, mailoutbox):
    with_second_step(binh)
    reset(client, binh, mailoutbox, OTHER)
    assert not is_in(client)
    sign_in(client, OTHER)
    assert not is_in(client)


def test_sr_29_recovery_codes_work_once_and_are_not_stored_readable(binh, client):
    with_second_step(binh)
    codes = RecoveryCodes.activate(binh).get_unused_codes()
    stored = str(Authenticator.objects.get(user=binh, type="recovery_codes").data)
    assert codes[0] not in stored
    seed = RecoveryCodes(Authenticator.objects.get(user=binh, type="recovery_codes"))
    assert seed.instance.data["seed"].startswith("gAAAA"), "encrypted with a key of ours"
    sign_in(client)
    client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert is_in(client)
    again = Client()
    sign_in(again)
    again.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert not is_in(again)


def test_an_administrator_resets_the_second_step_of_who_lost_it(binh, client, office):
    with_second_step(binh)
    intruder = Client()
    client.force_login(office.giang)
    url = reverse("accounts:user_second_step", args=[binh.pk])
    assert client.post(url).status_code == 302
    assert not Authenticator.objects.filter(user=binh).exists()
    assert sign_in(intruder).status_code == 302


def test_sr_32_changes_need_the_token_against_forged_requests(binh):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(binh)
    assert browser.post(reverse("accounts:preferences"), {"theme": "dark"}).status_code == 403
    assert browser.get(reverse("accounts:own_sessions_end")).status_code == 405


def test_sr_33_nobody_signs_up_alone(client, office):
    told = {"email": "x@quen.test", "password1": PASSWORD}
    client.post(reverse("account_signup"), told)
    assert not User.objects.filter(email="x@quen.test").exists()
    assert not [name for name in get_resolver().reverse_dict if str(name).startswith("admin")]


def said(answer) -> str:
    """The page without what differs each time."""
    return re.sub(
        r'(name="csrfmiddlewaretoken" value|name="csrf" content)="[^"]+"',
        "",
        answer.content.decode(),
    )


def reset(client, user, mailoutbox, password):
    """Ask for a new password and set it by the mailed link."""
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = LINK.search(mailoutbox[-1].body)[0]
    form = client.get(link, follow=True)
    told = {"password1": password, "password2": password}
    return client.post(form.request["PATH_INFO"], told), form
