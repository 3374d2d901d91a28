"""Colleagues: invited, placed, switched off, helped with signing in, through the pages."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quen.accounts.actions import invitations
from quen.accounts.actions.rights import refresh
from quen.accounts.actions.users import set_password
from quen.accounts.models import Invitation, Role, Token, User
from quen.kit.refused import Refused
from quen.timeline.models import Event

pytestmark = pytest.mark.django_db
SECRET = re.compile(r'id="secret-value" value="([^"]+)"')


@pytest.fixture
def giang(client, office):
    client.force_login(office.giang)
    return client


def sales_role() -> Role:
    return Role.objects.get(key="rep")


def invited(client, **facts):
    told = {"email": "moi@quen.test", "full_name": "Mới", "language": "vi", "team": ""}
    return client.post(reverse("accounts:invite"), told | {"roles": [sales_role().pk]} | facts)


@pytest.mark.parametrize(
    ("who", "status"), [("giang", 200), ("an", 403), ("binh", 403), ("em", 403)]
)
@pytest.mark.parametrize("route", ["users", "teams", "roles"])
def test_only_who_manages_them_opens_the_pages_of_colleagues(client, office, who, status, route):
    client.force_login(getattr(office, who))
    assert client.get(reverse(f"accounts:{route}")).status_code == status


def test_the_list_shows_everyone_and_costs_the_same_for_many(
    giang, office, django_assert_max_num_queries
):
    with django_assert_max_num_queries(16):
        page = giang.get(reverse("accounts:users"))
    for name in ("An", "Binh", "Hanh"):
        assert f">{name}<" in page.content.decode()
    assert ">An<" not in giang.get(reverse("accounts:users"), {"q": "binh"}).content.decode()


def test_an_invitation_is_mailed_and_its_link_is_shown_once(giang, office, mailoutbox):
    page = invited(giang).content.decode()
    link = SECRET.search(page)[1]
    (mail,) = mailoutbox
    assert mail.to == ["moi@quen.test"]
    assert link in mail.body
    assert "Giang" in mail.subject
    assert Invitation.objects.get().hash not in page
    assert link not in giang.get(reverse("accounts:users")).content.decode()
    assert Event.objects.filter(kind="user.invited", actor=office.giang).exists()


def test_the_invited_choose_a_password_and_are_in(giang, client, office):
    link = SECRET.search(invited(giang, team=office.north.pk).content.decode())[1]
    client.logout()
    assert "moi@quen.test" in client.get(link).content.decode()
    answer = client.post(link, {"full_name": "Lê Mới", "password": "mua-xuan-2026"})
    assert answer.status_code == 302
    user = User.objects.get(email="moi@quen.test")
    assert (user.full_name, user.team, user.reach("sales.view_deal")) == (
        "Lê Mới",
        office.north,
        "own",
    )
    assert client.get("/").status_code == 200
    assert Event.objects.filter(kind="user.joined", actor=user).exists()


def test_a_weak_password_is_refused_at_its_field_and_uses_nothing_up(giang, client):
    link = SECRET.search(invited(giang).content.decode())[1]
    client.logout()
    answer = client.post(link, {"full_name": "X", "password": "12345"})
    assert answer.status_code == 422
    assert Invitation.objects.open().count() == 1


def test_a_withdrawn_invitation_no_longer_works(giang, client):
    link = SECRET.search(invited(giang).content.decode())[1]
    giang.post(reverse("accounts:withdraw", args=[Invitation.objects.get().pk]))
    client.logout()
    assert client.get(link).status_code == 404


def test_a_second_invitation_replaces_the_first(giang, client):
    first = SECRET.search(invited(giang).content.decode())[1]
    second = SECRET.search(invited(giang).content.decode())[1]
    client.logout()
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


@pytest.mark.parametrize("wrong", [{"email": "binh@quen.test"}, {"email": "no"}, {"roles": []}])
def test_a_wrong_invitation_is_refused_in_words(giang, wrong):
    answer = invited(giang, **wrong)
    assert answer.status_code == 422
    assert not Invitation.objects.exists()
    assert "field__error" in answer.content.decode()


def test_roles_and_team_are_changed_on_the_page(giang, office):
    url = reverse("accounts:user_roles", args=[office.chi.pk])
    lead = Role.objects.get(key="lead")
    assert giang.post(url, {"roles": [lead.pk], "team": office.south.pk}).status_code == 302
    office.chi.refresh_from_db()
    assert (office.chi.team, office.chi.reach("sales.view_deal")) == (office.south, "team")


def test_a_colleague_is_switched_off_and_on(giang, office):
    giang.post(reverse("accounts:user_off", args=[office.chi.pk]))
    assert not User.objects.get(pk=office.chi.pk).is_active
    giang.post(reverse("accounts:user_on", args=[office.chi.pk]))
    assert User.objects.get(pk=office.chi.pk).is_active


def test_a_token_made_for_a_colleague_is_shown_once_and_can_be_revoked(giang, office):
    url = reverse("accounts:user_token_new", args=[office.chi.pk])
    page = giang.post(url, {"name": "zapier", "scope": "read"}).content.decode()
    secret = SECRET.search(page)[1]
    token = Token.objects.get(hash=Token.hashed(secret), user=office.chi)
    giang.post(reverse("accounts:user_token_revoke", args=[office.chi.pk, token.pk]))
    assert not Token.objects.usable().exists()


def test_sr_11_who_manages_colleagues_cannot_take_over_an_administrator(client, office):
    office.an.roles.add(
        Role.objects.create(key="hr", name="HR", grants={"accounts.manage_users": "all"})
    )
    refresh([office.an])
    client.force_login(office.an)
    for route, facts in (
        ("user_off", {}),
        ("user_token_new", {"name": "x", "scope": "write"}),
        ("user_sessions", {}),
        ("user_second_step", {}),
        ("user_roles", {"roles": [], "team": ""}),
    ):
        answer = client.post(reverse(f"accounts:{route}", args=[office.giang.pk]), facts)
        assert answer.status_code == 422, route
    assert not Token.objects.exists()
    assert User.objects.get(pk=office.giang.pk).grants == office.giang.grants


def test_sr_26_an_invitation_is_used_once_and_kept_as_a_hash(giang, office):
    link = SECRET.search(invited(giang).content.decode())[1]
    secret = link.rstrip("/").rpartition("/")[2]
    assert len(secret) >= 43
    assert secret not in str(Invitation.objects.values().get())
    invitations.accept_invitation(secret, full_name="A", password="mua-xuan-2026")
    with pytest.raises(Refused):
        invitations.accept_invitation(secret, full_name="B", password="mua-xuan-2026")
    assert User.objects.filter(email="moi@quen.test").count() == 1


def test_sr_26_an_invitation_ends_after_seven_days(giang, client, time_machine):
    link = SECRET.search(invited(giang).content.decode())[1]
    client.logout()
    time_machine.move_to(timezone.now() + timedelta(days=7, minutes=1))
    assert client.get(link).status_code == 404


def test_sr_12_an_invitation_of_someone_switched_off_no_longer_works(giang, client, office):
    secret = SECRET.search(invited(giang).content.decode())[1].rstrip("/").rpartition("/")[2]
    Invitation.objects.update(by=office.chi)
    giang.post(reverse("accounts:user_off", args=[office.chi.pk]))
    with pytest.raises(Refused):
        invitations.accept_invitation(secret, full_name="A", password="mua-xuan-2026")


def test_an_administrator_signs_a_colleague_out_on_all_their_devices(office, client):
    phone, laptop = Client(), Client()
    set_password(office.binh, "mua-xuan-2026", by=None)
    for device in (phone, laptop):
        told = {"login": office.binh.email, "password": "mua-xuan-2026"}
        device.post(reverse("account_login"), told)
        assert device.get("/").status_code == 200
    client.force_login(office.giang)
    client.post(reverse("accounts:user_sessions", args=[office.binh.pk]))
    assert [device.get("/").status_code for device in (phone, laptop)] == [302, 302]
    assert client.get("/").status_code == 200
    assert Event.objects.filter(kind="user.sessions_ended", actor=office.giang).exists()
