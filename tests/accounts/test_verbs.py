"""Colleagues and tokens on the command line, and the company's settings."""

import json

import pytest
from django.urls import reverse

from quen.accounts import verbs
from quen.accounts.models import Token, User
from quen.kit.cli import Failed
from quen.kit.workspace import workspace
from quen.timeline.models import Event

pytestmark = pytest.mark.django_db
COMPANY = {
    "fiscal_month": "1",
    "name": "Thép Việt Á",
    "country": "TH",
    "language": "th",
    "zone": "Asia/Bangkok",
    "currency": "THB",
    "opens_at": "09:00",
    "closes_at": "18:00",
    "working_days": ["0", "1", "2"],
}


def test_a_colleague_is_added_and_can_sign_in(client, capsys):
    verbs.user_add("lan@quen.test", name="Lan", role="sales", team="South", json=True)
    told = json.loads(capsys.readouterr().out)
    user = User.objects.get(pk=told["id"])
    assert (user.team.name, user.reach("people.view_contact")) == ("South", "own")
    told = {"login": "lan@quen.test", "password": told["password"]}
    assert client.post(reverse("account_login"), told).status_code == 302


def test_an_unknown_role_team_or_colleague_fails_in_a_sentence(office):
    with pytest.raises(Failed, match="no role boss"):
        verbs.user_add("x@quen.test", name="X", role="boss")
    with pytest.raises(Failed, match="no colleague"):
        verbs.user_disable("nobody@quen.test")
    with pytest.raises(Failed, match="exists already"):
        verbs.user_add("binh@quen.test", name="X", role="rep")
    assert not User.objects.filter(email="x@quen.test").exists()


def test_a_colleague_is_switched_off_and_gets_a_password(office, capsys):
    verbs.user_disable("chi@quen.test")
    assert not User.objects.get(pk=office.chi.pk).is_active
    verbs.user_password("binh@quen.test", password="mua-xuan-2026")
    assert User.objects.get(pk=office.binh.pk).check_password("mua-xuan-2026")


def test_a_token_is_printed_once_and_revoked(office, capsys):
    verbs.token_add("binh@quen.test", name="app", scope="write", json=True)
    told = json.loads(capsys.readouterr().out)
    assert Token.objects.usable().get(hash=Token.hashed(told["token"])).pk == told["id"]
    verbs.token_revoke(told["id"])
    assert not Token.objects.usable().exists()


def test_the_company_is_changed_and_the_change_is_told(client, office):
    client.force_login(office.giang)
    assert client.get(reverse("web:workspace")).status_code == 200
    assert client.post(reverse("web:workspace"), COMPANY).status_code == 302
    it = workspace()
    assert (it.name, it.currency, it.working_days) == ("Thép Việt Á", "THB", "0,1,2")
    assert not it.sort_by_given_name
    assert Event.objects.get(kind="workspace.changed").data["changes"]["currency"] == ["VND", "THB"]


@pytest.mark.parametrize(
    "wrong", [{"closes_at": "08:00"}, {"working_days": []}, {"name": " "}, {"zone": "X"}]
)
def test_impossible_settings_are_refused_at_their_field(client, office, wrong):
    client.force_login(office.giang)
    answer = client.post(reverse("web:workspace"), COMPANY | wrong)
    assert answer.status_code == 422
    assert "field__error" in answer.content.decode()


def test_the_company_s_settings_need_their_right(client, office):
    client.force_login(office.an)
    assert client.post(reverse("web:workspace"), COMPANY).status_code == 403
